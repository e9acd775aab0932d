/** A company with several payees on file, each for one test, and what its people do about them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bundle } from '../../src/log/bundle.ts'
import { exampleIban, onFile, ORGANISATION, policyYaml, type VettedPayee } from './organisation.ts'
import { INVOICE, openPaymentRoom, type OrderAnswer, type PaymentRoom } from './payment-room.ts'

/** Who asks for removals, and a second one who calls. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'kim@example.com': ['directory_editor', 'approver'],
  'hal@example.com': ['auditor', 'caller'],
}
const people = ORGANISATION.people.map((one) => ({ ...one, roles: ROLES[one.email] ?? one.roles }))

/** Its account ends as `INVOICE` says, so that whoever is called can state it. */
export function payeeNumber(number: number): VettedPayee {
  return {
    name: `Atelier numero ${number} SAS`,
    account: anAccount(number),
    phone: `+3346571${String(2000 + number)}`,
  }
}

export function anAccount(number: number): { readonly iban: string } {
  return { iban: exampleIban(30_000_017 + number * 1_000_000) }
}

/** Of payee `number`, and of no other. */
export function otherPhone(number: number): string {
  return `+3346571${String(4000 + number)}`
}

export function openPayeesRoom(payees: number): Promise<PaymentRoom> {
  const counterparties = Array.from({ length: payees }, (_, number) => onFile(payeeNumber(number)))
  return openPaymentRoom({
    organisation: { people, counterparties },
    policy: policyYaml({ coolingOff: 'PT1S' }).replace('contactMinAgeDays: 30', 'contactMinAgeDays: 0'),
  })
}

interface OnFile {
  readonly id: string
  readonly name: string
  readonly accounts: readonly { readonly id: string; readonly identification: { readonly iban?: string } }[]
  readonly contacts: readonly { readonly id: string; readonly value: string }[]
}

export async function readPayee(room: PaymentRoom, { name }: VettedPayee): Promise<OnFile> {
  const { items } = (await room.session('hal').get('/v1/counterparties')).body as { items: OnFile[] }
  const found = items.find((one) => one.name === name)
  if (found === undefined) throw new Error(`${name} is not on file`)
  return found
}

export async function pathOfAccount(room: PaymentRoom, payee: VettedPayee, iban = payee.account.iban): Promise<string> {
  const { id, accounts } = await readPayee(room, payee)
  return `/v1/counterparties/${id}/accounts/${accounts.find(({ identification }) => identification.iban === iban)?.id}`
}

export async function pathOfPhone(room: PaymentRoom, payee: VettedPayee): Promise<string> {
  const { id, contacts } = await readPayee(room, payee)
  return `/v1/counterparties/${id}/contacts/${contacts.find((one) => one.value === payee.phone)?.id}`
}

/** Another telephone of the payee, called when its first one is gone. */
export async function addPhone(room: PaymentRoom, payee: VettedPayee, value: string): Promise<void> {
  const { id } = await readPayee(room, payee)
  const proposed = await room.session('kim').post(`/v1/counterparties/${id}/contacts`, {
    ...{ kind: 'phone', value, timeZone: 'Europe/Paris', provenance: 'Letter of today' },
  })
  const change = proposed.body as OrderAnswer
  for (const name of ['ben', 'ivy'] as const)
    await room.sign(name, { type: 'contact-change', id: change.id }, change.requirements[0]?.id ?? '', 'confirm')
}

export interface OrderNow extends OrderAnswer {
  readonly evidence: readonly { readonly kind: string; readonly voidedBy: string | null }[]
}

export async function readOrder(room: PaymentRoom, orderId: string): Promise<OrderNow> {
  return (await room.erp('get', `/v1/payment-orders/${orderId}`)).body as OrderNow
}

/** Whatever it still waits for, but what is left out. */
export async function signRest(
  room: PaymentRoom,
  orderId: string,
  leaveOut: readonly string[] = [],
  caller: 'dan' | 'hal' = 'dan',
): Promise<void> {
  const order = await readOrder(room, orderId)
  const subject = { type: 'order', id: orderId }
  for (const { id, kind } of order.requirements.filter((one) => one.status === 'waiting')) {
    if (leaveOut.includes(kind)) continue
    if (kind === 'callback') await room.call(caller, { ...order, requirements: [{ id, kind, status: 'waiting' }] })
    if (kind === 'instructor_confirmation') await room.sign('cfo', subject, id, 'confirm')
    if (kind === 'review') await room.sign('eve', subject, id, 'continue', { reason: 'Checked' })
    if (kind === 'approval')
      for (const name of ['ben', 'ivy'] as const) await room.sign(name, subject, id, 'confirm', { blindEntry: INVOICE })
  }
  await sleep(1_050)
  await room.settle(orderId)
}

/** Put on file by whoever signs for it, the payee called at the first of its telephones. */
export async function vetAccount(
  room: PaymentRoom,
  payee: VettedPayee,
  account: { readonly iban: string },
): Promise<OrderAnswer> {
  const change = await proposeAccount(room, payee, account)
  await prepareAccount(room, change)
  await confirmCall(room, change)
  return change
}

export type Change = OrderAnswer & { readonly type: string }

export async function proposeAccount(
  room: PaymentRoom,
  payee: VettedPayee,
  account: { readonly iban: string },
): Promise<Change> {
  const { id } = await readPayee(room, payee)
  const proposal = { account, provenance: 'Letter of today' }
  return (await room.session('kim').post(`/v1/counterparties/${id}/accounts`, proposal)).body as Change
}

/** Until all that it waits for is the signature of whoever called. */
export async function prepareAccount(room: PaymentRoom, change: Change): Promise<void> {
  const subject = { type: change.type, id: change.id }
  const asked = (kind: string) => change.requirements.find((one) => one.kind === kind)?.id ?? ''
  for (const name of ['ben', 'ivy'] as const) await room.sign(name, subject, asked('approval'), 'confirm')
  if (asked('review') !== '') await room.sign('eve', subject, asked('review'), 'continue', { reason: 'Rang them' })
  const sheet = await room.session('dan').post('/v1/callbacks', { requirementIds: [asked('callback')] })
  const startedAt = new Date().toISOString()
  await sleep(5)
  await room.session('dan').post(`/v1/callbacks/${(sheet.body as { id: string }).id}/outcome`, {
    ...{ outcome: 'confirmed', stated: { accountLast4: INVOICE.accountLast4 }, startedAt },
    endedAt: new Date().toISOString(),
  })
  await sleep(1_050)
}

export async function confirmCall(room: PaymentRoom, { type, id, requirements }: Change): Promise<void> {
  const requirementId = requirements.find((one) => one.kind === 'callback')?.id ?? ''
  const signed = await room.sign('dan', { type, id }, requirementId, 'confirm')
  if (signed.status !== 201) throw new Error(`${signed.status} ${signed.text}`)
}

export async function bundleOf(room: PaymentRoom, orderId: string): Promise<Bundle> {
  await room.checkpoint()
  return JSON.parse((await room.release(orderId)).bundle) as Bundle
}
