import { BY_ERP, invoiceFrom } from '../support/invoices.ts'
import { describeWithOffice } from '../support/office.ts'
import { SUPPLIER } from '../support/organisation.ts'
import { playsOut } from './plays-out.ts'
import { AMOUNTS, honestYen, memo, misreadAmounts, sameInvoiceTwice } from './scenarios/intake.ts'
import { signalsOf } from './scenarios/scenario.ts'
import type { OrderView } from '../../src/orders/schema.ts'

describeWithOffice('An order that is written to be misread', {}, (office) => {
  playsOut(office, memo, ({ orders: [told, plain, routine] }) => {
    expect(plain?.requirements.length).toBeGreaterThan(0)
    expect(asked(told)).toEqual(expect.arrayContaining(asked(plain)))
    expect(signalsOf(told)).toEqual(expect.arrayContaining(signalsOf(plain).filter((code) => code !== 'CUMULATIVE')))
    for (const order of [told, routine]) expect(order?.state).toBe('awaiting_evidence')
    expect(asked(routine)).toEqual(expect.arrayContaining([expect.stringContaining('approval treasury')]))
  })

  playsOut(office, misreadAmounts, ({ refused }) => {
    expect(refused).toEqual(AMOUNTS.map(() => '422 AMOUNT_FORMAT'))
  })

  it('attack 34: the same number of yen, written without decimals, is paid', async () => {
    const { order } = await honestYen(office())
    expect(order).toMatchObject({ amount: '1000', currency: 'JPY' })
  })

  it('attack 34: an amount as a JSON number is refused, however whole it is', async () => {
    const { amount: _amount, ...rest } = invoiceFrom(SUPPLIER, '1000.00', BY_ERP)
    for (const amount of [1000, 1000.5, 1e3]) {
      const answer = await office().erp.api.post(
        '/v1/payment-orders',
        { ...rest, amount },
        { 'idempotency-key': `number-${amount}-${rest.externalId}` },
      )
      expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('"path":"amount"')])
    }
  })

  playsOut(office, sameInvoiceTwice, ({ orders: [order] }) => {
    expect(order?.state).toBe('awaiting_evidence')
    expect(signalsOf(order)).toContain('DUPLICATE')
    expect(order?.requirements.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['callback', 'review', 'cooling_off']),
    )
  })
})

/** Each requirement in one line, without what belongs to one order. */
function asked(order: OrderView | undefined): string[] {
  return (order?.requirements ?? []).map(({ kind, group, quorum, blindEntry, callee, contactMinAgeDays, callers }) =>
    [kind, group, quorum, blindEntry, callee, contactMinAgeDays, callers]
      .filter((part) => part !== undefined)
      .join(' '),
  )
}
