import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assessOrder } from '../domain/assess-order.ts'
import { assessChange } from '../domain/assess-change.ts'
import { affirmativeOf, type Evidence } from '../domain/evidence.ts'
import { known, NOTHING_INHERITED, type OrderFacts, type PayeeFacts } from '../domain/order-facts.ts'
import { NO_EARLIER_INSTRUCTIONS, type Channel, type Instructor, type OrderContent } from '../domain/payment-order.ts'
import type { Role, Standing } from '../domain/person.ts'
import { compilePolicy, type Policy } from '../domain/policy.ts'
import { isEligible, type Requirement, type SubjectDuties } from '../domain/requirement.ts'
import type { RequirementSpec } from '../domain/requirement-spec.ts'
import { resolve } from '../domain/resolve.ts'
import { signal, type SignalCode } from '../domain/signals.ts'
import { parsePolicy } from './policy-document.ts'

const SHIPPED = join(import.meta.dirname, '../../policy')
const START = '2026-11-30T09:12:00.000Z'
const FIRST = { startedAt: START, assessedAt: START, askedBefore: [] }

function shipped(name: string): Policy {
  return compilePolicy(parsePolicy(readFileSync(join(SHIPPED, name), 'utf8')), 'EUR')
}

interface Sample {
  readonly minor: bigint
  readonly channel?: Channel
  readonly by?: Instructor
  readonly payee?: Partial<PayeeFacts>
  readonly weekend?: boolean
  readonly found?: SignalCode[]
}

const DIRECTOR: Instructor = { kind: 'person', personId: 'director' }
const LAWYER: Instructor = { kind: 'outside', name: 'Maître Exemple' }
const NEW: Partial<PayeeFacts> = { counterpartyKnown: false, accountKnown: false }
const CHANGED: Partial<PayeeFacts> = { accountKnown: false, otherAccountsKnown: true }

function assess(policy: Policy, sample: Sample) {
  const money = { minor: sample.minor, currency: 'EUR' }
  const payee = {
    counterpartyKnown: true,
    accountKnown: true,
    otherAccountsKnown: false,
    accountChangedAt: null,
    ...sample.payee,
  }
  const facts: OrderFacts = {
    payee: known(payee),
    history: known({ duplicates: [], cumulative: money, earlierOrders: 0, resubmissionOf: [] }),
    amountBase: known(money),
    withinBusinessHours: known(sample.weekend !== true),
    contactedBy: [],
    escalated: false,
    impersonated: [],
    inherited: NOTHING_INHERITED,
  }
  const content: OrderContent = {
    payment: {
      originatingAccount: 'main-eur', amount: '1.00', currency: 'EUR', accountVersion: 1, executionDate: '2026-12-01', reference: 'INV-1', elements: {},
      payee: { name: 'Example Ltd', account: { iban: 'FR7630006000011234567890189' } },
    },
    earlier: NO_EARLIER_INSTRUCTIONS,
    entity: 'eu', externalId: 'INV-1', clientId: null, requesters: ['requester'], counterpartyId: null, accountId: null, supersedes: null, attachments: [],
    instruction: { channel: sample.channel ?? 'erp', instructedBy: sample.by ?? null, receivedAt: null, note: null },
  } // prettier-ignore
  const extra = (sample.found ?? []).map((code) => signal(code, 'found'))
  return assessOrder(policy, { subjectId: 'ord_1', version: 1, ...FIRST, content, facts, timeScale: 1 }, extra)
}

/** `treasury 2 blind, call payee 30d, wait PT24H or escalation 1, …`, in order of kind. */
function inWords(specs: readonly RequirementSpec[]): string {
  return specs.map(wordOf).join(', ')
}

function wordOf(spec: RequirementSpec): string {
  switch (spec.kind) {
    case 'approval':
      return `${spec.group} ${spec.quorum}${spec.blindEntry ? ' blind' : ''}`
    case 'callback':
      return `call ${spec.callee} ${spec.contactMinAgeDays}d`
    case 'cooling_off':
      return [`wait ${spec.duration}`, ...spec.anyOf.map(wordOf)].join(' or ')
    case 'instructor_confirmation':
      return `key of ${spec.personId}`
    case 'review':
      return `review by ${spec.group}`
  }
}

