import { orderOptions } from './order-options.ts'

const line = (id: string, payee: string | null, externalId: string | null) => {
  return { subject: { type: 'order' as const, id }, payee, externalId }
}

describe('payments to choose from', () => {
  it('are named by payee and number', () => {
    expect(orderOptions([line('ord_1', 'Ateliers', 'INV-1'), line('ord_2', null, null)], [])).toEqual([
      { value: 'ord_1', label: 'Ateliers · INV-1' },
      { value: 'ord_2', label: 'ord_2' },
    ])
  })

  it('have among them what was chosen, or typed as a whole id, once', () => {
    const found = [line('ord_1', 'Ateliers', null)]
    expect(orderOptions(found, ['ord_1', 'ord_9']).map(({ value }) => value)).toEqual(['ord_1', 'ord_9'])
    expect(orderOptions(found, ['ord_9', 'ord_9']).map(({ value }) => value)).toEqual(['ord_1', 'ord_9'])
    expect(orderOptions(found, [null, 'INV-1', 'ord_', 'ORD_1', 'chg_1'])).toHaveLength(1)
  })
})
