import fc from 'fast-check'
import * as any from '../../test/support/domain-arbitraries.ts'
import { assessOrder, type OrderToAssess } from './assess-order.ts'
import { known, NOTHING_INHERITED, UNKNOWN, type OrderFacts, type PayeeFacts } from './order-facts.ts'
import { NO_EARLIER_INSTRUCTIONS, type OrderContent } from './payment-order.ts'
import { compilePolicy, type PolicyDocument } from './policy.ts'
import { inheritFrom } from './ratchet.ts'
import { covers, type RequirementSpec } from './requirement-spec.ts'
import { signal } from './signals.ts'

const RUNS = { numRuns: 400 }

const vetted: PayeeFacts = {
  counterpartyKnown: true,
  accountKnown: true,
  otherAccountsKnown: false,
  accountChangedAt: null,
}

const facts: OrderFacts = {
  payee: known(vetted),
  history: known({
    duplicates: [],
    cumulative: { minor: 1_250_000n, currency: 'EUR' },
    earlierOrders: 0,
    resubmissionOf: [],
  }),
  amountBase: known({ minor: 1_250_000n, currency: 'EUR' }),
  withinBusinessHours: known(true),
  contactedBy: [],
  escalated: false,
  impersonated: [],
  inherited: NOTHING_INHERITED,
}

const content: OrderContent = {
  payment: {
    originatingAccount: 'main-eur',
    amount: '12500.00',
    currency: 'EUR',
    payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7630006000011234567890189' } },
    accountVersion: 1,
    executionDate: '2026-12-01',
    reference: 'INV-4711',
    elements: {},
  },
  entity: 'eu',
  externalId: 'INV-4711',
  clientId: 'erp',
  requesters: ['per_ana'],
  instruction: { channel: 'erp', instructedBy: null, receivedAt: null, note: null },
  earlier: NO_EARLIER_INSTRUCTIONS,
  counterpartyId: null,
  accountId: null,
  supersedes: null,
  attachments: [],
}

const FIRST = { startedAt: any.START, assessedAt: any.START, askedBefore: [] }
const order: OrderToAssess = { subjectId: 'ord_1', version: 1, ...FIRST, content, facts, timeScale: 1 }

/** The policy of the outside contract. */
const contractPolicy: PolicyDocument = {
  version: 1,
  line: { amount: '1000.00', window: 'P30D', per: ['payee', 'instructor', 'requester', 'client'] },
  base: [
    { kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true },
    { kind: 'instructor_confirmation', personId: null },
    { kind: 'callback', callee: 'auto', contactMinAgeDays: 30, callers: 1 },
    { kind: 'cooling_off', duration: 'PT24H', anyOf: [] },
    { kind: 'review', group: 'escalation', sla: 'PT8H' },
  ],
  add: [
    {
      id: 'large',
      when: 'amountBase >= money("100000.00")',
      anySignal: [],
      require: [{ kind: 'approval', group: 'treasury', quorum: 3, blindEntry: false }],
    },
  ],
  relax: [
    {
      id: 'routine',
      when: 'payee.known && amountBase < money("25000.00")',
      allow: ['OFF_HOURS'],
      drop: ['instructor_confirmation', 'callback', 'cooling_off', 'review'],
      approval: { kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false },
    },
  ],
  expire: 'P5D',
  instructorCounts: false,
}

function policyOf(change: Partial<PolicyDocument> = {}) {
  return compilePolicy({ ...contractPolicy, ...change }, 'EUR')
}

function onVideo(personId: string | null): OrderContent {
  return {
    ...content,
    instruction: {
      ...content.instruction,
      channel: 'video',
      instructedBy: personId === null ? { kind: 'outside', name: 'Maître Exemple' } : { kind: 'person', personId },
    },
  }
}

function assess(
  change: { content?: OrderContent; facts?: Partial<OrderFacts>; policy?: Partial<PolicyDocument> } = {},
) {
  return assessOrder(policyOf(change.policy), {
    ...order,
    content: change.content ?? content,
    facts: { ...facts, ...change.facts },
  })
}

const has = (specs: readonly RequirementSpec[], wanted: object) =>
  expect(specs).toContainEqual(expect.objectContaining(wanted))

