import { bindSpecs, requirementId, withAlternatives, type Binding } from './requirement.ts'
import type { RequirementSpec } from './requirement-spec.ts'

const binding: Binding = {
  subjectId: 'ord_1',
  version: 1,
  startedAt: '2026-11-30T09:12:00.000Z',
  assessedAt: '2026-11-30T09:12:00.000Z',
  askedBefore: [],
  timeScale: 1,
  because: ['CHANNEL_VIDEO'],
}
const approval = { kind: 'approval' as const, group: 'treasury', quorum: 2, blindEntry: false }
const callback: RequirementSpec = { kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1 }

const idOf = (spec: RequirementSpec, change: Partial<Binding> = {}) =>
  bindSpecs([spec], { ...binding, ...change })[0]?.id

describe('The id of a requirement', () => {
  it('stays when the same is asked again, of more people even', () => {
    expect(idOf({ ...approval, quorum: 3 })).toBe(idOf(approval))
    expect(idOf({ ...callback, callers: 2 })).toBe(idOf(callback))
    expect(idOf(approval)).toMatch(/^req_[0-9a-f]{26}$/)
  })

  it.each<[string, RequirementSpec, RequirementSpec]>([
    ['another group', { ...approval, group: 'senior' }, approval],
    ['blind entry', { ...approval, blindEntry: true }, approval],
    ['an older contact', { ...callback, contactMinAgeDays: 90 }, callback],
    ['another callee', { ...callback, callee: 'instructor', personId: 'per_1' }, callback],
    [
      'another instructor',
      { kind: 'instructor_confirmation', personId: 'per_1' },
      { kind: 'instructor_confirmation', personId: 'per_2' },
    ],
  ])('is new for %s: what was signed before does not answer it', (_name, one, other) => {
    expect(idOf(one)).not.toBe(idOf(other))
  })

  it('is new for another version and another subject', () => {
    expect(new Set([idOf(approval), idOf(approval, { version: 2 }), idOf(approval, { subjectId: 'ord_2' })]).size).toBe(
      3,
    )
    expect(requirementId('ord_1', 12, 'x')).not.toBe(requirementId('ord_11', 2, 'x'))
  })

  it('of an approval that expedites is not that of the approval itself', () => {
    const bound = withAlternatives(
      bindSpecs([approval, { kind: 'cooling_off', duration: 'PT24H', anyOf: [approval] }], binding),
    )
    expect(bound.map((one) => one.kind)).toEqual(['approval', 'cooling_off', 'approval'])
    expect(new Set(bound.map((one) => one.id)).size).toBe(3)
  })
})

describe('Binding to moments', () => {
  it('counts waits from the submission, which is the first assessment', () => {
    const [wait, review] = bindSpecs(
      [
        { kind: 'cooling_off', duration: 'PT24H', anyOf: [] },
        { kind: 'review', group: 'escalation', sla: 'PT8H' },
      ],
      binding,
    )
    expect(wait).toMatchObject({ until: '2026-12-01T09:12:00.000Z', anyOf: null })
    expect(review).toMatchObject({ dueAt: '2026-11-30T17:12:00.000Z' })
  })

  it('counts a pause from the later assessment that first asks for it, and a review from the submission still', () => {
    const late = {
      ...binding,
      assessedAt: '2026-12-02T08:00:00.000Z',
      askedBefore: [{ at: binding.startedAt, specs: [approval] }],
    }
    const [wait, review] = bindSpecs(
      [
        { kind: 'cooling_off', duration: 'PT24H', anyOf: [] },
        { kind: 'review', group: 'escalation', sla: 'PT8H' },
      ],
      late,
    )
    expect(wait).toMatchObject({ until: '2026-12-03T08:00:00.000Z' })
    expect(review).toMatchObject({ dueAt: '2026-11-30T17:12:00.000Z' })
  })

  it('shortens only waits of an hour or more, and only where told to', () => {
    const until = (duration: string, timeScale: number) =>
      bindSpecs([{ kind: 'cooling_off', duration, anyOf: [] }], { ...binding, timeScale })[0]
    expect(until('PT24H', 3600)).toMatchObject({ until: '2026-11-30T09:12:24.000Z' })
    expect(until('PT30M', 3600)).toMatchObject({ until: '2026-11-30T09:42:00.000Z' })
  })

  it('refuses a confirmation that names nobody, and a callback that leaves open whom to call', () => {
    expect(() => bindSpecs([{ kind: 'instructor_confirmation', personId: null }], binding)).toThrow(TypeError)
    expect(() => bindSpecs([{ ...callback, callee: 'auto' }], binding)).toThrow(TypeError)
  })
})
