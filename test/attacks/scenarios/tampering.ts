/** What the attacks by somebody with the database have in common. */
import { goAlong } from '../../support/going-along.ts'
import type { Intruder } from '../../support/intruder.ts'
import { BY_ERP, invoiceFrom, readFrom, type Invoice } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { LANDLORD, SUPPLIER } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import { until } from '../../support/until.ts'
import type { Attack, Scenario } from './scenario.ts'

/** A payment of the landlord's, signed by everyone but these. */
export async function signedBut(office: Office, ...names: string[]): Promise<{ id: string; invoice: Invoice }> {
  const invoice = invoiceFrom(LANDLORD, '83000.00', BY_ERP)
  const { id } = await office.erp.submit(invoice)
  const truth = readFrom(invoice)
  await goAlong({ type: 'order', id }, { people: office.everyoneBut(...names), invoice: truth, callee: truth })
  return { id, invoice }
}

/** The state alone, and the log entry that goes with it. */
export async function approveByHand(intruder: Intruder, orderId: string): Promise<void> {
  const [head] = await intruder.run('SELECT version, digest FROM subjects WHERE id = $1', orderId)
  const subject = { type: 'order', id: orderId, version: String(head?.['version']), digest: String(head?.['digest']) }
  const entryId = await intruder.forgeLogEntry('subject.approved', { subject })
  await intruder.run(
    "UPDATE subjects SET state = 'approved', approved_at = countersign_now(), satisfied_entry_id = $2 WHERE id = $1",
    orderId,
    entryId,
  )
}

/** The worker believed the record; the signer, which reads it again, says in its log that it does not. */
export async function refusedBySigner(office: Office, orderId: string): Promise<Attack> {
  const order = await until(`the signer deciding about ${orderId}`, async () => {
    const lines = office.service.output().split('\n')
    const refused = lines.some((line) => line.includes(orderId) && line.includes('EVIDENCE_REFUSED'))
    const current = await office.erp.read(orderId)
    return refused || current.state === 'released' ? current : undefined
  })
  return { orders: [order], refused: order.state === 'released' ? [] : ['EVIDENCE_REFUSED'] }
}

const twin: Scenario['twin'] = (office) => payHonestly(office, invoiceFrom(SUPPLIER, '6100.00', BY_ERP))

export const tampering = (title: string, attack: Scenario['attack']): Scenario => ({ number: 46, title, attack, twin })
