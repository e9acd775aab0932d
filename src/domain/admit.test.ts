import * as any from '../../test/support/domain-arbitraries.ts'
import { admit, type Admission } from './admit.ts'
import { CountersignError } from './errors.ts'
import type { Evidence } from './evidence.ts'
import { eligibleFor, shortages } from './feasibility.ts'
import type { Role, Standing } from './person.ts'
import { bindSpecs, type Requirement, type SubjectDuties } from './requirement.ts'
import type { RequirementSpec } from './requirement-spec.ts'

const limit = {
  entity: 'eu',
  perOrder: { minor: 5_000_000n, currency: 'EUR' },
  perDay: { minor: 20_000_000n, currency: 'EUR' },
}
const duties: SubjectDuties = {
  requesters: ['per_ana'],
  instructors: ['per_cfo'],
  instructorCounts: false,
  spending: { entity: 'eu', amounts: [{ minor: 1_250_000n, currency: 'EUR' }] },
}

function person(personId: string, roles: Role[], change: Partial<Standing> = {}): Standing {
  return {
    personId,
    active: true,
    roles,
    groups: ['treasury', 'escalation'],
    limits: [limit],
    hasActiveKey: true,
    approvedToday: [],
    ...change,
  }
}

function bind(spec: RequirementSpec): Requirement {
  const [requirement] = bindSpecs([spec], {
    subjectId: 'ord_1',
    version: 1,
    startedAt: any.START,
    assessedAt: any.START,
    askedBefore: [],
    timeScale: 1,
    because: [],
  })
  if (requirement === undefined) throw new Error('nothing bound')
  return requirement
}

const approval = bind({ kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true })
const confirmation = bind({ kind: 'instructor_confirmation', personId: 'per_cfo' })
const callback = bind({ kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1 })
const review = bind({ kind: 'review', group: 'escalation', sla: 'PT8H' })
const wait = bind({
  kind: 'cooling_off',
  duration: 'PT24H',
  anyOf: [{ kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false }],
})

function given(requirement: Requirement, personId: string, change: Partial<Evidence> = {}): Evidence {
  return {
    id: 'evd_1', subject: any.subject, requirementId: requirement.id, kind: requirement.kind,
    decision: requirement.kind === 'review' ? 'continue' : 'confirm', personId, acceptedAt: any.START, voidedBy: null, ...change,
  } // prettier-ignore
}

const base: Admission = {
  requirement: approval,
  decision: 'confirm',
  standing: person('per_ben', ['approver']),
  keyState: 'active',
  duties,
  evidence: [],
}

function refusal(change: Partial<Admission>): string | null {
  try {
    admit({ ...base, ...change })
    return null
  } catch (error) {
    if (error instanceof CountersignError) return error.code
    throw error
  }
}

