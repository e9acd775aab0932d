import { readShown } from './read-shown.ts'

describe('what stands above a statement', () => {
  it('is the payment and the call it names', () => {
    const payment = {
      payeeName: 'Ateliers du Rhone SAS',
      payeeAccount: { iban: 'FR7699990000420002140001788' },
      amount: '214000.00',
      currency: 'EUR',
      reference: 'INV-1',
    }
    const contact = { id: 'con_1', value: '+33465710017' }
    expect(readShown({ content: { payment }, callback: { id: 'cbk_1', outcomeDigest: 'ab', contact } })).toEqual({
      payee: 'Ateliers du Rhone SAS',
      amount: '214000.00',
      currency: 'EUR',
      account: 'FR7699990000420002140001788',
      reference: 'INV-1',
      callbackId: 'cbk_1',
      rung: '+33465710017',
    })
  })

  it('is nothing where there is no payment, no call, or something of another kind', () => {
    const nothing = {
      ...{ payee: null, amount: null, currency: null, account: null, reference: null },
      ...{ callbackId: null, rung: null },
    }
    expect(readShown({ content: { counterparties: [] }, callback: null })).toEqual(nothing)
    expect(readShown({ content: ['payment'], callback: 'cbk_1' })).toEqual(nothing)
    expect(readShown({ content: { payment: { amount: 5, payeeName: '' } } })).toEqual(nothing)
  })
})
