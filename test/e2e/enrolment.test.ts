import { createSoftwareKey } from '../../src/sandbox/software-key.ts'
import { VirtualKey } from '../../src/sandbox/virtual-key.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { pressControl, typeInto } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText, textOf } from '../support/browser/screen.ts'
import { describeWithBrowser, type Visitor } from '../support/browser/stage.ts'

// Chromium's own keys say who made them, but nobody believes it.
describeWithBrowser('Enrolling by an invitation', { env: { ATTESTATION_ROOTS: '' } }, (stage) => {
  const invitationOf = (name: string): string =>
    stage().office.service.secrets.people[`${name}@example.com`]?.enrolment ?? ''

  async function visitorWithKey(): Promise<Visitor & { readonly key: VirtualKey }> {
    const visitor = await stage().visitor()
    const key = new VirtualKey(await createSoftwareKey())
    await key.plugInto(visitor.page)
    return { ...visitor, key }
  }

  it('makes the key theirs, shows its fingerprint, and leads to signing in with it', async () => {
    const { page } = await visitorWithKey()
    await page.goto(`/enrol#${invitationOf('kim')}`)
    await seeHeading(page, 'Enrol your security key')
    await typeInto(page, 'Name of this key', 'Key ring')
    await pressControl(page, 'button', 'Enrol security key')
    await seeHeading(page, 'Your key is enrolled')
    expect(await textOf(page)).toMatch(/Kim Example, kim@example\.com/)
    expect((await textOf(page)).replaceAll(/\s/g, '')).toMatch(/[0-9a-f]{64}/i)
    expect(await findBarriers(page, 'enrolled', stage().album)).toEqual([])
    await pressControl(page, 'link', 'Go to sign-in')
    await seeHeading(page, 'Sign in')
    await pressControl(page, 'button', 'Sign in with security key')
    await seeHeading(page, 'Inbox')
    // What she called it stands in her list.
    await page.goto('/keys')
    await seeText(page, 'Key ring')
  })

  it('keeps the invitation out of the address bar, the history and every address that is asked for', async () => {
    const token = invitationOf('gil')
    const { page } = await stage().visitor()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url(), request.headers()['referer'] ?? ''))
    await page.goto(`/enrol#${token}`)
    await seeHeading(page, 'Enrol your security key')
    expect(new URL(page.url()).hash).toBe('')
    await page.goto('/docs')
    await page.goBack()
    expect(page.url()).not.toContain(token)
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, history.state])')).not.toContain(token)
    expect(asked.filter((address) => address.includes(token))).toEqual([])
    // Kept nowhere: a reload has lost it, and says so.
    await page.reload()
    await seeHeading(page, 'The invitation is missing')
    expect(await findBarriers(page, 'invitation missing', stage().album)).toEqual([])
  })

  it('is refused for an invitation that was used, whoever comes with it', async () => {
    const { page, faults } = await visitorWithKey()
    faults.allow(/404/)
    await page.goto(`/enrol#${invitationOf('ben')}`)
    await pressControl(page, 'button', 'Enrol security key')
    const alert = await seeAlert(page, 'This invitation is not valid')
    expect(await alert.innerText()).toContain('Ask an administrator, in person')
    expect(await findBarriers(page, 'invitation used', stage().album)).toEqual([])
  })

  it('is refused for a link that lacks its end', async () => {
    const { page } = await stage().visitor()
    await page.goto(`/enrol#${invitationOf('gil').slice(0, -1)}`)
    await seeHeading(page, 'The invitation is missing')
  })

  it('can be begun again when the key was not touched', async () => {
    const { page, key } = await visitorWithKey()
    await page.goto(`/enrol#${invitationOf('gil')}`)
    await key.setOwnerVerified(false)
    await pressControl(page, 'button', 'Enrol security key')
    await seeAlert(page, 'No key answered')
    await key.setOwnerVerified(true)
    await pressControl(page, 'button', 'Enrol security key')
    await seeHeading(page, 'Your key is enrolled')
    // An administrator's first key counts only when another has compared it.
    await seeText(page, /It waits|It is active/)
  })
})

describeWithBrowser('Enrolling a key that nobody vouches for', {}, (stage) => {
  it('is refused, and says which keys are taken', async () => {
    const { page, faults } = await stage().visitor()
    faults.allow(/4\d\d/)
    const key = new VirtualKey(await createSoftwareKey())
    await key.plugInto(page)
    await page.goto(`/enrol#${stage().office.service.secrets.people['kim@example.com']?.enrolment ?? ''}`)
    await pressControl(page, 'button', 'Enrol security key')
    await seeAlert(page, 'The maker of this key could not be confirmed')
    expect(await findBarriers(page, 'unknown maker', stage().album)).toEqual([])
  })
})
