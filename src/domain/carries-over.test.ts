import { carriedBy } from './carries-over.ts'
import { known, UNKNOWN, type PayeeFacts } from './order-facts.ts'

const ON_FILE: PayeeFacts = {
  counterpartyKnown: true,
  accountKnown: true,
  otherAccountsKnown: false,
  accountChangedAt: null,
}

describe('What holds an order holds', () => {
  it('the same payment again, to an account on file', () => {
    expect(carriedBy({ payee: known(ON_FILE) })).toEqual(['payment'])
  })

  it.each([
    ['an account that nobody vetted', known({ ...ON_FILE, accountKnown: false })],
    ['an account of which nothing is known', UNKNOWN],
  ])('whatever goes there, and to the payee, with %s', (_, payee) => {
    expect(carriedBy({ payee })).toEqual(['account', 'payee'])
  })
})