describe('policy/small-company.yaml', () => {
  const policy = shipped('small-company.yaml')
  const everything = (call: string, key = ', key of director') =>
    `treasury 2 blind, ${call}, wait PT24H${key}, review by escalation`

  it.each<[string, Sample, string]>([
    ['a routine invoice', { minor: 1_250_000n }, 'treasury 1'],
    ['a routine invoice on a Sunday', { minor: 1_250_000n, weekend: true }, 'treasury 1'],
    ['24,999.99', { minor: 2_499_999n }, 'treasury 1'],
    ['25,000.00', { minor: 2_500_000n }, everything('call payee 30d', '')],
    [
      'a coffee, asked for on a video call',
      { minor: 500n, channel: 'video', by: DIRECTOR },
      everything('call instructor 30d'),
    ],
    ['a new payee', { minor: 500n, payee: NEW }, everything('call payee 30d', '')],
    ['a changed account', { minor: 500n, payee: CHANGED }, everything('call payee 30d', '')],
    [
      'a new payee on a video call',
      { minor: 1_250_000n, channel: 'video', by: DIRECTOR, payee: NEW },
      everything('call payee 30d'),
    ],
    ['a lawyer by e-mail', { minor: 1_250_000n, channel: 'email', by: LAWYER }, everything('call payee 30d', '')],
    ['nobody said how it came in', { minor: 1_250_000n, channel: 'unknown' }, everything('call payee 30d', '')],
    ['a duplicate', { minor: 1_250_000n, found: ['DUPLICATE'] }, everything('call payee 30d', '')],
  ])('%s', (_name, sample, wanted) => {
    expect(inWords(assess(policy, sample).specs)).toBe(wanted)
  })

  it('asks for changed bank details two of treasury, a call to the payee and a day', () => {
    const change = {
      type: 'account-change' as const,
      subjectId: 'chg_1',
      ...FIRST,
      timeScale: 1,
      onboarding: false,
      payeeIsOnFile: true,
      removal: false,
      resubmitted: false,
      exempt: false,
    }
    expect(inWords(assessChange(policy, change).specs)).toBe('treasury 2, call payee 30d, wait PT24H')
  })

  it('takes five people for the most that it asks, as its comment says, and no four of them can', () => {
    const people = [
      person('requester', ['requester']),
      person('director', ['instructor', 'approver']),
      person('approver', ['approver']),
      person('caller', ['caller']),
      person('reviewer', ['reviewer']),
    ]
    // All of them with every role and group: it is the duties that keep functions apart.
    const allOfEach = people.map((one) => ({ ...one, roles: [...new Set(people.flatMap((other) => other.roles))] }))
    const { requirements } = assess(policy, { minor: 1_250_000n, channel: 'video', by: DIRECTOR, payee: NEW })
    expect(canBeMet(requirements, people, policy)).toBe(true)
    for (const missing of people.filter((one) => one.personId !== 'requester')) {
      expect(canBeMet(requirements, allOfEach.filter((one) => one.personId !== missing.personId), policy)).toBe(false)
    } // prettier-ignore
    expect(canBeMet(requirements, people, { ...policy, instructorCounts: false })).toBe(false)
  })

  it('takes the requester and one approver for a routine payment', () => {
    const { requirements } = assess(policy, { minor: 1_250_000n })
    expect(canBeMet(requirements, [person('requester', ['requester', 'approver'])], policy)).toBe(false)
    expect(canBeMet(requirements, [person('requester', ['requester']), person('approver', ['approver'])], policy)).toBe(
      true,
    )
  })
})

