/** Arbitrary policies, orders, people and evidence for the property tests of `src/domain`. */
import fc from 'fast-check'
import { CONTACTED_BY, DECISIONS, type Evidence } from '../../src/domain/evidence.ts'
import type { OrderToAssess } from '../../src/domain/assess-order.ts'
import { known, NOTHING_INHERITED, UNKNOWN, type OrderFacts, type Source } from '../../src/domain/order-facts.ts'
import { CHANNELS, type Channel, type Instructor, type OrderContent } from '../../src/domain/payment-order.ts'
import { ROLES, type Standing } from '../../src/domain/person.ts'
import type { PolicyDocument } from '../../src/domain/policy.ts'
import { bindSpecs, withAlternatives, type Requirement, type SubjectDuties } from '../../src/domain/requirement.ts'
import {
  mergeSpecs,
  type ApprovalSpec,
  type RequirementKind,
  type RequirementSpec,
} from '../../src/domain/requirement-spec.ts'
import type { ResolveInput } from '../../src/domain/resolve.ts'
import { SIGNAL_CODES, type Signal, type SignalCode } from '../../src/domain/signals.ts'
import type { SubjectRef } from '../../src/domain/subject.ts'

export const START = '2026-11-30T09:12:00.000Z'
export const GROUPS = ['treasury', 'senior', 'escalation'] as const
export const PEOPLE = ['per_1', 'per_2', 'per_3', 'per_4', 'per_5', 'per_6'] as const
const KINDS: readonly RequirementKind[] = ['approval', 'instructor_confirmation', 'callback', 'review', 'cooling_off']
const DURATIONS = ['PT30M', 'PT8H', 'PT24H', 'P1D', 'P2D', 'PT48H'] as const
const AMOUNTS = ['0.01', '999.99', '1000.00', '1000.01', '25000.00', '100000.00', '5000000.00'] as const

export const personId = fc.constantFrom(...PEOPLE)
export const signalCodes = fc.subarray([...SIGNAL_CODES])

export const approvalSpec: fc.Arbitrary<ApprovalSpec> = fc.record({
  kind: fc.constant('approval'),
  group: fc.constantFrom(...GROUPS),
  quorum: fc.integer({ min: 1, max: 4 }),
  blindEntry: fc.boolean(),
})

