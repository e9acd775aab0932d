import fc from 'fast-check'
import * as any from '../../test/support/domain-arbitraries.ts'
import { covers, mergeSpecs, type RequirementSpec } from './requirement-spec.ts'

const specs = fc.array(fc.oneof(any.policySpec, any.boundSpec), { maxLength: 6 })
const approval = (quorum: number, blindEntry = false) => ({
  kind: 'approval' as const,
  group: 'treasury',
  quorum,
  blindEntry,
})
const call = (callee: 'payee' | 'instructor', contactMinAgeDays = 30, personId?: string): RequirementSpec => ({
  kind: 'callback', callee, contactMinAgeDays, callers: 1, ...(personId === undefined ? {} : { personId }),
}) // prettier-ignore

describe('Merging specs', () => {
  it('keeps the stricter of each member, wherever it came from', () => {
    expect(mergeSpecs([approval(2, true), approval(3)])).toEqual([approval(3, true)])
    const [review] = mergeSpecs([
      { kind: 'review', group: 'escalation', sla: 'P1D' },
      { kind: 'review', group: 'escalation', sla: 'PT8H' },
    ])
    expect(review).toEqual({ kind: 'review', group: 'escalation', sla: 'PT8H' })
    expect(mergeSpecs([call('payee', 30), call('payee', 90)])).toEqual([call('payee', 90)])
  })

  it('waits the longer time, and lets it be expedited only where all agree, by the larger quorum', () => {
    const senior = { ...approval(1), group: 'senior' }
    const wait = (duration: string, anyOf: RequirementSpec[]): RequirementSpec => ({
      kind: 'cooling_off',
      duration,
      anyOf: anyOf as (typeof senior)[],
    })
    expect(mergeSpecs([wait('PT24H', [senior, approval(1)]), wait('PT48H', [{ ...senior, quorum: 2 }])])).toEqual([
      wait('PT48H', [{ ...senior, quorum: 2 }]),
    ])
    expect(mergeSpecs([wait('PT24H', [senior]), wait('PT1H', [])])).toEqual([wait('PT24H', [])])
  })

  it('keeps apart what asks different people', () => {
    expect(mergeSpecs([call('instructor', 30, 'per_1'), call('instructor', 30, 'per_2'), call('payee')])).toHaveLength(
      3,
    )
    expect(mergeSpecs([approval(1), { ...approval(1), group: 'senior' }])).toHaveLength(2)
  })

  it('covers every part, whatever the order, and says the same however often it is repeated', () => {
    fc.assert(
      fc.property(specs, specs, (a, b) => {
        const merged = mergeSpecs([...a, ...b])
        expect(covers(merged, a) && covers(merged, b)).toBe(true)
        expect(mergeSpecs(merged)).toEqual(merged)
        const swapped = mergeSpecs([...b, ...a])
        expect(covers(swapped, merged) && covers(merged, swapped)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('Covering', () => {
  it('is reflexive and passes on', () => {
    fc.assert(
      fc.property(specs, specs, specs, (a, b, c) => {
        expect(covers(a, a)).toBe(true)
        const [most, more] = [mergeSpecs([...a, ...b, ...c]), mergeSpecs([...a, ...b])]
        expect(covers(most, more) && covers(more, a) && covers(most, a)).toBe(true)
      }),
    )
  })

  it('notices every member that is weaker', () => {
    const strict: RequirementSpec[] = [
      approval(2, true),
      call('payee'),
      { kind: 'cooling_off', duration: 'PT24H', anyOf: [] },
      { kind: 'review', group: 'escalation', sla: 'PT8H' },
    ]
    const weaker: [number, RequirementSpec][] = [
      [0, approval(1, true)],
      [0, approval(2, false)],
      [0, { ...approval(2, true), group: 'senior' }],
      [1, call('payee', 7)],
      [1, call('instructor', 30, 'per_1')],
      [2, { kind: 'cooling_off', duration: 'PT23H', anyOf: [] }],
      [2, { kind: 'cooling_off', duration: 'PT24H', anyOf: [approval(1)] }],
      [3, { kind: 'review', group: 'escalation', sla: 'P1D' }],
      [3, { kind: 'instructor_confirmation', personId: 'per_1' }],
    ]
    for (const [at, spec] of weaker) expect(covers(strict.with(at, spec), strict)).toBe(false)
  })

  it("lets a call to the payee stand for one to the instructor only beside the instructor's own key", () => {
    const key: RequirementSpec = { kind: 'instructor_confirmation', personId: 'per_1' }
    expect(covers([call('payee'), key], [call('instructor', 30, 'per_1'), key])).toBe(true)
    expect(covers([call('payee')], [call('instructor', 30, 'per_1')])).toBe(false)
    expect(covers([call('payee'), key], [call('instructor', 30, 'per_2')])).toBe(false)
    expect(covers([call('payee', 7), key], [call('instructor', 30, 'per_1')])).toBe(false)
  })
})
