import { findBarriers } from '../support/browser/accessibility.ts'
import { counted, deny, MANY_PAYEES, openDialog, openPayment, payeeAt } from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl } from '../support/browser/keyboard.ts'
import { watchReceived } from '../support/browser/received.ts'
import { seeHeading, seeLoaded, seeText, textOf } from '../support/browser/screen.ts'
import { describeWithBrowser, type PersonAtBrowser, type Stage } from '../support/browser/stage.ts'
import { withDatabase } from '../support/intruder.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'

/** What the key of whoever denied has signed, as it lies in the record. */
async function signedDenial({ office }: Stage, orderId: string): Promise<Record<string, unknown>> {
  const find = "SELECT statement FROM evidence WHERE subject_id = $1 AND decision = 'deny'"
  const [row] = await withDatabase(office, ({ run }) => run(find, orderId))
  return JSON.parse(String(row?.['statement'])) as Record<string, unknown>
}

async function casesOf({ office }: Stage, orderId: string): Promise<number> {
  const rows = await withDatabase(office, ({ run }) =>
    run('SELECT summary FROM cases WHERE summary LIKE $1', `%${orderId}`),
  )
  return rows.length
}

describeWithBrowser('Denying a payment', MANY_PAYEES, (stage) => {
  it('takes a reason, which is signed with it, and stops the payment', async () => {
    const { office } = stage()
    const { id } = await office.erp.submit(invoiceFrom(payeeAt(0), '1200.00', BY_ERP))
    const ben = await stage().signedIn('ben')
    await openPayment(ben.page, id)
    const dialog = await openDialog(ben.page, 'Deny…')
    await chooseRadio(dialog, 'Not at all')
    await pressControl(dialog, 'button', 'Deny with my key')
    await seeText(dialog, 'Choose why, or write it.')
    expect(await findBarriers(ben.page, 'denying', stage().album)).toEqual([])
    await pressControl(dialog, 'button', 'Back')

    await deny(ben.page, { why: 'The bank account is not the one I know.', own: 'Theirs ends in 1788.' })
    await ben.page.locator('[data-state="stopped"]').first().waitFor()
    expect(await office.erp.read(id)).toMatchObject({ state: 'denied' })
    expect(await counted(office, id)).toEqual(['ben deny'])
    expect(await signedDenial(stage(), id)).toMatchObject({
      decision: 'deny',
      contactedBy: 'none',
      reason: 'The bank account is not the one I know. Theirs ends in 1788.',
    })
    await expect(office.erp.token(id)).rejects.toMatchObject({ status: 409 })
  })

  it('under threat looks the same to everybody else, and opens a case', async () => {
    const { office } = stage()
    const [openly, pressed] = [1, 2].map((payee) => invoiceFrom(payeeAt(payee), '1200.00', BY_ERP))
    if (openly === undefined || pressed === undefined) throw new TypeError('Unexpected: no invoices')
    const orders = { openly: await office.erp.submit(openly), pressed: await office.erp.submit(pressed) }
    const ben = await stage().signedIn('ben')
    const ends: string[] = []
    for (const [how, why] of [
      ['openly', 'We did not expect this payment.'],
      ['pressed', 'I am being pressed or threatened.'],
    ] as const) {
      await openPayment(ben.page, orders[how].id)
      await deny(ben.page, { why, contact: 'Not at all' })
      await ben.page.locator('[data-state="stopped"]').first().waitFor()
      ends.push(neutral(await textOf(ben.page, '#content'), orders[how].externalId, orders[how].payee.name))
    }
    expect(ends[1]).toBe(ends[0])
    expect(await signedDenial(stage(), orders.pressed.id)).toMatchObject({ reason: 'duress' })
    expect([await casesOf(stage(), orders.openly.id), await casesOf(stage(), orders.pressed.id)]).toEqual([0, 1])

    for (const name of ['ivy', 'cfo', 'eve', 'hal']) {
      const onlooker = await stage().signedIn(name)
      const received = await watchReceived(onlooker.page)
      const seen = await screensOf(onlooker, orders.openly)
      expect(await screensOf(onlooker, orders.pressed)).toEqual(seen)
      const told = [...(await received.sent()), ...(await received.holds())]
      const telling = told.filter(
        ([place, text]) => !place.endsWith('.js') && /duress|threatened|held for security/i.test(text),
      )
      expect({ name, telling: telling.map(([place]) => place) }).toEqual({ name, telling: [] })
    }
  })
})

interface Denied {
  readonly id: string
  readonly externalId: string
  readonly payee: { readonly name: string }
}

/** What somebody finds who looks for a payment everywhere. */
async function screensOf({ page }: PersonAtBrowser, { id, externalId, payee }: Denied): Promise<string[]> {
  const seen: string[] = []
  const see = async (): Promise<void> => {
    await seeLoaded(page)
    seen.push(neutral(await textOf(page, '#content'), externalId, payee.name))
  }
  await openPayment(page, id)
  await seeText(page, 'Bank details compared')
  // By its name once the organisation has been read, by its id until then.
  await seeText(page, 'Example Europe SAS')
  await see()
  for (const view of ['done', 'held', 'escalated']) {
    await page.goto(`/?view=${view}&q=${encodeURIComponent(payee.name)}`)
    await seeHeading(page, 'Inbox')
    await see()
  }
  await page.goto('/holds')
  await seeHeading(page, 'Holds')
  await see()
  return seen
}

/** But for what makes any two payments differ: numbers, names, moments. */
function neutral(text: string, externalId: string, payee: string): string {
  return text
    .replaceAll(externalId, 'EXTERNAL')
    .replaceAll(payee, 'PAYEE')
    .replaceAll(/ord_\w+/g, 'ORDER')
    .replaceAll(/FR\d{2}[\d\s]+/g, 'IBAN ')
    .replaceAll(/this minute|\d+ min\. ago/g, 'AGO')
    .replaceAll(/\d+/g, '0')
}