describe('The policy of the outside contract', () => {
  it('asks one approval of a routine payment to a known account', () => {
    const { specs, relaxedBy } = assess()
    expect(specs).toEqual([{ kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false }])
    expect(relaxedBy).toEqual(['routine'])
  })

  it('asks everything of a new payee whom somebody asked to pay on a video call, and calls the payee', () => {
    const { specs, signals, requirements } = assess({
      content: onVideo('per_cfo'),
      facts: { payee: known({ ...vetted, counterpartyKnown: false, accountKnown: false }) },
    })
    expect(signals.map((found) => found.code)).toEqual(['CHANNEL_VIDEO', 'NEW_PAYEE', 'NEW_ACCOUNT'])
    expect(specs.map((spec) => spec.kind)).toEqual([
      'approval',
      'callback',
      'cooling_off',
      'instructor_confirmation',
      'review',
    ])
    has(specs, { kind: 'instructor_confirmation', personId: 'per_cfo' })
    has(specs, { kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1 })
    has(specs, { kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true })
    expect(requirements.map((one) => one.because)).toEqual(
      specs.map(() => ['CHANNEL_VIDEO', 'NEW_PAYEE', 'NEW_ACCOUNT']),
    )
  })

  it('calls the instructor, by name, where the account is known', () => {
    has(assess({ content: onVideo('per_cfo') }).specs, { kind: 'callback', callee: 'instructor', personId: 'per_cfo' })
  })

  it('lets a call to the payee and a review stand in for an instructor who has no key here', () => {
    const { specs } = assess({
      content: onVideo(null),
      policy: { base: [{ kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true }], relax: [] },
    })
    expect(specs.map((spec) => spec.kind)).toEqual(['approval', 'callback', 'review'])
    has(specs, { kind: 'callback', callee: 'payee' })
  })

  it('does not relax what nobody knows, even where a rule allows every signal', () => {
    const { specs, relaxedBy } = assess({
      facts: { withinBusinessHours: UNKNOWN },
    })
    expect(relaxedBy).toEqual([])
    has(specs, { kind: 'approval', quorum: 2, blindEntry: true })
  })

  it('does not relax an amount that could not be converted', () => {
    const always = contractPolicy.relax.map((rule) => ({ ...rule, when: 'payee.known' }))
    expect(assess({ facts: { amountBase: UNKNOWN }, policy: { relax: always } }).relaxedBy).toEqual([])
  })

  it('does not relax where anything was found that the rule does not allow', () => {
    expect(assess({ facts: { withinBusinessHours: known(false) } }).relaxedBy).toEqual(['routine'])
    const duplicate = known({
      duplicates: ['ord_0'],
      cumulative: { minor: 1_250_000n, currency: 'EUR' },
      earlierOrders: 0,
      resubmissionOf: [],
    })
    expect(assess({ facts: { withinBusinessHours: known(false), history: duplicate } }).relaxedBy).toEqual([])
  })

  it('takes each member of two matching relaxations at its easiest, so that losing one can only ask for more', () => {
    const [routine] = contractPolicy.relax
    if (routine === undefined) throw new Error('the policy lost its rule')
    const approval = { kind: 'approval' as const, group: 'treasury' }
    const relax = [
      { ...routine, approval: { ...approval, quorum: 1, blindEntry: true } },
      { ...routine, id: 'second', approval: { ...approval, quorum: 2, blindEntry: false } },
    ]
    expect(assess({ policy: { relax } }).specs).toEqual([{ ...approval, quorum: 1, blindEntry: false }])
  })

  describe('with a rule that drops the approval', () => {
    const [routine] = contractPolicy.relax
    if (routine === undefined) throw new Error('the policy lost its rule')
    const small = { ...routine, id: 'small', drop: [...routine.drop, 'approval' as const], approval: null }
    const sum = (minor: bigint | null) =>
      known({
        duplicates: [],
        cumulative: minor === null ? null : { minor, currency: 'EUR' },
        earlierOrders: 3,
        resubmissionOf: [],
      })
    const kinds = (change: { facts?: Partial<OrderFacts>; content?: OrderContent; relax?: PolicyDocument['relax'] }) =>
      assess({ ...change, policy: { relax: change.relax ?? [small] } }).specs.map((spec) => spec.kind)

    it('asks nothing of a payment to a vetted account that stays below the line with all before it', () => {
      expect(kinds({ facts: { history: sum(100_000n) } })).toEqual([])
      // A rule that only replaces the approval asks for more, and whoever matches it as well is not asked more for it.
      expect(kinds({ facts: { history: sum(100_000n) }, relax: [small, routine] })).toEqual([])
    })

    it('asks for one above the line, as the other rules have it or as the base does', () => {
      expect(kinds({ facts: { history: sum(100_001n) } })).toEqual(['approval'])
      has(assess({ facts: { history: sum(100_001n) }, policy: { relax: [small] } }).specs, {
        quorum: 2,
        blindEntry: true,
      })
      has(assess({ facts: { history: sum(100_001n) }, policy: { relax: [small, routine] } }).specs, { quorum: 1 })
    })

    it('asks for one where the sum is not known, or the amount is in another currency', () => {
      expect(kinds({ facts: { history: sum(null) } })).toContain('approval')
      const dollars = { ...content, payment: { ...content.payment, currency: 'USD' } }
      expect(kinds({ facts: { history: sum(1n) }, content: dollars })).toEqual(['approval'])
    })

    it('asks for one where the account is not vetted, whatever the rule allows', () => {
      const anything = { ...small, when: 'amountBase > money("0.01")', allow: ['NEW_PAYEE', 'NEW_ACCOUNT'] as const }
      const payee = known({ ...vetted, counterpartyKnown: false, accountKnown: false })
      expect(kinds({ facts: { history: sum(1n), payee }, relax: [anything] })).toContain('approval')
    })
  })

  it('takes a signer at their word when they say they were called, and never the other way round', () => {
    const { specs, signals } = assess({ facts: { contactedBy: ['voice'] } })
    expect(signals.map((found) => found.code)).toEqual(['CHANNEL_VOICE', 'CONTACTED'])
    has(specs, { kind: 'approval', quorum: 2 })
    has(specs, { kind: 'cooling_off', duration: 'PT24H' })
    expect(assess({ facts: { contactedBy: ['none'] } }).signals).toEqual([])
  })

  it('has a reviewer look at what follows a denial', () => {
    has(assess({ facts: { inherited: { ...NOTHING_INHERITED, afterDenial: true } } }).specs, {
      kind: 'review',
      group: 'escalation',
    })
  })

  it('expires by the policy', () => {
    expect(assess().expiresAt).toBe('2026-12-05T09:12:00.000Z')
  })
})

