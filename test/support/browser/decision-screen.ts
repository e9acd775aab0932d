/** What people do and read on the screen of one payment or change: by keyboard alone, in the words that stand there. */
import type { Locator, Page } from 'playwright-core'
import type { OrderView } from '../../../src/orders/schema.ts'
import { BY_ERP, invoiceFrom } from '../invoices.ts'
import type { Office } from '../office.ts'
import { exampleIban, onFile, type VettedPayee } from '../organisation.ts'
import { chooseRadio, pressControl, typeInto } from './keyboard.ts'
import { seeHeading, seeText } from './screen.ts'
import type { PersonAtBrowser, Stage } from './stage.ts'

interface Typed {
  readonly amount: string
  readonly accountLast4: string
}

/** So that what became of one payment raises nothing about the next. */
const PAYEES: readonly VettedPayee[] = [
  'Aubier',
  'Brugnon',
  'Cormier',
  'Damson',
  'Elder',
  'Fennel',
  'Gentian',
  'Hazel',
].map((name, index) => ({
  name: `${name} Works SAS`,
  account: { iban: exampleIban(41_000_013 + index * 7) },
  phone: `+3346571002${index}`,
}))

export const MANY_PAYEES = { organisation: { counterparties: PAYEES.map(onFile) } }

/** A payment of its own to one of them. */
export function payeeAt(index: number): VettedPayee {
  const payee = PAYEES[index]
  if (payee === undefined) throw new TypeError(`Unexpected payee ${index}`)
  return payee
}

export async function openPayment(page: Page, orderId: string): Promise<void> {
  await page.goto(`/orders/${orderId}`)
  await seeHeading(page, /^Payment /)
}

export async function typeFromInvoice(page: Page, { amount, accountLast4 }: Typed): Promise<void> {
  await typeInto(page, 'Amount on the invoice, in EUR', amount)
  await typeInto(page, 'Last four characters of the account on the invoice', accountLast4)
  await pressControl(page, 'button', 'Compare with the payment')
}

export type Contact = 'Not at all' | 'Phone call' | 'Video call' | 'Chat' | 'E-mail' | 'In person'

/** Answers how they were contacted, types from the invoice, and has amount and account before them. */
export async function unblind(page: Page, typed: Typed, contact: Contact = 'Not at all'): Promise<void> {
  await chooseRadio(page, contact)
  await typeFromInvoice(page, typed)
  await seeText(page, `Signed as EUR ${typed.amount}`)
}

/** Presses the action that stands at the foot of the screen; answers with the dialog that it opens. */
export async function openDialog(page: Page, action = 'Sign…'): Promise<Locator> {
  await pressControl(page.getByRole('region', { name: 'Your decision' }), 'button', action)
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  return dialog
}

export interface AboutToSign extends PersonAtBrowser {
  readonly order: OrderView
  readonly dialog: Locator
}

/** Ben before a routine payment of 12500.00, which takes one signature, with everything answered but the key. */
export async function aboutToSign(
  stage: Stage,
  payee: number,
  prepare: (ben: PersonAtBrowser) => Promise<void> = async () => {},
): Promise<AboutToSign> {
  const order = await stage.office.erp.submit(invoiceFrom(payeeAt(payee), '12500.00', BY_ERP))
  const ben = await stage.signedIn('ben')
  await prepare(ben)
  await openPayment(ben.page, order.id)
  await chooseRadio(ben.page, 'Not at all')
  return { ...ben, order, dialog: await openDialog(ben.page) }
}

/** The last press, after which the key is asked. */
export async function pressKey(dialog: Locator): Promise<void> {
  await pressControl(dialog, 'button', 'Sign with my key')
}

export interface Denial {
  readonly why: string
  readonly own?: string
  readonly contact?: Contact
}

/** From the press of "Deny…" to the record of it. */
export async function deny(page: Page, { why, own, contact }: Denial, action = 'Deny…'): Promise<void> {
  const dialog = await openDialog(page, action)
  await chooseRadio(dialog, why)
  if (own !== undefined) await typeInto(dialog, 'In your own words', own)
  if (contact !== undefined) await chooseRadio(dialog, contact)
  await pressControl(dialog, 'button', 'Deny with my key')
  await seeText(page, 'Denied and recorded. It goes no further.')
}

/** What counts in an order's present version, as the ERP reads it: `ben confirm`, say. */
export async function counted(office: Office, orderId: string): Promise<string[]> {
  const { evidence } = await office.erp.read(orderId)
  const nameOf = (id: string) => office.people.find((person) => person.id === id)?.email.split('@')[0]
  return evidence.filter(({ voidedBy }) => voidedBy === null).map((one) => `${nameOf(one.personId)} ${one.decision}`)
}

/** How often this person's key has signed anything anywhere: it is asked for nothing while this stays. */
export async function touches({ key }: PersonAtBrowser): Promise<number> {
  await key.settle()
  return key.toJSON().credentials.reduce((most, { counter }) => Math.max(most, counter), 0)
}