/** As a policy may word it: nobody is named. */
export const policySpec: fc.Arbitrary<RequirementSpec> = fc.oneof(
  approvalSpec,
  fc.constant<RequirementSpec>({ kind: 'instructor_confirmation', personId: null }),
  fc.record({
    kind: fc.constant('callback' as const),
    callee: fc.constantFrom('auto' as const, 'payee' as const, 'instructor' as const),
    contactMinAgeDays: fc.constantFrom(0, 30, 90),
    callers: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({
    kind: fc.constant('review' as const),
    group: fc.constantFrom(...GROUPS),
    sla: fc.constantFrom(...DURATIONS),
  }),
  fc.record({
    kind: fc.constant('cooling_off' as const),
    duration: fc.constantFrom(...DURATIONS),
    anyOf: fc.uniqueArray(approvalSpec, { selector: (spec) => spec.group, maxLength: 2 }),
  }),
)

/** As an assessment words it: people are named. */
export const boundSpec: fc.Arbitrary<RequirementSpec> = fc
  .tuple(policySpec, personId)
  .map(([spec, person]): RequirementSpec => {
    if (spec.kind === 'instructor_confirmation') return { ...spec, personId: person }
    if (spec.kind === 'callback')
      return spec.callee === 'payee' ? spec : { ...spec, callee: 'instructor', personId: person }
    return spec
  })

function conditions(use: 'add' | 'relax'): fc.Arbitrary<string> {
  const atoms = fc.oneof(
    fc
      .tuple(fc.constantFrom('<', '<=', '>=', '>', '==', '!='), fc.constantFrom(...AMOUNTS))
      .map(([operator, amount]) => `amountBase ${operator} money("${amount}")`),
    fc.constantFrom(
      'payee.known',
      'payee.onFile',
      '!payee.known',
      'has(payee.known)',
      '!has(payee.onFile)',
      'belowLine',
      '!belowLine',
      'true',
      'false',
    ),
    fc.constantFrom(
      'currency == "EUR"',
      'currency in ["EUR", "USD"]',
      'entity == "eu"',
      'entity.startsWith("u")',
      'amountBase / (amountBase - 1000) > 3',
    ),
    fc.constantFrom(
      '[payee.known, belowLine].exists(x, x)',
      '[1, 2].all(x, x > 1 || payee.onFile)',
      'size([amountBase]) == 1',
      'type(amountBase) == int',
    ),
    ...(use === 'add'
      ? [fc.constantFrom('channel == "video"', 'channel != "erp"', 'channel in ["erp", "portal"]')]
      : []),
  )
  return fc.letrec<{ condition: string; both: string; not: string; choice: string }>((tie) => ({
    condition: fc.oneof({ depthSize: 'small', withCrossShrink: true }, atoms, tie('both'), tie('not'), tie('choice')),
    both: fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    not: tie('condition').map((one) => `!(${one})`),
    choice: fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  })).condition
}

/** Any policy that `compilePolicy` takes. */
export const policyDocument: fc.Arbitrary<PolicyDocument> = fc
  .tuple(approvalSpec, fc.array(policySpec, { maxLength: 4 }))
  .chain(([approval, others]) => {
    const base = [approval, ...others]
    const strictest = mergeSpecs(base).find((spec) => spec.kind === 'approval' && spec.group === approval.group)
    const limit = strictest?.kind === 'approval' ? strictest : approval
    const relaxed = fc.record({
      kind: fc.constant('approval' as const),
      group: fc.constant(limit.group),
      quorum: fc.integer({ min: 1, max: limit.quorum }),
      blindEntry: limit.blindEntry ? fc.boolean() : fc.constant(false),
    })
    return fc.record({
      version: fc.constant(1 as const),
      line: fc.record({
        amount: fc.constantFrom(...AMOUNTS),
        window: fc.constant('P30D'),
        per: fc.constant(['payee' as const]),
      }),
      base: fc.constant(base),
      add: rules(
        'add',
        fc.record({
          when: fc.option(conditions('add'), { freq: 1 }),
          anySignal: fc.oneof(
            fc.constant([]),
            signalCodes,
            fc.constantFrom(...SIGNAL_CODES).map((code) => [code]),
          ),
          require: fc.array(policySpec, { minLength: 1, maxLength: 3 }),
        }),
      ),
      relax: rules(
        'relax',
        fc
          .record({
            when: fc.oneof(fc.constant('true'), conditions('relax')),
            allow: fc.oneof(
              allBut(fc.constant([])),
              allBut(fc.subarray([...SIGNAL_CODES], { maxLength: 3 })),
              signalCodes,
            ),
            drop: fc.subarray([...KINDS]),
            approval: fc.option(relaxed),
          })
          .map(eitherWay),
      ),
      expire: fc.constant('P5D'),
      instructorCounts: fc.boolean(),
    })
  })

/** A rule drops the approval or replaces it. */
function eitherWay<R extends { drop: RequirementKind[]; approval: ApprovalSpec | null }>(rule: R): R {
  return rule.drop.includes('approval') ? { ...rule, approval: null } : rule
}

/** Rules that match too seldom prove nothing: most allow nearly everything. */
function allBut(codes: fc.Arbitrary<SignalCode[]>): fc.Arbitrary<SignalCode[]> {
  return codes.map((not) => SIGNAL_CODES.filter((code) => !not.includes(code)))
}

function rules<T>(prefix: string, rule: fc.Arbitrary<T>): fc.Arbitrary<(T & { id: string })[]> {
  return fc.array(rule, { maxLength: 3 }).map((all) => all.map((one, index) => ({ ...one, id: `${prefix}-${index}` })))
}

export const instructor: fc.Arbitrary<Instructor | null> = fc.oneof(
  fc.constant(null),
  personId.map((person): Instructor => ({ kind: 'person', personId: person })),
  fc.string().map((name): Instructor => ({ kind: 'outside', name })),
)

export const orderContent: fc.Arbitrary<OrderContent> = fc.record({
  payment: fc.record({
    originatingAccount: fc.constant('main-eur'),
    amount: fc.constantFrom(...AMOUNTS),
    currency: fc.constantFrom('EUR', 'USD'),
    payee: fc.record({
      name: fc.string({ unit: 'grapheme' }),
      account: fc.constant({ iban: 'FR7630006000011234567890189' }),
    }),
    accountVersion: fc.nat({ max: 3 }),
    executionDate: fc.constant('2026-12-01'),
    reference: fc.string({ unit: 'grapheme' }),
    elements: fc.constant({}),
  }),
  entity: fc.constantFrom('eu', 'us'),
  externalId: fc.string(),
  clientId: fc.option(fc.constant('erp')),
  requesters: fc.constant(['per_6']),
  instruction: fc.record({
    channel: mostly<Channel>('erp', fc.constantFrom(...CHANNELS)),
    instructedBy: instructor,
    receivedAt: fc.constant(null),
    note: fc.option(fc.string({ unit: 'grapheme' })),
  }),
  earlier: fc.record({
    channels: mostly<Channel[]>([], fc.subarray([...CHANNELS], { maxLength: 2 })),
    instructors: mostly<string[]>([], fc.subarray(['per_3', 'per_7'])),
  }),
  counterpartyId: fc.constant(null),
  accountId: fc.constant(null),
  supersedes: fc.constant(null),
  attachments: fc.constant([]),
})

const minor = fc.constantFrom(1n, 99_999n, 100_000n, 100_001n, 2_500_000n, 10_000_000n, 500_000_000n)
const ids = fc.subarray(['ord_1', 'ord_2'])

export function source<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Source<T>> {
  return fc.oneof(
    { weight: 6, arbitrary: value.map((one) => known(one)) },
    { weight: 1, arbitrary: fc.constant(UNKNOWN) },
  )
}

/** A quiet day: what most orders look like, and where relax rules match. */
const quiet = {
  payee: known({ counterpartyKnown: true, accountKnown: true, otherAccountsKnown: false, accountChangedAt: null }),
  history: known({
    duplicates: [],
    cumulative: { minor: 100_000n, currency: 'EUR' },
    earlierOrders: 0,
    resubmissionOf: [],
  }),
  amountBase: known({ minor: 99_999n, currency: 'EUR' }),
  withinBusinessHours: known(true),
}

function mostly<T>(usual: T, otherwise: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: otherwise })
}