describe('A call and the person to be called', () => {
  const callbackOnly: Partial<PolicyDocument> = {
    base: [
      { kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false },
      { kind: 'callback', callee: 'auto', contactMinAgeDays: 30, callers: 1 },
    ],
    add: [],
    relax: [],
  }
  const byMail: OrderContent = {
    ...content,
    instruction: { ...content.instruction, channel: 'email', instructedBy: { kind: 'person', personId: 'per_cfo' } },
  }

  it('a changed account adds a call to the payee and keeps the one to the instructor where no key of theirs is asked', () => {
    const calls = (changedAt: string | null) =>
      assess({
        content: byMail,
        policy: callbackOnly,
        facts: { payee: known({ ...vetted, accountChangedAt: changedAt }) },
      }).specs.filter((spec) => spec.kind === 'callback')
    expect(calls(null)).toEqual([
      { kind: 'callback', callee: 'instructor', personId: 'per_cfo', contactMinAgeDays: 30, callers: 1 },
    ])
    expect(calls(any.START).map((spec) => spec.kind === 'callback' && spec.callee)).toEqual(['instructor', 'payee'])
  })

  it('an amendment that names somebody else still calls the one named before', () => {
    const first = assess({ content: byMail, policy: callbackOnly })
    const other: OrderContent = {
      ...byMail,
      instruction: { ...byMail.instruction, instructedBy: { kind: 'person', personId: 'per_accomplice' } },
    }
    const { requirements } = assess({
      content: other,
      policy: callbackOnly,
      facts: { inherited: inheritFrom([{ assessment: first, denied: false }]) },
    })
    const called = requirements.flatMap((one) => (one.kind === 'callback' ? [one.personId] : []))
    expect(called).toEqual(['per_accomplice', 'per_cfo'])
  })
})

