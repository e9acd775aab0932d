import { setTimeout as sleep } from 'node:timers/promises'
import type { OrderView } from '../../src/orders/schema.ts'
import { mayPay } from '../support/erp-books.ts'
import { goAlong } from '../support/going-along.ts'
import { BY_ERP, readFrom, type Invoice } from '../support/invoices.ts'
import type { Office } from '../support/office.ts'
import type { Refusal } from '../support/http.ts'
import type { Person, Subject } from '../support/people.ts'
import { until } from '../support/until.ts'
import { holdOrder, liftHolds } from './holding.ts'
import { insist, PATIENCE_MS } from './insist.ts'
import type { KnownOrder, Model } from './model.ts'
import { payeeAt } from './payees.ts'
import type { PlannedOrder } from './schedule.ts'
import { remembering } from './staff.ts'

/** One order from submission until nobody has anything left to do for it, whatever breaks meanwhile. */
export async function carryOut(office: Office, model: Model, plan: PlannedOrder): Promise<void> {
  await sleep(plan.startMs)
  const order = await submit(office, model, plan)
  await followFate(office, order, invoiceOf(plan))
  order.isDone = true
}

/** Once, however often it has to be asked for: the invoice's number is the idempotency key as well. */
export async function submit(office: Office, model: Model, plan: PlannedOrder): Promise<KnownOrder> {
  const invoice = invoiceOf(plan)
  const { id, version } = await insist(`submitting ${plan.invoice}`, () => office.erp.submit(invoice, plan.invoice))
  return model.submitted(id, version, plan)
}

async function followFate(office: Office, order: KnownOrder, invoice: Invoice): Promise<void> {
  switch (order.plan.fate) {
    case 'released':
    case 'called back':
      return signAll(office, order, invoice)
    case 'paid':
      await signAll(office, order, invoice)
      return payAndReport(office, order, invoice)
    case 'denied':
      return deny(office, order)
    case 'cancelled':
      await insist(`cancelling ${order.id}`, () => office.erp.cancel(order.id))
      order.end = 'cancelled'
      return
    case 'amended':
      await sign(office, order, invoice, [office.person('ben')])
      return signAll(office, order, await amend(office, order, invoice))
    case 'held and lifted': {
      const signing = signAll(office, order, invoice)
      await Promise.all([signing, holdOrder(office, order)])
      return liftHolds(office, order)
    }
  }
}

/** A repeated request must be the same request, also after midnight. */
const TODAY = new Date().toISOString().slice(0, 10)

export function invoiceOf(plan: PlannedOrder): Invoice {
  const { name, account } = payeeAt(plan.payee)
  return {
    ...{ externalId: plan.invoice, requestedBy: ['ana@example.com'], originatingAccount: 'main-eur' },
    ...{ amount: plan.amount, currency: 'EUR', executionDate: TODAY },
    ...{ reference: plan.invoice, payee: { name, account }, instruction: BY_ERP },
  }
}

const asSubject = ({ id }: { id: string }): Subject => ({ type: 'order', id })

/** Until nothing waits for anybody: whoever got no answer looks again, and signs again if it did not count. */
export async function signAll(office: Office, order: KnownOrder, invoice: Invoice): Promise<void> {
  let refusals: readonly Refusal[] = []
  await until(
    `everybody having signed ${order.id}`,
    async () => {
      refusals = await sign(office, order, invoice, office.people)
      const { requirements } = await insist(`reading ${order.id}`, () => office.erp.read(order.id))
      return requirements.every(({ kind, status }) => kind === 'cooling_off' || status === 'satisfied') || undefined
    },
    PATIENCE_MS,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${refusals.join('; ')}`, { cause: error })
  })
}

/** Those of these people who are asked, each once. Answers with what was refused. */
export function sign(
  office: Office,
  order: KnownOrder,
  invoice: Invoice,
  people: readonly Person[],
): Promise<readonly Refusal[]> {
  const truth = readFrom(invoice)
  const signing = people.map((person) => remembering(person, order))
  return insist(`signing ${order.id}`, () => {
    return goAlong(asSubject(order), { people: signing, invoice: truth, callee: truth })
  })
}

async function deny(office: Office, order: KnownOrder): Promise<void> {
  const ivy = remembering(office.person('ivy'), order)
  await insist(`denying ${order.id}`, async () => {
    // An answer that was lost: it may have counted.
    const { state } = await ivy.read(asSubject(order))
    if (state !== 'denied') await ivy.sign(asSubject(order), null, 'deny', { reason: 'Not ours.' })
    return true
  })
  order.end = 'denied'
}

/** The amount, by one cent: everything that was signed is void. */
async function amend(office: Office, order: KnownOrder, invoice: Invoice): Promise<Invoice> {
  const amount = invoice.amount.replace(/\d$/, (cent) => (cent === '9' ? '8' : String(Number(cent) + 1)))
  const amended = await insist(`amending ${order.id}`, async (): Promise<OrderView> => {
    const current = await office.erp.read(order.id)
    // An answer that was lost.
    return current.amount === amount ? current : office.erp.amend(current, { amount })
  })
  order.version = amended.version
  return { ...invoice, amount }
}

async function payAndReport(office: Office, order: KnownOrder, invoice: Invoice): Promise<void> {
  const token = await insist(`fetching the token of ${order.id}`, () => office.erp.token(order.id))
  await insist(`paying ${order.id}`, async () => {
    const verdict = await mayPay(office, token, invoice)
    // The keys to check with are fetched like everything else.
    if (verdict === 'KEYS_UNAVAILABLE') throw new TypeError('fetch failed')
    if (verdict !== 'pay') throw new Error(`The ERP would not pay ${order.id}: ${verdict}`)
    return true
  })
  await insist(`reporting ${order.id}`, () => office.erp.report(order.id, 'executed').then(() => true))
}
