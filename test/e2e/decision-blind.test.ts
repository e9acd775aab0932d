import { findBarriers } from '../support/browser/accessibility.ts'
import {
  counted,
  deny,
  openDialog,
  openPayment,
  pressKey,
  typeFromInvoice,
  unblind,
} from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl } from '../support/browser/keyboard.ts'
import { watchReceived } from '../support/browser/received.ts'
import { seeText } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { BY_ERP, invoiceFrom, readFrom, type Invoice } from '../support/invoices.ts'
import { SUPPLIER } from '../support/organisation.ts'

const invoiceOf = (amount: string): Invoice => invoiceFrom(SUPPLIER, amount, BY_ERP)

/** As it may be written anywhere: by machines, by people of two languages, in words. */
function traces({ amount, payee }: Invoice): RegExp {
  const [units = ''] = amount.split('.')
  const grouped = units.replaceAll(/\B(?=(?:\d{3})+$)/g, "[.,'\u00a0\u202f ]?")
  const ending = payee.account.iban.slice(-4)
  return new RegExp(`${grouped}|sixty-four thousand|${payee.account.iban}|(?<![\\w-])${ending}(?![\\w-])`, 'i')
}

function placesWith(pattern: RegExp, ...maps: readonly Map<string, string>[]): string[] {
  return maps.flatMap((map) => [...map].filter(([, text]) => pattern.test(text)).map(([place]) => place))
}

describeWithBrowser('Amount and account before they are typed', {}, (stage) => {
  it('are nowhere: not on screen, not in what is read aloud, not in anything the page was sent', async () => {
    const { office, album } = stage()
    const invoice = invoiceOf('64183.27')
    const order = await office.erp.submit(invoice)
    const ben = await stage().signedIn('ben')
    const received = await watchReceived(ben.page)
    await ben.page.goto('/')
    await seeText(ben.page, 'Hidden: you type it')
    await ben.page.goto('/second-display')
    await openPayment(ben.page, order.id)
    await seeText(ben.page, 'Amount and account are hidden from you')
    await seeText(ben.page, 'Bank details compared')
    expect(await findBarriers(ben.page, 'blind', album)).toEqual([])

    const known = new RegExp(`${traces(invoice).source}|${order.paymentDigest}|${order.digest}`, 'i')
    expect(placesWith(known, await received.sent(), await received.holds())).toEqual([])

    // The same search finds them as soon as they may be there.
    await unblind(ben.page, readFrom(invoice))
    expect(await findBarriers(ben.page, 'unblinded', album)).toEqual([])
    const places = placesWith(known, await received.sent(), await received.holds()).join('\n')
    expect(places).toMatch(/payment-orders.*presentation.*document.*accessibility tree/s)
  })

  it('can be typed wrong twice; typed right they are shown, signed, and count', async () => {
    const { office, album } = stage()
    const invoice = invoiceOf('64183.28')
    const { id } = await office.erp.submit(invoice)
    const ben = await stage().signedIn('ben')
    ben.faults.allow(/422/)
    await openPayment(ben.page, id)
    await chooseRadio(ben.page, 'Not at all')
    await typeFromInvoice(ben.page, { ...readFrom(invoice), amount: '64183.82' })
    await seeText(ben.page, '2 tries are left.')
    await typeFromInvoice(ben.page, { ...readFrom(invoice), accountLast4: '1787' })
    await seeText(ben.page, 'One try is left.')
    expect(await ben.page.content()).not.toMatch(/Signed as EUR/)

    await typeFromInvoice(ben.page, readFrom(invoice))
    await seeText(ben.page, 'Signed as EUR 64183.28')
    const dialog = await openDialog(ben.page)
    expect(await findBarriers(ben.page, 'about to sign', album)).toEqual([])
    await pressKey(dialog)
    await seeText(ben.page, 'Signed and recorded.')
    expect(await counted(office, id)).toEqual(['ben confirm'])
  })

  it('are read as they are written on paper and phones; what cannot be read is asked again, and is no try', async () => {
    const { office, album } = stage()
    const invoice = invoiceOf('64183.30')
    const { id } = await office.erp.submit(invoice)
    const ben = await stage().signedIn('ben')
    const { page } = ben
    ben.faults.allow(/422/)
    const focused = page.locator(':focus')
    const amountField = page.getByLabel('Amount on the invoice, in EUR')
    await openPayment(page, id)
    // Nothing is answered: the first question takes the focus.
    await pressControl(page, 'button', 'Compare with the payment')
    await page.getByRole('radio', { name: 'Not at all' }).and(focused).waitFor()
    await chooseRadio(page, 'Not at all')
    const { accountLast4 } = readFrom(invoice)
    await typeFromInvoice(page, { amount: '64,183', accountLast4 })
    await seeText(page, /with a point or comma before the cents only/)
    await amountField.and(focused).waitFor()
    // Only the service knows how many decimals there are.
    await typeFromInvoice(page, { amount: '64183.300', accountLast4 })
    await seeText(page, /exactly 2 decimals for EUR/)
    await amountField.and(focused).waitFor()
    expect(await findBarriers(page, 'not read', album)).toEqual([])
    await typeFromInvoice(page, { amount: '64183,30', accountLast4: accountLast4.slice(1) })
    await seeText(page, /last four letters or digits of the account/)
    await seeText(page, 'Read as 64,183.30')
    await typeFromInvoice(page, { amount: '64183,03', accountLast4 })
    await seeText(page, '2 tries are left.')
    await typeFromInvoice(page, { amount: '64.183,30', accountLast4: accountLast4.replace(/../, '$& ') })
    await seeText(page, 'Signed as EUR 64183.30')
  })

  it('typed wrong three times, lock this person out of signing but not of denying', async () => {
    const { office, album } = stage()
    const invoice = invoiceOf('64183.29')
    const { id } = await office.erp.submit(invoice)
    const ben = await stage().signedIn('ben')
    ben.faults.allow(/422|403/)
    await openPayment(ben.page, id)
    await chooseRadio(ben.page, 'Not at all')
    for (const amount of ['1.00', '2.00', '3.00']) await typeFromInvoice(ben.page, { ...readFrom(invoice), amount })
    await seeText(ben.page, 'No tries are left')
    expect(await findBarriers(ben.page, 'locked', album)).toEqual([])
    const approval = (await ben.person.read({ type: 'order', id })).requirements.find(({ kind }) => kind === 'approval')
    const right = ben.person.challenge({ type: 'order', id }, approval?.id ?? '', 'confirm', {
      blindEntry: readFrom(invoice),
    })
    await expect(right).rejects.toMatchObject({ code: 'BLIND_ENTRY_LOCKED' })

    await deny(ben.page, { why: 'The amount is wrong.', contact: 'Not at all' })
    expect(await counted(office, id)).toEqual(['ben deny'])
    expect(await office.erp.read(id)).toMatchObject({ state: 'denied' })
  })
})
