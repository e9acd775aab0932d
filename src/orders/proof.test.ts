import fc from 'fast-check'
import { orderContent } from '../../test/support/domain-arbitraries.ts'
import { NO_CLAIMS } from '../domain/claims.ts'
import { NOTHING_INHERITED, UNKNOWN } from '../domain/order-facts.ts'
import { instructorsNamed, NO_EARLIER_INSTRUCTIONS } from '../domain/payment-order.ts'
import type { Policy } from '../domain/policy.ts'
import { dutiesOf } from './proof.ts'

const policy = { instructorCounts: false } as Policy

describe('whoever may not approve an order', () => {
  it('is everybody who is or was ever said to have asked for it, whatever is required of them now', () => {
    fc.assert(
      fc.property(orderContent, fc.uniqueArray(fc.constantFrom('per_3', 'per_7')), (content, instructors) => {
        const named = { ...content, earlier: { channels: [], instructors } }
        const facts = { amountBase: UNKNOWN, history: UNKNOWN, contactedBy: [], inherited: NOTHING_INHERITED }
        const duties = dutiesOf(named, [], policy, facts)
        expect(duties.instructors).toEqual(expect.arrayContaining(instructors))
        expect([...duties.instructors].sort()).toEqual(instructorsNamed(named).sort())
        const instruction = { ...content.instruction, instructedBy: null }
        const inherited = { ...NOTHING_INHERITED, claims: { ...NO_CLAIMS, instructors } }
        const again = dutiesOf({ ...content, earlier: NO_EARLIER_INSTRUCTIONS, instruction }, [], policy, {
          ...facts,
          inherited,
        })
        expect([...again.instructors].sort()).toEqual([...instructors].sort())
      }),
    )
  })
})
