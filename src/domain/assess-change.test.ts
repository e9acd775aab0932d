import { assessChange, type ChangeToAssess } from './assess-change.ts'
import { compilePolicy, type PolicyDocument } from './policy.ts'
import type { ApprovalSpec } from './requirement-spec.ts'
import { covers } from './requirement-spec.ts'

const approval = (quorum: number, group = 'treasury', blindEntry = false): ApprovalSpec => ({
  kind: 'approval',
  group,
  quorum,
  blindEntry,
})
const document: PolicyDocument = {
  version: 1,
  line: { amount: '1000.00', window: 'P30D', per: ['payee'] },
  base: [
    approval(1, 'clerks'),
    approval(3, 'treasury', true),
    { kind: 'callback', callee: 'auto', contactMinAgeDays: 60, callers: 2 },
    { kind: 'cooling_off', duration: 'P2D', anyOf: [] },
  ],
  add: [],
  relax: [],
  expire: 'P5D',
  instructorCounts: true,
}
const change: ChangeToAssess = {
  type: 'account-change',
  subjectId: 'chg_1',
  startedAt: '2026-11-30T09:12:00.000Z',
  assessedAt: '2026-11-30T09:12:00.000Z',
  askedBefore: [],
  timeScale: 1,
  onboarding: false,
  payeeIsOnFile: true,
  removal: false,
  resubmitted: false,
  exempt: false,
}
const assess = (some: Partial<ChangeToAssess>, base = document.base) =>
  assessChange(compilePolicy({ ...document, base }, 'EUR'), { ...change, ...some })

describe('A change to the record', () => {
  it("of an account takes the policy's largest quorum, a call to the payee and time", () => {
    const { specs, signals } = assess({})
    expect(specs).toEqual([
      approval(3),
      { kind: 'callback', callee: 'payee', contactMinAgeDays: 60, callers: 2 },
      { kind: 'cooling_off', duration: 'P2D', anyOf: [] },
    ])
    expect(signals.map((found) => found.code)).toEqual(['BANK_CHANGE'])
    expect(assess({ payeeIsOnFile: false }).signals.map((found) => found.code)).toEqual(['NEW_PAYEE'])
  })

  it('that takes an account off file takes the quorum alone: nobody is called at what may be in the wrong hands', () => {
    const { specs, signals } = assess({ removal: true })
    expect([specs, signals]).toEqual([[approval(3)], []])
  })

  it('of an account that repeats a refused one is asked everything it would be, and for a review', () => {
    for (const payeeIsOnFile of [true, false]) {
      const [plain, again] = [assess({ payeeIsOnFile }), assess({ payeeIsOnFile, resubmitted: true })]
      expect(again.specs).toEqual(expect.arrayContaining([...plain.specs]))
      expect(again.specs).toContainEqual({ kind: 'review', group: 'escalation', sla: 'PT8H' })
      expect(again.signals.map((found) => found.code)).toContain('RESUBMITTED')
    }
  })

  it('of an account waits and is called about even where the policy says nothing of it', () => {
    expect(assess({}, [approval(1)]).specs).toEqual([
      approval(2),
      { kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1 },
      { kind: 'cooling_off', duration: 'PT24H', anyOf: [] },
    ])
  })

  it('of an account that is assessed again waits as long as it did, and from then for more than it was asked for', () => {
    const later = '2026-12-01T08:00:00.000Z'
    const until = (base = document.base) => {
      const askedBefore = [{ at: change.startedAt, specs: assess({}).specs }]
      const { requirements } = assess({ assessedAt: later, askedBefore }, base)
      return requirements.flatMap((one) => (one.kind === 'cooling_off' ? [one.until] : []))
    }
    expect(until()).toEqual(['2026-12-02T09:12:00.000Z'])
    expect(until([approval(1)])).toEqual(['2026-12-02T09:12:00.000Z'])
    expect(until([approval(1), { kind: 'cooling_off', duration: 'P3D', anyOf: [] }])).toEqual([
      '2026-12-04T08:00:00.000Z',
    ])
  })

  it('for a payee that is not on file has nobody to call: a reviewer takes the place of the call, and nothing else goes', () => {
    const review = { kind: 'review', group: 'escalation', sla: 'PT8H' } as const
    const called = assess({})
    const reviewed = assess({ payeeIsOnFile: false })
    expect(reviewed.specs).toEqual([approval(3), { kind: 'cooling_off', duration: 'P2D', anyOf: [] }, review])
    expect(reviewed.specs.filter((spec) => spec.kind !== 'review')).toEqual(
      called.specs.filter((spec) => spec.kind !== 'callback'),
    )
    expect(assess({ payeeIsOnFile: false }, [approval(1)]).specs).toEqual([
      approval(2),
      { kind: 'cooling_off', duration: 'PT24H', anyOf: [] },
      review,
    ])
  })

  it("for a payee that is not on file asks for the policy's own reviews", () => {
    const reviews = [
      { kind: 'review', group: 'audit', sla: 'PT4H' },
      { kind: 'review', group: 'risk', sla: 'P1D' },
    ] as const
    expect(
      assess({ payeeIsOnFile: false }, [...document.base, ...reviews]).specs.filter((spec) => spec.kind === 'review'),
    ).toEqual(reviews)
    expect(assess({}, [...document.base, ...reviews]).specs.some((spec) => spec.kind === 'review')).toBe(false)
  })

  it('of the accounts in the file at set-up takes the quorum alone', () => {
    expect(assess({ onboarding: true }).specs).toEqual([approval(3)])
  })

  it.each(['contact-change', 'policy-change', 'hold'] as const)('%s takes at least two people', (type) => {
    expect(assess({ type }, [approval(1)]).specs).toEqual([approval(2)])
  })

  it('of people and keys is for administrators', () => {
    expect(covers(assess({ type: 'person-change' }).specs, [approval(1, 'role:administrator')])).toBe(true)
    expect(assess({ type: 'key-change' }).specs).toEqual([approval(1, 'role:administrator')])
  })

  it('of a first key takes as many administrators as policy says, and of one that is vouched for one', () => {
    const policy = compilePolicy({ ...document, keys: { administrators: 2 } }, 'EUR')
    const key = { ...change, type: 'key-change' } as const
    expect(assessChange(policy, key).specs).toEqual([approval(2, 'role:administrator')])
    expect(assessChange(policy, { ...key, isEndorsed: false }).specs).toEqual([approval(2, 'role:administrator')])
    expect(assessChange(policy, { ...key, isEndorsed: true }).specs).toEqual([approval(1, 'role:administrator')])
  })

  it('is exempt only when it says so', () => {
    expect(assess({ type: 'key-change', exempt: true }).requirements).toEqual([])
  })
})
