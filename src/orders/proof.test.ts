import fc from 'fast-check'
import { orderContent } from '../../test/support/domain-arbitraries.ts'
import { UNKNOWN } from '../domain/order-facts.ts'
import { instructorsNamed } from '../domain/payment-order.ts'
import type { Policy } from '../domain/policy.ts'
import { dutiesOf } from './proof.ts'

const policy = { instructorCounts: false } as Policy

describe('whoever may not approve an order', () => {
  it('is everybody who is or was ever said to have asked for it, whatever is required of them now', () => {
    fc.assert(
      fc.property(orderContent, fc.uniqueArray(fc.constantFrom('per_3', 'per_7')), (content, instructors) => {
        const named = { ...content, earlier: { channels: [], instructors } }
        const duties = dutiesOf(named, [], policy, { amountBase: UNKNOWN })
        expect(duties.instructors).toEqual(expect.arrayContaining(instructors))
        expect([...duties.instructors].sort()).toEqual(instructorsNamed(named).sort())
      }),
    )
  })
})
