import { accountLast4 } from '../../src/domain/payment.ts'
import { accountEnding } from './account-ending.ts'

it.each(['FR7630006000011234567890189', '28 65 43-4', '1234 5678 90', '１２３４５', '12-ab3c'])(
  'the ending of %s is the one that the service compares',
  (id) => {
    expect(accountEnding(id)).toBe(accountLast4({ other: { id } }))
  },
)
