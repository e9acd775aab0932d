/** The call that is to confirm a new account, bent towards the attacker's own phone. */
import type { OrderView } from '../../../src/orders/schema.ts'
import { goAlong } from '../../support/going-along.ts'
import { invoiceFrom, readFrom, strangerCalled } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { SUPPLIER } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import { refusalOf, type Scenario } from './scenario.ts'

const LETTER = { channel: 'letter' } as const

/** A letter with new bank details in the name of a supplier on file; everyone but the call desk has signed. */
async function newDetails(
  office: Office,
): Promise<{ order: OrderView; callback: string; invoice: ReturnType<typeof invoiceFrom> }> {
  const invoice = invoiceFrom({ ...strangerCalled(SUPPLIER.name), name: SUPPLIER.name }, '48000.00', LETTER)
  const { id } = await office.erp.submit(invoice)
  await goAlong({ type: 'order', id }, { people: office.everyoneBut('dan'), invoice: readFrom(invoice), callee: null })
  const order = await office.erp.read(id)
  const callback = order.requirements.find(({ kind }) => kind === 'callback')
  if (callback === undefined) throw new Error('Nobody asks for a call')
  return { order, callback: callback.id, invoice }
}

/** The supplier has indeed changed banks: the number on file answers, and states amount and account ending. */
const twin: Scenario['twin'] = (office) =>
  payHonestly(office, invoiceFrom({ ...strangerCalled(SUPPLIER.name), name: SUPPLIER.name }, '48000.00', LETTER))

export const offeredNumber: Scenario = {
  number: 18,
  title: '"call me back on this number", says the letter with the new bank details',
  async attack(office) {
    const { order, callback, invoice } = await newDetails(office)
    const dan = office.person('dan')
    const refused = [await refusalOf(dan.openCallback(callback, '+33799887766'))]
    // He believes it all the same, rings up outside of the product, and only wants to sign.
    refused.push(
      await refusalOf(
        dan.sign({ type: 'order', id: order.id }, callback, 'confirm', { blindEntry: readFrom(invoice) }),
      ),
    )
    return { orders: [await office.erp.read(order.id)], refused }
  },
  twin,
}

export const inboundCall: Scenario = {
  number: 20,
  title: '"I will call you", and somebody who knows amount and account does',
  async attack(office) {
    const { order, callback, invoice } = await newDetails(office)
    const dan = office.person('dan')
    const { id } = await dan.openCallback(callback)
    const refused = [await refusalOf(dan.recordCall(id, { direction: 'inbound', stated: readFrom(invoice) }))]
    refused.push(await refusalOf(dan.sign({ type: 'order', id: order.id }, callback, 'confirm')))
    return { orders: [await office.erp.read(order.id)], refused }
  },
  twin,
}
