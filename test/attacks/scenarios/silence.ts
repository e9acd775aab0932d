/** What happens when those who matter say nothing. The policy here gives people less than a minute. */
import { goAlong } from '../../support/going-along.ts'
import { BY_ERP, fromCfo, invoiceFrom, readFrom, strangerCalled } from '../../support/invoices.ts'
import { SUPPLIER } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import { reaches } from '../../support/erp.ts'
import { refusalOf, type Scenario } from './scenario.ts'

export const ferrari: Scenario = {
  number: 4,
  title: 'a chat and a cloned voice pass the question that "only he can answer" (Ferrari, 2024)',
  async attack(office) {
    const invoice = invoiceFrom(strangerCalled('Maranello Hedge Partners'), '310000.00', fromCfo('voice'))
    const { id } = await office.erp.submit(invoice)
    const question = { body: 'I asked which book he lent me last week, and he knew it: "Decalogue of Complexity".' }
    const asked = await office.erp.api.post(`/v1/payment-orders/${id}/comments`, question)
    const refusals = await goAlong(
      { type: 'order', id },
      { people: office.everyoneBut('cfo'), invoice: readFrom(invoice), callee: null },
    )
    const order = await reaches(office.erp, id, 'expired', 150_000)
    const confirmation = order.requirements.find(({ kind }) => kind === 'instructor_confirmation')?.id ?? ''
    // Woken at last, the director's key comes too late even if it were willing.
    const late = await refusalOf(office.person('cfo').sign({ type: 'order', id }, confirmation, 'confirm'))
    return {
      orders: [order],
      refused: [`comment ${asked.status}`, ...refusals.map(({ status, code }) => `${status} ${code}`), late],
    }
  },
  twin: (office) => payHonestly(office, invoiceFrom(SUPPLIER, '310000.00', fromCfo('voice'))),
}

export const waitingItOut: Scenario = {
  number: 28,
  title: 'nobody answers, and the attacker waits for the time-out to let it through',
  async attack(office) {
    const { id } = await office.erp.submit(invoiceFrom(strangerCalled('Patience Ltd'), '27500.00', BY_ERP))
    return { orders: [await reaches(office.erp, id, 'expired', 150_000)], refused: [] }
  },
  twin: (office) => payHonestly(office, invoiceFrom(SUPPLIER, '27500.00', BY_ERP)),
}