describe('Who may sign', () => {
  it('an approver of the group, within their limit', () => {
    expect(refusal({})).toBeNull()
    expect(refusal({ standing: person('per_ben', ['approver'], { groups: ['senior'] }) })).toBe('NOT_ELIGIBLE')
    expect(refusal({ standing: person('per_ben', ['reviewer']) })).toBe('NOT_ELIGIBLE')
  })

  it('not one who is above the limit, for the order or for what is left of the day', () => {
    const big = { ...duties, spending: { entity: 'eu', amounts: [{ minor: 5_000_001n, currency: 'EUR' }] } }
    expect(refusal({ duties: big })).toBe('LIMIT_EXCEEDED')
    const until = '2026-11-30T23:00:00.000Z'
    const spent = [{ entity: 'eu', spent: { minor: 18_750_001n, currency: 'EUR' }, until }]
    expect(refusal({ standing: person('per_ben', ['approver'], { approvedToday: spent }) })).toBe('LIMIT_EXCEEDED')
    expect(
      refusal({
        standing: person('per_ben', ['approver'], {
          approvedToday: [{ entity: 'eu', spent: { minor: 18_750_000n, currency: 'EUR' }, until }],
        }),
      }),
    ).toBeNull()
    expect(
      refusal({ duties: { ...duties, spending: { entity: 'us', amounts: [{ minor: 1n, currency: 'EUR' }] } } }),
    ).toBe('LIMIT_EXCEEDED')
    expect(refusal({ standing: person('per_ben', ['approver'], { limits: [] }) })).toBe('LIMIT_EXCEEDED')
  })

  it('not the requester, and not the instructor unless the policy lets them count', () => {
    expect(refusal({ standing: person('per_ana', ['approver', 'requester']) })).toBe('SELF_APPROVAL')
    expect(refusal({ standing: person('per_cfo', ['approver', 'instructor']) })).toBe('DUTY_CONFLICT')
    expect(
      refusal({
        standing: person('per_cfo', ['approver', 'instructor']),
        duties: { ...duties, instructorCounts: true },
      }),
    ).toBeNull()
    expect(
      refusal({
        requirement: confirmation,
        standing: person('per_cfo', ['instructor']),
        duties: { ...duties, requesters: ['per_cfo'] },
      }),
    ).toBe('DUTY_CONFLICT')
  })

  it('the instructor, and nobody else, for the confirmation', () => {
    expect(refusal({ requirement: confirmation, standing: person('per_cfo', ['instructor']) })).toBeNull()
    expect(refusal({ requirement: confirmation })).toBe('NOT_ELIGIBLE')
  })

  it('a caller who has no other function in this, before or after', () => {
    const caller = person('per_dan', ['caller', 'approver'])
    expect(refusal({ requirement: callback, standing: caller })).toBeNull()
    expect(refusal({ requirement: callback, standing: caller, evidence: [given(approval, 'per_dan')] })).toBe(
      'DUTY_CONFLICT',
    )
    expect(refusal({ requirement: approval, standing: caller, evidence: [given(callback, 'per_dan')] })).toBe(
      'DUTY_CONFLICT',
    )
    expect(
      refusal({
        requirement: approval,
        standing: caller,
        evidence: [given(callback, 'per_dan', { voidedBy: 'evd_2' })],
      }),
    ).toBeNull()
  })

  it('a reviewer of the group, who says continue', () => {
    const eve = person('per_eve', ['reviewer'])
    expect(refusal({ requirement: review, decision: 'continue', standing: eve })).toBeNull()
    expect(refusal({ requirement: review, decision: 'confirm', standing: eve })).toBe('DECISION_UNFIT')
    expect(refusal({ requirement: approval, decision: 'continue' })).toBe('DECISION_UNFIT')
    expect(
      refusal({ requirement: review, decision: 'continue', standing: person('per_eve', ['reviewer'], { groups: [] }) }),
    ).toBe('NOT_ELIGIBLE')
  })

  it('nobody for time, and nobody twice to expedite what they approved', () => {
    expect(refusal({ requirement: wait })).toBe('NOT_ELIGIBLE')
    const expedite = wait.anyOf?.[0] ?? wait
    expect(refusal({ requirement: expedite })).toBeNull()
    expect(refusal({ requirement: expedite, evidence: [given(approval, 'per_ben')] })).toBe('DUTY_CONFLICT')
    expect(refusal({ requirement: approval, evidence: [given(expedite, 'per_ben')] })).toBe('DUTY_CONFLICT')
  })

  it('somebody whose approval answered weaker terms that are no longer asked', () => {
    const weaker = given(bind({ kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false }), 'per_ben')
    expect(refusal({ evidence: [weaker], asked: [approval] })).toBeNull()
    expect(refusal({ evidence: [weaker] })).toBe('DUTY_CONFLICT')
  })

  it('only with a key that is active, and only while active themselves', () => {
    expect(refusal({ keyState: 'pending' })).toBe('CREDENTIAL_INACTIVE')
    expect(refusal({ keyState: 'revoked', decision: 'deny' })).toBe('CREDENTIAL_INACTIVE')
    expect(refusal({ keyState: 'quarantined' })).toBe('CREDENTIAL_QUARANTINED')
    expect(refusal({ standing: person('per_ben', ['approver'], { active: false }), decision: 'deny' })).toBe(
      'PERSON_INACTIVE',
    )
  })

  it('a requirement, by name', () => {
    expect(refusal({ requirement: null })).toBe('REQUIREMENT_REQUIRED')
  })
})