/** Facts of a first version: nothing inherited yet. */
export const orderFacts: fc.Arbitrary<OrderFacts> = fc.record({
  payee: mostly<OrderFacts['payee']>(
    quiet.payee,
    source(
      fc.record({
        counterpartyKnown: fc.boolean(),
        accountKnown: fc.boolean(),
        otherAccountsKnown: fc.boolean(),
        accountChangedAt: fc.option(fc.constant(START)),
      }),
    ),
  ),
  history: mostly<OrderFacts['history']>(
    quiet.history,
    source(
      fc.record({
        duplicates: ids,
        cumulative: fc.option(minor.map((one) => ({ minor: one, currency: 'EUR' }))),
        earlierOrders: fc.nat({ max: 3 }),
        resubmissionOf: ids,
      }),
    ),
  ),
  amountBase: mostly<OrderFacts['amountBase']>(
    quiet.amountBase,
    source(minor.map((one) => ({ minor: one, currency: 'EUR' }))),
  ),
  withinBusinessHours: mostly<OrderFacts['withinBusinessHours']>(quiet.withinBusinessHours, source(fc.boolean())),
  contactedBy: mostly<OrderFacts['contactedBy']>([], fc.subarray([...CONTACTED_BY])),
  escalated: fc.boolean(),
  impersonated: mostly<OrderFacts['impersonated']>([], fc.subarray(['per_1', 'per_2'])),
  inherited: fc.constant(NOTHING_INHERITED),
})

export const signals: fc.Arbitrary<Signal[]> = fc.array(
  fc.record({
    code: fc.oneof(
      fc.constantFrom(...SIGNAL_CODES),
      fc.constantFrom<SignalCode[]>('NEW_ACCOUNT', 'BANK_CHANGE', 'CHANNEL_VIDEO'),
    ),
    reason: fc.constant('found by a detector'),
    evidence: fc.constant({}),
    unknown: fc.boolean(),
  }),
  { maxLength: 3 },
)

