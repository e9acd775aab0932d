import fc from 'fast-check'
import * as any from '../../test/support/domain-arbitraries.ts'
import { CountersignError } from './errors.ts'
import { compilePolicy, type PolicyDocument } from './policy.ts'
import type { ApprovalSpec, RequirementSpec } from './requirement-spec.ts'

const approval = (quorum: number, group = 'treasury', blindEntry = false): ApprovalSpec => ({
  kind: 'approval',
  group,
  quorum,
  blindEntry,
})
const relax = { id: 'routine', when: 'payee.known', allow: [], drop: ['callback' as const], approval: approval(1) }

const document: PolicyDocument = {
  version: 1,
  line: { amount: '1000.00', window: 'P30D', per: ['payee'] },
  base: [approval(2), approval(1, 'senior')],
  add: [{ id: 'large', when: 'amountBase >= money("100000.00")', anySignal: [], require: [approval(3)] }],
  relax: [relax],
  expire: 'P5D',
  instructorCounts: false,
}

function pathOf(change: Partial<PolicyDocument>, baseCurrency = 'EUR'): string | null {
  try {
    compilePolicy({ ...document, ...change }, baseCurrency)
    return null
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    expect(error).toMatchObject({ status: 422, code: 'POLICY_INVALID' })
    return error.errors[0]?.path ?? ''
  }
}

const withBase = (spec: RequirementSpec) => pathOf({ base: [approval(2), spec], relax: [] })

describe('A policy', () => {
  it('compiles, whatever valid policy it is', () => {
    expect(pathOf({})).toBeNull()
    fc.assert(fc.property(any.policyDocument, (some) => expect(() => compilePolicy(some, 'EUR')).not.toThrow()))
  })

  it('asks for at least one approval, which a rule drops or replaces', () => {
    expect(pathOf({ base: [{ kind: 'review', group: 'escalation', sla: 'PT8H' }], relax: [] })).toBe('base')
    expect(pathOf({ relax: [{ ...relax, drop: ['approval'], approval: null }] })).toBeNull()
    expect(pathOf({ relax: [{ ...relax, drop: ['approval'] }] })).toBe('routine')
  })

  it.each([
    ['larger quorum', approval(3)],
    ['blind entry that the base does not ask', approval(1, 'treasury', true)],
    ['group that the base does not ask', approval(1, 'escalation')],
  ])('refuses a relaxation to a %s: that is not less', (_name, other) => {
    expect(pathOf({ relax: [{ ...relax, approval: other }] })).toBe('routine')
  })

  it('refuses relaxations to different groups: between two there is no easier one', () => {
    expect(pathOf({ relax: [relax, { ...relax, id: 'other', approval: approval(1, 'senior') }] })).toBe('routine')
    expect(pathOf({ relax: [relax, { ...relax, id: 'other', approval: null }] })).toBeNull()
  })

  it('names what is wrong with it', () => {
    expect(pathOf({}, 'XXX')).toBe('organisation')
    expect(pathOf({ expire: 'P1M' })).toBe('expire')
    expect(pathOf({ expire: 'PT0S' })).toBe('expire')
    expect(pathOf({ line: { ...document.line, window: 'monthly' } })).toBe('line.window')
    expect(pathOf({ line: { ...document.line, amount: '1.000,00' } })).toBe('line.amount')
    expect(pathOf({ add: [{ id: 'x', when: null, anySignal: [], require: [approval(0)] }] })).toBe(
      'x.require[0].quorum',
    )
    expect(pathOf({ relax: [{ ...relax, approval: approval(0.5) }] })).toBe('routine.approval.quorum')
    expect(pathOf({ add: [{ id: 'routine', when: null, anySignal: [], require: [approval(1)] }] })).toBe('routine')
    expect(pathOf({ add: [{ id: 'large', when: 'amountBase >= ', anySignal: [], require: [] }] })).toBe('large')
  })

  it.each<[string, RequirementSpec]>([
    ['base[1].quorum', approval(21)],
    ['base[1].group', approval(1, '')],
    ['base[1].callers', { kind: 'callback', callee: 'auto', contactMinAgeDays: 30, callers: 0 }],
    ['base[1].contactMinAgeDays', { kind: 'callback', callee: 'auto', contactMinAgeDays: -1, callers: 1 }],
    ['base[1]', { kind: 'callback', callee: 'instructor', contactMinAgeDays: 30, callers: 1, personId: 'per_1' }],
    ['base[1]', { kind: 'instructor_confirmation', personId: 'per_1' }],
    ['base[1].sla', { kind: 'review', group: 'escalation', sla: '8h' }],
    ['base[1].duration', { kind: 'cooling_off', duration: 'PT0S', anyOf: [] }],
    ['base[1].anyOf[0].quorum', { kind: 'cooling_off', duration: 'PT24H', anyOf: [approval(0)] }],
    ['base[1].anyOf', { kind: 'cooling_off', duration: 'PT24H', anyOf: [approval(1), approval(2)] }],
  ])('refuses %s', (path, spec) => {
    expect(withBase(spec)).toBe(path)
  })
})
