import type { OrderView } from '../../src/orders/schema.ts'
import { mayPay } from './erp-books.ts'
import { goAlong, type Conduct } from './going-along.ts'
import { readFrom, type Invoice } from './invoices.ts'
import type { Office } from './office.ts'
import { until } from './until.ts'

export interface Paid {
  readonly order: OrderView
  readonly invoice: Invoice
  readonly token: string
}

/**
 * An honest payment from submission to the ERP's own check: everybody asked answers truthfully, nobody is refused, a
 * token comes and holds against the ERP's own books, and the webhook says so too. Throws where anything is missing.
 */
export async function payHonestly(office: Office, invoice: Invoice, conduct: Partial<Conduct> = {}): Promise<Paid> {
  const { id } = await office.erp.submit(invoice)
  return completeHonestly(office, id, invoice, conduct)
}

/** The same from an order that exists. */
export async function completeHonestly(
  office: Office,
  orderId: string,
  invoice: Invoice,
  conduct: Partial<Conduct> = {},
): Promise<Paid> {
  const truth = readFrom(invoice)
  const refusals = await goAlong(
    { type: 'order', id: orderId },
    { people: office.people, invoice: truth, callee: truth, ...conduct },
  )
  const [first] = refusals
  if (first !== undefined) throw new Error('An honest payment was refused', { cause: first })

  const token = await office.erp.release(orderId)
  const order = await office.erp.read(orderId)
  const verdict = await mayPay(office, token, invoice)
  if (verdict !== 'pay') throw new Error(`The ERP would not pay an honest invoice: ${verdict}`)
  await until(`the webhook of ${orderId} being released`, async () => {
    const told = office
      .told()
      .some((event) => event.type === 'payment_order.released' && event.data.orderId === orderId)
    return told ? true : undefined
  })
  return { order, invoice, token }
}
