import { createSoftwareKey } from '../../src/sandbox/software-key.ts'
import { VirtualKey } from '../../src/sandbox/virtual-key.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { pressControl, tabTo, typeInto } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'

// Chromium's own keys say who made them, but nobody believes it.
describeWithBrowser('My keys and sessions', { env: { ATTESTATION_ROOTS: '' } }, (stage) => {
  it('a further key takes two ceremonies, and waits for an administrator', async () => {
    const { page, key, person } = await stage().signedIn('ben')
    await page.goto('/keys')
    await seeText(page, 'Signed in with this one')
    const second = new VirtualKey(await createSoftwareKey())
    await key.pullOutOf(page)
    await second.plugInto(page)
    await typeInto(page, 'Name of the new key', 'Safe in the office')
    await pressControl(page, 'button', 'Enrol the new key')
    await seeHeading(page, 'Now the key you have')
    expect(await findBarriers(page, 'vouch for a key', stage().album)).toEqual([])
    // The new key cannot vouch for itself: nothing is on record yet.
    const keysBefore = (await person.api.get('/v1/keys')).body()
    expect(keysBefore).not.toContain('Safe in the office')
    await second.pullOutOf(page)
    await key.plugInto(page)
    await page.setViewportSize({ width: 1440, height: 900 })
    await pressControl(page, 'button', 'Vouch with the key I have')
    await seeHeading(page, 'The new key waits')
    await seeText(page, 'Waits for an administrator')
    await seeText(page, 'Safe in the office')
    expect(await findBarriers(page, 'key waits', stage().album)).toEqual([])
    expect((await person.api.get('/v1/keys')).body()).toMatch(/"pending"/)
  })

  it('the key that is plugged in already is not taken for a new one', async () => {
    const { page } = await stage().signedIn('ivy')
    await page.goto('/keys')
    await pressControl(page, 'button', 'Enrol the new key')
    await seeAlert(page, 'This key is enrolled already')
    expect(await findBarriers(page, 'keys', stage().album)).toEqual([])
  })

  it('ends a session in another browser, which then is nobody', async () => {
    const here = await stage().signedIn('ivy')
    const there = await stage().signedIn('ivy', {
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0',
    })
    there.faults.allow(/401/)
    await there.page.goto('/holds')
    await seeHeading(there.page, 'Holds')
    const { page } = here
    await page.goto('/keys')
    await pressControl(page, 'button', /End the session: Firefox/)
    await page.getByRole('button', { name: /End the session: Firefox/ }).waitFor({ state: 'hidden' })
    await pressControl(there.page, 'link', 'Policy')
    await seeHeading(there.page, 'Sign in')
    await tabTo(page, 'button', 'Sign out everywhere…')
  })

  it('a key is given up in two steps, says what that means, and its sessions are over', async () => {
    const { page, person, faults } = await stage().signedIn('hal')
    faults.allow(/40[13]/)
    await page.goto('/keys')
    await pressControl(page, 'button', 'Give up this key…')
    await seeText(page, /This is your last active key/)
    await seeText(page, 'You are signed in with it: you will be signed out.')
    expect(await findBarriers(page, 'give up a key', stage().album)).toEqual([])
    await pressControl(page, 'button', 'Keep it')
    await seeText(page, 'Active')
    await pressControl(page, 'button', 'Give up this key…')
    await pressControl(page, 'button', 'Give it up')
    await seeHeading(page, 'Sign in')
    await pressControl(page, 'button', 'Sign in with security key')
    await page.getByRole('alert').waitFor()
    expect((await page.request.get('/v1/sessions/current')).status()).toBe(401)
    expect(person.email).toBe('hal@example.com')
  })
})