describe('policy/mid-market.yaml', () => {
  const policy = shipped('mid-market.yaml')
  const everything = 'treasury 2 blind, call payee 30d, wait PT24H or escalation 1, review by escalation'

  it.each<[string, Sample, string]>([
    ['a routine invoice', { minor: 1_250_000n }, 'treasury 1'],
    ['a routine invoice on a Sunday', { minor: 1_250_000n, weekend: true }, 'treasury 1'],
    ['a larger one', { minor: 5_000_000n }, 'treasury 2'],
    ['a larger one on a Sunday', { minor: 5_000_000n, weekend: true }, everything],
    ['from 100,000', { minor: 10_000_000n }, 'treasury 3 blind'],
    [
      'from 250,000',
      { minor: 25_000_000n },
      'treasury 3 blind, call payee 30d, wait PT24H or escalation 1, review by escalation',
    ],
    [
      'from 1,000,000',
      { minor: 100_000_000n },
      'escalation 1 blind, treasury 3 blind, call payee 30d, wait PT48H, review by escalation',
    ],
    ['a new payee', { minor: 500n, payee: NEW }, everything],
    [
      'a changed account',
      { minor: 500n, payee: CHANGED },
      'treasury 2 blind, call payee 90d, wait PT48H, review by escalation',
    ],
    [
      'a new payee, urgently',
      { minor: 500n, payee: NEW, found: ['URGENCY'] },
      'treasury 2 blind, call payee 30d, wait PT24H, review by escalation',
    ],
    [
      'the same pair again',
      { minor: 500n, found: ['PAIR_CONCENTRATION'] },
      'escalation 1, treasury 2 blind, call payee 30d, wait PT24H or escalation 1, review by escalation',
    ],
    [
      'a director on a video call',
      { minor: 1_250_000n, channel: 'video', by: DIRECTOR },
      'treasury 2 blind, call instructor 30d, wait PT24H or escalation 1, key of director, review by escalation',
    ],
  ])('%s', (_name, sample, wanted) => {
    expect(inWords(assess(policy, sample).specs)).toBe(wanted)
  })

  it('takes the people that its comment counts, and none of them can be spared', () => {
    const people = [
      person('requester', ['requester']), person('director', ['instructor', 'approver'], ['treasury']),
      ...['one', 'two', 'three'].map((name) => person(name, ['approver'], ['treasury'])),
      person('caller', ['caller'], []), person('reviewer', ['reviewer'], ['escalation']), person('senior', ['approver'], ['escalation']),
    ] // prettier-ignore
    const { requirements } = assess(policy, { minor: 100_000_000n, channel: 'video', by: DIRECTOR, payee: NEW })
    expect(canBeMet(requirements, people, policy)).toBe(true)
    for (const missing of people.filter((one) => one.personId !== 'requester')) {
      expect(canBeMet(requirements, people.filter((one) => one !== missing), policy)).toBe(false)
    } // prettier-ignore
  })
})

function person(personId: string, roles: Role[], groups = ['treasury', 'escalation']): Standing {
  const limit = {
    entity: 'eu',
    perOrder: { minor: 10n ** 12n, currency: 'EUR' },
    perDay: { minor: 10n ** 12n, currency: 'EUR' },
  }
  return { personId, active: true, roles, groups, limits: [limit], hasActiveKey: true, approvedToday: [] }
}

/** Whether some way of sharing out the functions satisfies everything, two days later. */
function canBeMet(requirements: readonly Requirement[], people: readonly Standing[], policy: Policy): boolean {
  const duties: SubjectDuties = {
    requesters: ['requester'],
    instructors: ['director'],
    instructorCounts: policy.instructorCounts,
    spending: { entity: 'eu', amounts: [{ minor: 1n, currency: 'EUR' }] },
  }
  const subject = { type: 'order' as const, id: 'ord_1', version: 1, digest: 'a'.repeat(64) }
  const standings = new Map(people.map((one) => [one.personId, one]))
  const tasks = requirements.filter((one) => one.kind !== 'cooling_off' && one.kind !== 'instructor_confirmation')
  const confirmations = requirements.filter((one) => one.kind === 'instructor_confirmation')
  const given = (requirement: Requirement, personId: string): Evidence => ({
    id: `evd_${requirement.id}_${personId}`, subject, requirementId: requirement.id, kind: requirement.kind,
    decision: affirmativeOf(requirement.kind), personId, acceptedAt: START, voidedBy: null,
  }) // prettier-ignore

  const share = (rest: readonly Standing[], evidence: readonly Evidence[]): boolean => {
    const [next, ...others] = rest
    if (next === undefined) {
      return (
        resolve({
          subject,
          requirements,
          evidence,
          duties,
          standings,
          expiresAt: '2026-12-05T09:12:00.000Z',
          now: '2026-12-03T09:12:00.000Z',
        }).status === 'satisfied'
      )
    }
    return (
      share(others, evidence) ||
      tasks.some((task) => isEligible(task, next, duties) && share(others, [...evidence, given(task, next.personId)]))
    )
  }
  return share(
    people,
    confirmations.flatMap((one) =>
      one.kind === 'instructor_confirmation' && standings.has(one.personId) ? [given(one, one.personId)] : [],
    ),
  )
}
