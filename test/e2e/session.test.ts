import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from 'playwright-core'
import { findBarriers } from '../support/browser/accessibility.ts'
import { chooseByArrows, pressControl } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText, textOf } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'

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
})
