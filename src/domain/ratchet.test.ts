import { inheritFrom, marksPassedOn, type RatchetMark } from './ratchet.ts'
import type { RequirementSpec } from './requirement-spec.ts'
import { signal, type SignalCode } from './signals.ts'
import type { SubjectState } from './subject-states.ts'

const ASKED: readonly RequirementSpec[] = [
  { kind: 'instructor_confirmation', personId: 'per_cfo' },
  { kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true },
]
const found = (codes: readonly SignalCode[], specs = ASKED) => ({
  signals: codes.map((code) => signal(code, 'Because')),
  specs,
})
const codesOf = (marks: readonly RatchetMark[]) =>
  marks.flatMap((mark) => (mark.kind === 'signal' ? [mark.code] : mark.kind === 'spec' ? [] : [mark.kind]))

describe('What an order passes on to those like it', () => {
  it('is all of it, once it ended unreleased, and that it was denied', () => {
    for (const state of ['expired', 'cancelled'] as const)
      expect(codesOf(marksPassedOn(found(['NEW_PAYEE']), state))).toEqual(['unreleased', 'NEW_PAYEE'])
    expect(codesOf(marksPassedOn(found(['NEW_PAYEE']), 'denied'))).toEqual(['unreleased', 'denied', 'NEW_PAYEE'])
    expect(codesOf(marksPassedOn(found([]), 'cancelled'))).toEqual(['unreleased'])
  })

  it('is all of it before release only when somebody claimed to be somebody', () => {
    for (const state of ['assessing', 'awaiting_evidence', 'approved'] as const) {
      for (const claim of ['CHANNEL_VIDEO', 'CHANNEL_REMOTE', 'CONTACTED', 'ACTIVE_IMPERSONATION'] as const)
        expect(codesOf(marksPassedOn(found(['NEW_PAYEE', claim]), state))).toEqual(['unreleased', 'NEW_PAYEE', claim])
      expect(marksPassedOn(found(['NEW_PAYEE', 'DUPLICATE']), state)).toEqual([])
    }
  })

  it('is nothing once it was released, whatever became of the payment', () => {
    for (const state of ['released', 'executed', 'failed', 'returned'] satisfies SubjectState[])
      expect(marksPassedOn(found(['CHANNEL_VIDEO']), state)).toEqual([])
  })

  it('is inherited as one: the union, and the stricter of each demand', () => {
    const three: RequirementSpec = { kind: 'approval', group: 'treasury', quorum: 3, blindEntry: false }
    const denied = marksPassedOn(found(['CHANNEL_VIDEO']), 'denied')
    const cancelled = marksPassedOn(found(['NEW_PAYEE', 'CHANNEL_VIDEO'], [three]), 'cancelled')
    expect(inheritFrom([], [...denied, ...cancelled])).toEqual({
      signals: ['CHANNEL_VIDEO', 'NEW_PAYEE'],
      specs: [
        { kind: 'approval', group: 'treasury', quorum: 3, blindEntry: true },
        { kind: 'instructor_confirmation', personId: 'per_cfo' },
      ],
      afterDenial: true,
    })
    expect(inheritFrom([], cancelled).afterDenial).toBe(false)
    const itself = inheritFrom([{ assessment: found(['OFF_HOURS']), denied: false }], denied)
    expect(itself.signals).toEqual(['OFF_HOURS', 'CHANNEL_VIDEO'])
  })
})