describe('Who may deny', () => {
  it.each(['approver', 'instructor', 'reviewer', 'caller'] as const)(
    'any %s, in one step, whatever else they did and with a new key too',
    (role) => {
      const standing = person('per_ana', [role], { groups: [], limits: [] })
      expect(
        refusal({
          decision: 'deny',
          standing,
          requirement: null,
          keyState: 'quarantined',
          evidence: [given(approval, 'per_ana')],
        }),
      ).toBeNull()
    },
  )

  it.each(['requester', 'auditor', 'directory_editor', 'policy_author', 'administrator'] as const)(
    'no %s, for a payment',
    (role) => {
      expect(refusal({ decision: 'deny', standing: person('per_fay', [role]) })).toBe('NOT_ELIGIBLE')
    },
  )

  it('an administrator, for the changes that administrators approve', () => {
    expect(
      refusal({
        decision: 'deny',
        standing: person('per_fay', ['administrator']),
        duties: { ...duties, spending: null },
      }),
    ).toBeNull()
  })
})

describe('Somebody on whom a hold stands', () => {
  const held = { standing: person('per_ben', ['approver', 'caller', 'reviewer'], { isHeld: true }) }

  it('answers nothing but with a denial, whatever is asked', () => {
    for (const requirement of [approval, callback, review]) {
      const decision = requirement.kind === 'review' ? 'continue' : 'confirm'
      expect(refusal({ ...held, requirement, decision })).toBe('PERSON_HELD')
      expect(refusal({ ...held, requirement, decision: 'deny' })).toBeNull()
    }
  })

  it('may say that what names them is their own, as nobody else can', () => {
    const held = { standing: person('per_cfo', ['approver'], { isHeld: true }) }
    expect(refusal({ ...held, requirement: confirmation })).toBeNull()
  })

  it('hears that it is about them where they would lift that very hold, also where the held may sign', () => {
    const about = { ...duties, spending: null, against: ['per_ben'] }
    expect(refusal({ ...held, duties: about })).toBe('HOLD_ON_SELF')
    expect(refusal({ ...held, duties: { ...about, heldMaySign: true } })).toBe('HOLD_ON_SELF')
    expect(refusal({ ...held, duties: { ...about, against: ['per_ivy'] } })).toBe('PERSON_HELD')
    expect(refusal({ ...held, duties: { ...about, against: ['per_ivy'], heldMaySign: true } })).toBeNull()
  })
})

describe('Who could sign', () => {
  const people = [
    person('per_ana', ['requester', 'approver']),
    person('per_ben', ['approver']),
    person('per_cfo', ['approver', 'instructor']),
    person('per_dan', ['caller']),
  ]

  it('lists those whom admission would let through, sorted', () => {
    expect(eligibleFor(approval, people, duties, [])).toEqual(['per_ben'])
    expect(eligibleFor(approval, people, { ...duties, instructorCounts: true }, [])).toEqual(['per_ben', 'per_cfo'])
    expect(eligibleFor(callback, people, duties, [])).toEqual(['per_dan'])
    expect(eligibleFor(callback, people, duties, [given(approval, 'per_dan')])).toEqual([])
  })

  it('says which requirements waiting will not meet', () => {
    expect(shortages([approval, confirmation, callback, wait], people, duties, [])).toEqual([
      { requirementId: approval.id, kind: 'approval', wanted: 2, eligible: 1, byHolds: false },
    ])
    expect(shortages([approval], people, { ...duties, instructorCounts: true }, [])).toEqual([])
  })

  it('leaves out whoever is held, and says where only holds are in the way', () => {
    const held = people.map((one) => ({ ...one, isHeld: one.personId === 'per_ben' }))
    const both = { ...duties, instructorCounts: true }
    expect(eligibleFor(approval, held, both, [])).toEqual(['per_cfo'])
    expect(shortages([approval], held, both, [])).toEqual([
      { requirementId: approval.id, kind: 'approval', wanted: 2, eligible: 1, byHolds: true },
    ])
  })
})
