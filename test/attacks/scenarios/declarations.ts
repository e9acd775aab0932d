/** A clerk who believes the caller, and is told what to declare and in which order. */
import { setTimeout as sleep } from 'node:timers/promises'
import { goAlong } from '../../support/going-along.ts'
import { BY_ERP, fromCfo, invoiceFrom, readFrom, strangerCalled } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { until } from '../../support/until.ts'
import { LANDLORD, SUPPLIER } from '../../support/organisation.ts'
import { completeHonestly, payHonestly } from '../../support/paying.ts'
import { asWord, type Attack, type Scenario } from './scenario.ts'

export const bookedAsRoutine: Scenario = {
  number: 43,
  title: 'the deceived clerk books it as routine and declares that nobody asked for it',
  async attack(office) {
    // Small enough for one signature, if only the payee is known: a supplier who is in on it.
    const known = invoiceFrom(SUPPLIER, '24000.00', BY_ERP)
    const unknown = invoiceFrom(strangerCalled('Routine Services'), '24000.00', BY_ERP)
    const refused: string[] = []
    const orders = []
    for (const invoice of [known, unknown]) {
      const { id } = await office.erp.submit(invoice)
      // The approver was on the call as well, and signs that they were.
      const people = office.everyoneBut('cfo', 'dan', 'eve')
      const refusals = await goAlong(
        { type: 'order', id },
        { people, invoice: readFrom(invoice), callee: null, contactedBy: 'video' },
      )
      refused.push(...refusals.map(asWord))
      orders.push(await office.erp.read(id))
    }
    return { orders, refused }
  },
  twin: (office) => payHonestly(office, invoiceFrom(LANDLORD, '24000.00', BY_ERP)),
}

/** As long as the pause of the policy that this is played under. */
export const LATE_CALL_PAUSE_MS = 20_000

export const calledLate: Scenario = {
  number: 43,
  title: 'the approver is called only when any pause since the submission would be over',
  async attack(office) {
    // Everybody is deceived, and at the supplier's number they are in on it: nothing but the pause is left.
    const invoice = invoiceFrom(SUPPLIER, '24000.00', BY_ERP)
    const { id } = await office.erp.submit(invoice)
    await sleep(LATE_CALL_PAUSE_MS)
    const truth = readFrom(invoice)
    const refusals = await goAlong(
      { type: 'order', id },
      { people: office.people, invoice: truth, callee: truth, contactedBy: 'voice' },
    )
    const signed = await office.erp.read(id)
    // The pause is for this: one of them has slept on it.
    await office.person('eve').sign({ type: 'order', id }, null, 'deny', { reason: 'The invoice is none of ours' })
    const denied = await until('the denial', async () => {
      const order = await office.erp.read(id)
      return order.state === 'denied' ? order : undefined
    })
    return { orders: [signed, denied], refused: refusals.map(asWord) }
  },
  // An honest call about an honest payment: it waits as long, and is paid.
  twin: (office) => payHonestly(office, invoiceFrom(LANDLORD, '24000.00', BY_ERP), { contactedBy: 'voice' }),
}

export const amendedAway: Scenario = {
  number: 44,
  title: 'the order that asked too much is amended from "video" to "erp", then cancelled and submitted anew',
  async attack(office) {
    const invoice = invoiceFrom(SUPPLIER, '19500.00', fromCfo('video'))
    const first = await office.erp.submit(invoice)
    const amended = await office.erp.amend(first, { instruction: { channel: 'erp' } })
    await office.erp.cancel(amended.id)
    const anew = await office.erp.submit({ ...invoice, ...BY_ERP_AGAIN })
    const refusals = await routine(office, anew.id, invoice)
    return { orders: [first, amended, await office.erp.read(anew.id)], refused: refusals }
  },
  // Cancelled by mistake, and submitted again by the book: what was asked before is asked again, and answered.
  async twin(office) {
    const invoice = invoiceFrom(LANDLORD, '19500.00', fromCfo('video'))
    const first = await office.erp.submit(invoice)
    await office.erp.cancel(first.id)
    const { id } = await office.erp.submit({ ...invoice, supersedes: first.id })
    return completeHonestly(office, id, invoice)
  },
}

const BY_ERP_AGAIN = { instruction: { channel: 'erp' } } as const

async function routine(office: Office, id: string, invoice: Parameters<typeof readFrom>[0]): Promise<string[]> {
  const refusals = await goAlong(
    { type: 'order', id },
    { people: office.everyoneBut('cfo'), invoice: readFrom(invoice), callee: null },
  )
  return refusals.map(asWord)
}

export const knownByPaying: Scenario = {
  number: 45,
  title: 'a small order is paid first, so that the mule account is known',
  async attack(office): Promise<Attack> {
    // The supplier's telephone is answered by somebody who lets the small one pass.
    const mule = { ...strangerCalled(LANDLORD.name), name: LANDLORD.name }
    const small = await payHonestly(office, invoiceFrom(mule, '490.00', BY_ERP))
    await office.erp.report(small.order.id, 'executed')
    const big = invoiceFrom(mule, '24900.00', BY_ERP)
    const { id } = await office.erp.submit(big)
    const refused = await routine(office, id, big)
    return { orders: [await office.erp.read(id)], refused }
  },
  twin: (office) => payHonestly(office, invoiceFrom(LANDLORD, '24900.00', BY_ERP)),
}