export const order: fc.Arbitrary<OrderToAssess> = fc.record({
  subjectId: fc.constant('ord_test'),
  version: fc.integer({ min: 1, max: 3 }),
  startedAt: fc.constant(START),
  assessedAt: fc.constant(START),
  askedBefore: fc.constant([]),
  content: orderContent,
  facts: orderFacts,
  timeScale: fc.constant(1),
})

export const standing = (person: string): fc.Arbitrary<Standing> =>
  fc.record({
    personId: fc.constant(person),
    active: often(true),
    roles: fc.oneof(fc.constant([...ROLES]), fc.subarray([...ROLES])),
    groups: fc.oneof(fc.constant([...GROUPS]), fc.subarray([...GROUPS])),
    limits: fc.constantFrom(
      [],
      [{ entity: 'eu', perOrder: { minor: 100n, currency: 'EUR' }, perDay: { minor: 100n, currency: 'EUR' } }],
    ),
    hasActiveKey: often(true),
    approvedToday: fc.constantFrom(
      [],
      [{ entity: 'eu', spent: { minor: 60n, currency: 'EUR' }, until: '2026-12-03T23:00:00.000Z' }],
    ),
  })

function often(value: boolean): fc.Arbitrary<boolean> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constant(!value) })
}

export const subject: SubjectRef = { type: 'order', id: 'ord_test', version: 2, digest: 'a'.repeat(64) }

export function evidenceFor(requirements: readonly Requirement[]): fc.Arbitrary<Evidence> {
  const all = withAlternatives(requirements)
  const target = all.length === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...all), { freq: 20 })
  return fc
    .record({
      target,
      decision: fc.oneof(
        { weight: 12, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...DECISIONS) },
      ),
      personId,
      id: fc.uuid().map((uuid) => `evd_${uuid}`),
      acceptedAt: fc.constantFrom('2026-11-30T09:30:00.000Z', '2026-11-30T10:00:00.000Z'),
      voidedBy: fc.option(fc.constant('evd_void')),
      keep: fc.nat({ max: 9 }),
    })
    .map(({ target: requirement, decision, keep, voidedBy, ...rest }) => ({
      ...rest,
      subject,
      requirementId: requirement?.id ?? null,
      kind: requirement?.kind ?? null,
      decision:
        decision ??
        (requirement === null
          ? ('deny' as const)
          : requirement.kind === 'review'
            ? ('continue' as const)
            : ('confirm' as const)),
      voidedBy: keep > 0 ? null : voidedBy,
    }))
}

export const duties: fc.Arbitrary<SubjectDuties> = fc.record({
  requesters: fc.subarray(['per_6', 'per_5'], { maxLength: 1 }),
  instructors: fc.subarray(['per_4', 'per_3'], { maxLength: 1 }),
  instructorCounts: fc.boolean(),
  spending: fc.constantFrom(null, { entity: 'eu', amounts: [{ minor: 50n, currency: 'EUR' }] }),
})

export const resolveInput: fc.Arbitrary<ResolveInput> = fc
  .record({
    specs: fc.array(boundSpec, { maxLength: 5 }),
    duties,
    standings: fc.tuple(...PEOPLE.map((person) => standing(person))),
  })
  .chain(({ specs, duties: some, standings }) => {
    const requirements = bindSpecs(mergeSpecs(specs), {
      subjectId: subject.id, version: subject.version, startedAt: START, assessedAt: START, askedBefore: [], timeScale: 1, because: [],
    }) // prettier-ignore
    return fc.record({
      subject: fc.constant(subject),
      requirements: fc.constant(requirements),
      evidence: fc.uniqueArray(evidenceFor(requirements), { selector: (one) => one.id, maxLength: 14 }),
      duties: fc.constant(some),
      standings: fc.constant(new Map(standings.map((one) => [one.personId, one]))),
      expiresAt: fc.constant('2026-12-05T09:12:00.000Z'),
      now: fc.constantFrom('2026-11-30T12:00:00.000Z', '2026-12-03T12:00:00.000Z', '2026-12-05T09:12:00.000Z'),
    })
  })
