import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from 'playwright-core'
import { openKeySlot, VirtualKey } from '../../src/sandbox/virtual-key.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { chooseByArrows, pressControl } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText, textOf } from '../support/browser/screen.ts'
import { signInOn } from '../support/browser/sign-in.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'
import { SUPPLIER } from '../support/organisation.ts'

const CURRENT = '/v1/sessions/current'

/** Nobody touches anything for half an hour, but for a minute. */
async function leaveAlone(clock: Clock): Promise<void> {
  // For five minutes after the last sign of somebody a page asks by itself; what it hears then counts as use.
  await clock.fastForward('05:10')
  await pause(1_500)
  await clock.fastForward('27:40')
}

describeWithBrowser('A session', {}, (stage) => {
  it('is said to end soon when nobody was there, and goes on when somebody says so', async () => {
    const { page, context } = await stage().signedIn('ben')
    await context.clock.install()
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    await leaveAlone(context.clock)
    const warning = page.getByRole('dialog', { name: 'Your session is about to end' })
    await warning.waitFor()
    expect(await findBarriers(page, 'session ends', stage().album)).toEqual([])
    // Two minutes are enough to come back, and one key press.
    await pressControl(page, 'button', 'Stay signed in')
    await warning.waitFor({ state: 'hidden' })
    await context.clock.fastForward('10:00')
    expect(await warning.count()).toBe(0)
    expect((await page.request.get(CURRENT)).status()).toBe(200)
  })

  it('is not used by what happens while nobody is there: that is fetched for whoever comes back', async () => {
    const { office } = stage()
    const { page, context } = await stage().signedIn('ben')
    await context.clock.install()
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    await context.clock.fastForward('05:10')
    await pause(1_500)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    const { externalId } = await office.erp.submit(invoiceFrom(SUPPLIER, '1310.00', BY_ERP))
    await page.getByText(/items? changed$/).waitFor({ state: 'attached' })
    await pause(1_500)
    expect(asked.filter((path) => path !== '/v1/stream')).toEqual([])
    expect(await page.getByText(externalId).count()).toBe(0)
    await page.keyboard.press('Shift')
    await seeText(page, new RegExp(externalId))
  })

  it('ends by itself when nobody says so: nothing stays on screen, and the cookie is worth nothing', async () => {
    const { page, context, faults } = await stage().signedIn('ben')
    faults.allow(/401/)
    await context.clock.install()
    await page.goto('/holds')
    await seeHeading(page, 'Holds')
    const cookies = await context.cookies()
    await leaveAlone(context.clock)
    await page.getByRole('dialog', { name: 'Your session is about to end' }).waitFor()
    await context.clock.fastForward('02:00')
    await seeHeading(page, 'Sign in')
    expect(new URL(page.url()).searchParams.get('next')).toBe('/holds')
    expect(await textOf(page)).not.toMatch(/Ben Example|frozen/)
    await context.addCookies(cookies)
    expect((await page.request.get(CURRENT)).status()).toBe(401)
  })

  it('lasts twelve hours at most, and says so before they are over', async () => {
    const { page } = await stage().signedIn('ben')
    await page.route(`**${CURRENT}`, async (route) => {
      const answer = await route.fetch()
      const session = (await answer.json()) as object
      await route.fulfill({ response: answer, json: { ...session, expiresAt: new Date(Date.now() + 110_000) } })
    })
    await page.goto('/')
    await seeText(page, /A session lasts twelve hours at most/)
    await seeText(page, /^Time left: 1:\d\d$/)
    await pressControl(page, 'button', 'I understand')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  it('ends when somebody signs out: the browser keeps nothing of it', async () => {
    const { page, context, faults } = await stage().signedIn('ivy')
    faults.allow(/401/)
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    const cookies = await context.cookies()
    await pressControl(page, 'button', 'Account: Ivy Example')
    await chooseByArrows(page, 'menuitem', 'Sign out')
    await seeHeading(page, 'Sign in')
    await context.addCookies(cookies)
    expect((await page.request.get(CURRENT)).status()).toBe(401)
    await page.goBack()
    await seeHeading(page, 'Sign in')
    expect(await page.evaluate('Object.keys(localStorage).concat(Object.keys(sessionStorage)).join()')).not.toMatch(
      /session|person|token/i,
    )
  })

  it('that ended elsewhere sends to the sign-in with the next thing done', async () => {
    const { page, faults, person } = await stage().signedIn('dan')
    faults.allow(/401/)
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    await page.request.delete(CURRENT, { headers: { origin: stage().office.service.origin } })
    await pressControl(page, 'link', 'Holds')
    await seeHeading(page, 'Sign in')
    expect(person.email).toBe('dan@example.com')
  })

  it('is not ended by a service that cannot be reached: it says that one is still signed in', async () => {
    const { page, faults } = await stage().signedIn('ivy')
    faults.allow(/failed|ERR_FAILED/)
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    await page.route(`**${CURRENT}`, (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    )
    await pressControl(page, 'button', 'Account: Ivy Example')
    await chooseByArrows(page, 'menuitem', 'Sign out')
    await seeAlert(page, 'You are still signed in')
  })

  it('is not ended by a tab that was left alone while another one is used', async () => {
    const { page, context } = await stage().signedIn('ben')
    await context.clock.install()
    await page.goto('/holds')
    await seeHeading(page, 'Holds')
    const busy = await context.newPage()
    await busy.goto('/')
    await seeHeading(busy, 'Inbox')
    await leaveAlone(context.clock)
    await busy.bringToFront()
    await busy.getByRole('dialog', { name: 'Your session is about to end' }).waitFor()
    await pressControl(busy, 'button', 'Stay signed in')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await context.clock.fastForward('02:00')
    await pause(1_500)
    expect((await page.request.get(CURRENT)).status()).toBe(200)
    await seeHeading(page, 'Holds')
    await seeHeading(busy, 'Inbox')
  })

  it('that is over leaves nothing on screen without a connection either', async () => {
    const { page, context, faults } = await stage().signedIn('ben')
    faults.allow(/ERR_(?:INTERNET|FAILED|NETWORK)|401/)
    await context.clock.install()
    await page.goto('/holds')
    await seeHeading(page, 'Holds')
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    await context.clock.fastForward('05:10')
    await pause(1_500)
    await page.route(`**${CURRENT}`, (route) => route.abort())
    await context.clock.fastForward('29:40')
    await page.getByRole('heading', { name: 'Inbox' }).waitFor({ state: 'detached' })
    expect(await textOf(page)).not.toMatch(/Ben Example/)
  })

  it('of somebody else, begun in another tab, takes nothing that is pressed in the first one as theirs', async () => {
    const { page, context, faults } = await stage().signedIn('ben')
    faults.allow(/409/)
    await page.goto('/holds')
    await seeHeading(page, 'Holds')
    const ivy = stage().office.person('ivy')
    const other = await context.newPage()
    await openKeySlot(other)
    if (!(ivy.key instanceof VirtualKey)) throw new TypeError('Unexpected key: no page can hold it')
    await ivy.key.plugInto(other)
    await other.goto('/healthz')
    await signInOn(other, ivy.email)
    await page.bringToFront()
    const answered = page.waitForResponse((answer) => answer.status() === 409)
    await pressControl(page, 'link', 'Inbox')
    expect((await (await answered).json()) as object).toMatchObject({ code: 'PERSON_CHANGED' })
    await seeAlert(page, 'Somebody else has signed in')
    await page.getByRole('button', { name: 'Account: Ivy Example' }).waitFor()
    expect(await findBarriers(page, 'somebody else', stage().album)).toEqual([])
    await pressControl(page, 'button', 'I understand')
    expect(await page.getByText('Somebody else has signed in').count()).toBe(0)
  })
})