describe('The floor under every policy', () => {
  const isAccountSignal = (code: string) =>
    ['NEW_PAYEE', 'NEW_ACCOUNT', 'ACCOUNT_CHANGED', 'BANK_CHANGE'].includes(code)

  it('is never without an approval, but below the line, in its currency, to a vetted account', () => {
    fc.assert(
      fc.property(any.policyDocument, any.order, (document, some) => {
        const policy = compilePolicy(document, 'EUR')
        const { payee, history, amountBase } = some.facts
        const sum = amountBase.known && history.known ? history.value.cumulative : null
        const isSmall = sum !== null && sum.minor <= policy.line.amount.minor
        const isVetted = payee.known && payee.value.accountKnown
        fc.pre(!isSmall || !isVetted || some.content.payment.currency !== 'EUR')
        expect(assessOrder(policy, some).specs.some((spec) => spec.kind === 'approval')).toBe(true)
      }),
      RUNS,
    )
  })

  it('asks a call to the payee and time for every new or changed account', () => {
    fc.assert(
      fc.property(any.policyDocument, any.order, (document, some) => {
        const { signals, specs } = assessOrder(compilePolicy(document, 'EUR'), some)
        fc.pre(signals.some((found) => isAccountSignal(found.code)))
        expect(specs.some((spec) => spec.kind === 'callback' && spec.callee === 'payee')).toBe(true)
        expect(specs.some((spec) => spec.kind === 'cooling_off')).toBe(true)
      }),
      RUNS,
    )
  })

  it("asks the instructor's key, or a call to the payee with a review, for voice and video above the line", () => {
    fc.assert(
      fc.property(
        any.policyDocument,
        any.order,
        fc.constantFrom('CHANNEL_VOICE' as const, 'CHANNEL_VIDEO' as const),
        (document, some, code) => {
          const policy = compilePolicy(document, 'EUR')
          const { specs } = assessOrder(policy, some, [signal(code, 'heard or seen')])
          const { history, amountBase } = some.facts
          const sum = history.known ? history.value.cumulative : null
          fc.pre(sum === null || !amountBase.known || sum.minor > policy.line.amount.minor)
          const named = some.content.instruction.instructedBy
          expect(specs.some((spec) => spec.kind === 'callback')).toBe(true)
          if (named?.kind === 'person') has(specs, { kind: 'instructor_confirmation', personId: named.personId })
          else
            expect(
              specs.some((spec) => spec.kind === 'review') &&
                specs.some((spec) => spec.kind === 'callback' && spec.callee === 'payee'),
            ).toBe(true)
        },
      ),
      RUNS,
    )
  })

  it('is in the words of the base, not of whichever rule happens to apply', () => {
    const short: RequirementSpec = { kind: 'cooling_off', duration: 'PT1H', anyOf: [] }
    const policy = {
      base: contractPolicy.base.filter((spec) => spec.kind === 'approval'),
      add: [{ id: 'short', when: null, anySignal: [], require: [short] }],
    }
    has(assess({ policy, facts: { payee: UNKNOWN } }).specs, { kind: 'cooling_off', duration: 'PT24H' })
  })
})

