import fc from 'fast-check'
import { orderContent } from '../../test/support/domain-arbitraries.ts'
import { coversClaims, joinClaims, NO_CLAIMS, type Claims } from './claims.ts'
import { known, NOTHING_INHERITED, UNKNOWN, type HistoryFacts } from './order-facts.ts'
import { CHANNELS } from './payment-order.ts'
import { claimsTakenOver, whoAsked } from './who-asked.ts'

const ids = (prefix: string) => fc.uniqueArray(fc.nat({ max: 9 }).map((n) => `${prefix}_${n}`))
const claims: fc.Arbitrary<Claims> = fc.record({
  orders: ids('ord'),
  channels: fc.subarray([...CHANNELS]),
  instructors: ids('per'),
  requesters: ids('per'),
})
const passedOn = fc.array(fc.record({ orderId: fc.nat({ max: 9 }).map((n) => `ord_${n}`), claims }))
const NOTHING_SAID = { contactedBy: [], history: UNKNOWN, inherited: NOTHING_INHERITED } as const

describe('who asked for an order', () => {
  it('is whoever its content, its signers, its history and what it took over say', () => {
    fc.assert(
      fc.property(orderContent, claims, (content, taken) => {
        const asked = whoAsked(
          { ...content, supersedes: 'ord_replaced' },
          {
            contactedBy: ['none', 'video'],
            history: known({ resubmissionOf: ['ord_alike'] } as unknown as HistoryFacts),
            inherited: {
              ...NOTHING_INHERITED,
              specs: [{ kind: 'instructor_confirmation', personId: 'per_asked' }],
              claims: taken,
            },
          },
        )
        const said = whoAsked(content, NOTHING_SAID)
        const others = {
          orders: ['ord_replaced', 'ord_alike'],
          channels: ['video'],
          instructors: ['per_asked'],
        } as const
        expect(coversClaims(asked, joinClaims([said, taken, { ...NO_CLAIMS, ...others }]))).toBe(true)
        expect(asked.channels).not.toContain('none')
      }),
    )
  })

  it('is never fewer than the earlier orders, its own versions and itself say together', () => {
    fc.assert(
      fc.property(orderContent, fc.option(claims), passedOn, (content, before, earlier) => {
        const own = whoAsked(content, NOTHING_SAID)
        const taken = claimsTakenOver(own, before, earlier, new Set())
        const all = joinClaims([
          ...earlier.map((one) => ({ ...one.claims, orders: [...one.claims.orders, one.orderId] })),
          ...(before === null ? [] : [before]),
        ])
        const asked = whoAsked(content, {
          ...NOTHING_SAID,
          inherited: { ...NOTHING_INHERITED, claims: taken },
        })
        expect(coversClaims(asked, all)).toBe(true)
        // And what it says itself is not said twice.
        expect(taken.channels.filter((channel) => own.channels.includes(channel))).toEqual([])
        // Taking it over once more changes nothing: an assessment is not made anew for that.
        expect(claimsTakenOver(own, asked, earlier, new Set())).toEqual(taken)
      }),
    )
  })

  it('does not grow with a flood of orders, and forgets none that was found, held or taken over before', () => {
    const number = (n: number): string => `ord_${String(n).padStart(6, '0')}`
    const flood = Array.from({ length: 1_000 }, (_, n) => number(n))
    const before = { ...NO_CLAIMS, orders: [number(2)] }
    const found = { orderId: number(3), claims: { ...NO_CLAIMS, orders: flood } }
    const { orders } = claimsTakenOver(NO_CLAIMS, before, [found], new Set([number(1)]))
    expect(orders).toEqual(expect.arrayContaining([number(1), number(2), number(3), number(999)]))
    expect(orders).toHaveLength(203)
  })
})
