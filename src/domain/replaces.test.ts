import { known, UNKNOWN, type PayeeFacts } from './order-facts.ts'
import { replacedBy } from './replaces.ts'

const ON_FILE: PayeeFacts = {
  counterpartyKnown: true,
  accountKnown: true,
  otherAccountsKnown: false,
  accountChangedAt: null,
}

describe('What an order takes the place of', () => {
  it('is what it supersedes, and the same payment', () => {
    expect(replacedBy({ payee: known(ON_FILE) })).toEqual(['supersedes', 'payment'])
  })

  it.each([
    ['an account that nobody vetted', known({ ...ON_FILE, accountKnown: false })],
    ['an account of which nothing is known', UNKNOWN],
  ])('is whatever went to it, with %s', (_, payee) => {
    expect(replacedBy({ payee })).toEqual(['supersedes', 'payment', 'account'])
  })
})