describe('No assessment asks for less', () => {
  it('because of one more signal, whatever the policy', () => {
    fc.assert(
      fc.property(any.policyDocument, any.order, any.signals, any.signals, (document, some, found, more) => {
        const policy = compilePolicy(document, 'EUR')
        expect(
          covers(assessOrder(policy, some, [...found, ...more]).specs, assessOrder(policy, some, found).specs),
        ).toBe(true)
      }),
      RUNS,
    )
  })

  it('because a source is down, slow or silent', () => {
    const sources = fc.subarray(['payee', 'history', 'amountBase', 'withinBusinessHours'] as const, { minLength: 1 })
    fc.assert(
      fc.property(any.policyDocument, any.order, sources, (document, some, silent) => {
        const policy = compilePolicy(document, 'EUR')
        const without = { ...some.facts, ...Object.fromEntries(silent.map((name) => [name, UNKNOWN])) }
        expect(covers(assessOrder(policy, { ...some, facts: without }).specs, assessOrder(policy, some).specs)).toBe(
          true,
        )
      }),
      RUNS,
    )
  })

  it('because of how one more signer was contacted', () => {
    fc.assert(
      fc.property(
        any.policyDocument,
        any.order,
        fc.constantFrom('voice' as const, 'video' as const, 'chat' as const, 'in_person' as const),
        (document, some, how) => {
          const policy = compilePolicy(document, 'EUR')
          const told = { ...some, facts: { ...some.facts, contactedBy: [...some.facts.contactedBy, how] } }
          expect(covers(assessOrder(policy, told).specs, assessOrder(policy, some).specs)).toBe(true)
        },
      ),
      RUNS,
    )
  })

  it('because somebody is reported to pose as a person it names', () => {
    fc.assert(
      fc.property(any.policyDocument, any.order, (document, some) => {
        const policy = compilePolicy(document, 'EUR')
        const reported = assessOrder(policy, { ...some, facts: { ...some.facts, impersonated: ['per_1'] } })
        const before = assessOrder(policy, { ...some, facts: { ...some.facts, impersonated: [] } })
        expect(covers(reported.specs, before.specs)).toBe(true)
        expect(reported.signals.map((found) => found.code)).toContain('ACTIVE_IMPERSONATION')
      }),
      RUNS,
    )
  })

  it('after an amendment, whatever was amended and under whichever policy', () => {
    fc.assert(
      fc.property(
        any.policyDocument,
        any.policyDocument,
        any.order,
        any.order,
        fc.boolean(),
        (before, after, first, second, denied) => {
          const earlier = assessOrder(compilePolicy(before, 'EUR'), first)
          const inherited = inheritFrom([{ assessment: earlier, denied }])
          const later = assessOrder(compilePolicy(after, 'EUR'), { ...second, facts: { ...second.facts, inherited } })
          expect(covers(later.specs, earlier.specs)).toBe(true)
          expect(later.signals.map((found) => found.code)).toEqual(
            expect.arrayContaining(earlier.signals.map((found) => found.code)),
          )
          if (denied) expect(later.specs.some((spec) => spec.kind === 'review')).toBe(true)
        },
      ),
      RUNS,
    )
  })

  it('because of text that a stranger chose', () => {
    fc.assert(
      fc.property(any.policyDocument, any.order, (document, some) => {
        const policy = compilePolicy(document, 'EUR')
        const { instruction, payment } = some.content
        const plain: OrderContent = {
          ...some.content,
          externalId: 'INV-1',
          payment: { ...payment, reference: 'INV-1', payee: { ...payment.payee, name: 'Example Ltd' } },
          instruction: {
            ...instruction,
            note: null,
            instructedBy:
              instruction.instructedBy?.kind === 'outside' ? { kind: 'outside', name: 'X' } : instruction.instructedBy,
          },
        }
        expect(covers(assessOrder(policy, some).specs, assessOrder(policy, { ...some, content: plain }).specs)).toBe(
          true,
        )
      }),
      RUNS,
    )
  })
})

describe('An assessment', () => {
  it('gives every requirement an id of its own', () => {
    fc.assert(
      fc.property(any.policyDocument, any.order, any.signals, (document, some, found) => {
        const { requirements } = assessOrder(compilePolicy(document, 'EUR'), some, found)
        const ids = requirements.flatMap((one) => [one.id, ...(one.anyOf ?? []).map((other) => other.id)])
        expect(new Set(ids).size).toBe(ids.length)
      }),
    )
  })

  it('is the same whoever computes it again', () => {
    fc.assert(
      fc.property(any.policyDocument, any.order, (document, some) => {
        expect(assessOrder(compilePolicy(structuredClone(document), 'EUR'), structuredClone(some))).toEqual(
          assessOrder(compilePolicy(document, 'EUR'), some),
        )
      }),
    )
  })
})
