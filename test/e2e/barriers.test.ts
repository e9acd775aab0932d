import { z } from 'zod'
import { findBarriers } from '../support/browser/accessibility.ts'
import { consoleRoutes } from '../support/browser/console-routes.ts'
import { seeLoaded } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { fromCfo, invoiceFrom, strangerCalled } from '../support/invoices.ts'

const Counterparties = z.object({ items: z.array(z.object({ id: z.string() })) })

const Subjects = z.object({ items: z.array(z.object({ subject: z.object({ id: z.string() }) })) })

/** Names and words as people type them when nobody has told them how: long, unbroken, from right to left, as markup. */
const LONG_NAME = 'Wasserwirtschaftsverbandsgesellschaftermitteilung Nordostoberschwaben GmbH & Co. KGaA <b>&amp;</b>'
const LONG_NOTE = `${'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(6)} שלום ${'<img src=x>'.repeat(9)}`

describeWithBrowser('Every screen of the console', {}, (stage) => {
  let addressOf: (route: string) => string
  beforeAll(async () => {
    const { office } = stage()
    const stranger = strangerCalled(LONG_NAME)
    const { id, requirements } = await office.erp.submit(
      invoiceFrom(stranger, '123456789.01', fromCfo('video', LONG_NOTE)),
    )
    const call = requirements.find(({ kind }) => kind === 'callback')?.id ?? ''
    await office.person('hal').api.post('/v1/holds', { scope: 'order', target: id, reason: LONG_NOTE.slice(0, 500) })
    const [payee] = (await office.person('hal').api.get('/v1/counterparties')).as(Counterparties).items
    const past = await office.person('hal').api.get('/v1/subjects?view=done&type=account-change')
    const [vetted] = past.as(Subjects).items
    const ids: Readonly<Record<string, string>> = {
      '/orders/:id': id,
      '/calls/:requirement': call,
      '/subjects/:type/:id': `account-change/${vetted?.subject.id ?? ''}`,
      '/directory/:id': payee?.id ?? '',
      '/people/:id': office.person('ivy').id,
    }
    addressOf = (route) => {
      const known = Object.keys(ids).find((start) => route.startsWith(start)) ?? ''
      return route.replace(/:.*?(?=\/[a-z]|$)/, ids[known] ?? '')
    }
  })

  it.each(consoleRoutes())('%s has no barriers, in light and dark, from 320 px to 1440 px', async (route) => {
    const path = addressOf(route)
    expect(path).not.toMatch(/:|\/\/|.\/$/)
    // Nobody signs in more than twenty times in five minutes.
    const name = route.startsWith('/calls') ? 'dan' : route.length % 2 === 0 ? 'ben' : 'ivy'
    const { page, faults } = await stage().signedIn(name)
    // The log and the people are for some alone.
    faults.allow(/403/)
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await seeLoaded(page)
    expect(await findBarriers(page, `screen ${route}`, stage().album)).toEqual([])
    // Twice as large on a small desk: 1.4.4.
    await page.setViewportSize({ width: 640, height: 360 })
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0)
    // Headings name the screen, and never skip a level.
    const levels = (await page.evaluate(
      `[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter((h) => h.checkVisibility()).map((h) => Number(h.tagName[1]))`,
    )) as number[]
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(await page.title()).toMatch(/^.+ · Countersign$/)
  })

  it('an address that leads nowhere says so, without barriers', async () => {
    const { page } = await stage().signedIn('cfo')
    await page.goto('/no/such/page')
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
    expect(await findBarriers(page, 'no such page', stage().album)).toEqual([])
  })

  it('is read in German as well', async () => {
    const { page } = await stage().signedIn('cfo', { locale: 'de-DE' })
    await page.goto('/')
    await page.getByRole('heading', { name: 'Eingang' }).waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('de')
    expect(await findBarriers(page, 'inbox in German', stage().album)).toEqual([])
  })
})
