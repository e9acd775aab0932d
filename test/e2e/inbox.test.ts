import type { Page } from 'playwright-core'
import { findBarriers } from '../support/browser/accessibility.ts'
import { pressControl, typeInto } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { goAlong } from '../support/going-along.ts'
import { BY_ERP, fromCfo, invoiceFrom, readFrom, type Invoice } from '../support/invoices.ts'
import { LANDLORD, SUPPLIER } from '../support/organisation.ts'

/** Everything a keyboard without modifiers can say. */
const KEYS = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789 ./,;-='.split(''),
  'Enter',
  'Escape',
  'Delete',
  'Backspace',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
]

describeWithBrowser('The inbox', {}, (stage) => {
  const submit = async (invoice: Invoice): Promise<string> => (await stage().office.erp.submit(invoice)).id
  const rowOf = (page: Page, invoice: Invoice) => page.locator('a[data-row]', { hasText: invoice.externalId })
  const focused = (page: Page): Promise<string> => page.locator(':focus').innerText()

  it('says that nothing waits, and how things get there', async () => {
    const { page } = await stage().signedIn('ben')
    await page.goto('/')
    await seeText(page, 'Nothing waits for you')
    await seeText(page, /Nobody sends you a link to it/)
    expect(await findBarriers(page, 'inbox empty', stage().album)).toEqual([])
  })

  it('shows an order the moment it arrives, without a word about amount or account to whoever types them', async () => {
    const { page } = await stage().signedIn('ben')
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    await seeText(page, 'Live')
    const bodies: string[] = []
    page.on('response', (response) => {
      if (response.url().includes('/v1/'))
        void response.text().then(
          (text) => bodies.push(text),
          () => undefined,
        )
    })
    const invoice = invoiceFrom(SUPPLIER, '48211.17', fromCfo('voice'))
    const id = await submit(invoice)
    await rowOf(page, invoice).waitFor()
    expect(await rowOf(page, invoice).innerText()).toMatch(/Hidden: you type it/)
    await page
      .getByRole('status')
      .filter({ hasText: /item changed|items changed/ })
      .waitFor()
    await page
      .getByRole('tab', { name: 'For me 1' })
      .or(page.getByRole('tab', { name: 'For me1' }))
      .waitFor()
    expect(await findBarriers(page, 'inbox', stage().album)).toEqual([])
    const { accountLast4 } = readFrom(invoice)
    const seen = `${bodies.join('\n')}${await page.content()}`
    expect(seen).toContain(id)
    expect(seen).not.toMatch(/48.?211|4821117/)
    expect(seen).not.toContain(`${accountLast4}"`)
  })

  it('is walked through with j and k, and opened with Enter', async () => {
    const [first, second] = [invoiceFrom(LANDLORD, '31000.00', BY_ERP), invoiceFrom(SUPPLIER, '32000.00', BY_ERP)]
    for (const invoice of [first, second]) await submit(invoice)
    const { page } = await stage().signedIn('ivy')
    await page.goto('/')
    for (const invoice of [first, second]) await rowOf(page, invoice).waitFor()
    await page.keyboard.press('j')
    const top = await focused(page)
    await page.keyboard.press('j')
    expect(await focused(page)).not.toBe(top)
    await page.keyboard.press('k')
    expect(await focused(page)).toBe(top)
    await page.keyboard.press('k')
    expect(await focused(page)).toBe(top)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/orders\/ord_/)
    await page.goBack()
    await seeHeading(page, 'Inbox')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await seeText(page, 'No key on its own signs, denies or stops anything.')
    expect(await findBarriers(page, 'inbox shortcuts', stage().album)).toEqual([])
    // Under a dialog the keys are nobody's.
    await page.keyboard.press('j')
    expect(await page.locator('a[data-row]:focus').count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('/')
    expect(await page.getByRole('searchbox', { name: 'Search' }).evaluate(IS_FOCUSED)).toBe(true)
    // And a letter that is typed there is a letter.
    await page.keyboard.type('jk?/')
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('jk?/')
  })

  it('decides nothing by any one key, in the list or on a payment', async () => {
    const invoice = invoiceFrom(SUPPLIER, '33000.00', BY_ERP)
    const id = await submit(invoice)
    const { page } = await stage().signedIn('ivy')
    const written: string[] = []
    page.on('request', (request) => {
      if (request.method() !== 'GET') written.push(`${request.method()} ${request.url()}`)
    })
    await page.goto('/')
    await rowOf(page, invoice).waitFor()
    for (const key of KEYS) {
      await page.keyboard.press(key)
      if (!new URL(page.url()).pathname.startsWith('/orders/')) continue
      await page.goBack()
      await seeHeading(page, 'Inbox')
    }
    await page.goto(`/orders/${id}`)
    await page.getByRole('button', { name: 'Deny…' }).first().waitFor()
    for (const key of KEYS) await page.keyboard.press(key)
    expect(written).toEqual([])
    expect((await stage().office.erp.read(id)).evidence).toEqual([])
  })

  it('finds by payee, reference or number, and says so when there is nothing', async () => {
    const invoice = invoiceFrom(LANDLORD, '34000.00', BY_ERP)
    await submit(invoice)
    const { page } = await stage().signedIn('ivy')
    await page.goto('/')
    await rowOf(page, invoice).waitFor()
    await typeInto(page, 'Search', invoice.externalId, 'searchbox')
    await page
      .getByRole('status')
      .filter({ hasText: /^1 item$/ })
      .waitFor()
    await typeInto(page, 'Search', 'nothing of that kind', 'searchbox')
    await seeText(page, 'Nothing found')
    expect(new URL(page.url()).searchParams.get('q')).toBe('nothing of that kind')
    expect(await findBarriers(page, 'inbox nothing found', stage().album)).toEqual([])
    await pressControl(page, 'button', 'Clear search and filter')
    await rowOf(page, invoice).waitFor()
    // The amount is nothing to search by: who may not see it could ask for it digit by digit.
    await typeInto(page, 'Search', '34000', 'searchbox')
    await seeText(page, 'Nothing found')
  })

  it('has a tab for what waits, escalated, is held and is done, each with its number', async () => {
    const [held, escalated, paid] = ['41000.00', '42000.00', '900.00'].map((amount) =>
      invoiceFrom(SUPPLIER, amount, BY_ERP),
    ) as [Invoice, Invoice, Invoice]
    const { office } = stage()
    const [heldId, escalatedId, paidId] = [await submit(held), await submit(escalated), await submit(paid)]
    const { page, person } = await stage().signedIn('eve')
    await person.api.post('/v1/holds', { scope: 'order', target: heldId, reason: 'Looks odd' })
    await person.api.post(`/v1/subjects/order/${escalatedId}/escalate`, { reason: 'A second look' })
    const truth = readFrom(paid)
    await goAlong({ type: 'order', id: paidId }, { people: office.people, invoice: truth, callee: truth })
    await office.erp.release(paidId)
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    for (const [tab, invoice] of [
      ['On hold', held],
      ['Escalated', escalated],
      ['Done', paid],
      ['Waiting', held],
    ] as const) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).focus()
      await page.keyboard.press('Enter')
      await rowOf(page, invoice).waitFor()
      // The list of the tab before stands until its own is there.
      await page.locator('[data-stale=false]').waitFor()
      const [, number = ''] = /(\d*)$/.exec(await page.getByRole('tab', { selected: true }).innerText()) ?? []
      expect(number).toBe(tab === 'Done' ? '' : String(await page.locator('a[data-row]').count()))
      if (tab === 'Done') expect(await findBarriers(page, `inbox ${tab}`, stage().album)).toEqual([])
    }
    expect(await rowOf(page, paid).count()).toBe(0)
  })

  it('says what to do when the list does not come, and keeps what it showed when the next one fails', async () => {
    const { page, faults } = await stage().signedIn('ivy')
    faults.allow(/failed: GET|ERR_FAILED|ERR_INTERNET_DISCONNECTED/)
    await page.route('**/v1/subjects?*', (route) => route.abort())
    await page.goto('/')
    await seeAlert(page, 'No connection to Countersign')
    expect(await findBarriers(page, 'inbox unreachable', stage().album)).toEqual([])
    await page.unroute('**/v1/subjects?*')
    await pressControl(page, 'button', 'Try again')
    await page.locator('a[data-row]').first().waitFor()
    const rows = await page.locator('a[data-row]').count()
    await page.route('**/v1/subjects?*', (route) => route.abort())
    await submit(invoiceFrom(LANDLORD, '36000.00', BY_ERP))
    await seeAlert(page, 'What you see may be out of date')
    expect(await page.locator('a[data-row]').count()).toBe(rows)
    await page.unroute('**/v1/subjects?*')
    await pressControl(page, 'button', 'Try again')
    await page.getByRole('alert').filter({ hasText: 'No connection' }).waitFor({ state: 'hidden' })
  })

  it('asks by itself where the stream does not come through', async () => {
    const { page, context, faults } = await stage().signedIn('ivy')
    faults.allow(/stream|ERR_FAILED/)
    await context.clock.install()
    await page.route('**/v1/stream', (route) => route.abort())
    await page.goto('/')
    await page.locator('a[data-row]').first().waitFor()
    await seeText(page, 'Updated every 20 seconds')
    const invoice = invoiceFrom(SUPPLIER, '35000.00', BY_ERP)
    await submit(invoice)
    await context.clock.fastForward('00:21')
    await rowOf(page, invoice).waitFor()
  })
})

const IS_FOCUSED = (element: { ownerDocument: { activeElement: unknown } }): boolean =>
  element.ownerDocument.activeElement === element
