import fc from 'fast-check'
import * as any from '../../test/support/domain-arbitraries.ts'
import { admit } from './admit.ts'
import { affirmativeOf, type Evidence } from './evidence.ts'
import { plus } from './instant.ts'
import { ROLES, type Standing } from './person.ts'
import { bindSpecs, withAlternatives, type Requirement, type SubjectDuties } from './requirement.ts'
import { mergeSpecs, type RequirementSpec } from './requirement-spec.ts'
import { resolve, type Resolution, type ResolveInput } from './resolve.ts'

const RUNS = { numRuns: 500 }
const NOW = '2026-11-30T12:00:00.000Z'
const LATER = '2026-12-02T12:00:00.000Z'

const duties: SubjectDuties = { requesters: ['per_6'], instructors: ['per_5'], instructorCounts: false, spending: null }

function everyone(): Map<string, Standing> {
  return new Map(
    any.PEOPLE.map((personId): [string, Standing] => [
      personId,
      {
        personId,
        active: true,
        roles: [...ROLES],
        groups: [...any.GROUPS],
        limits: [],
        hasActiveKey: true,
        approvedToday: [],
      },
    ]),
  )
}

function bind(...specs: RequirementSpec[]): Requirement[] {
  return bindSpecs(mergeSpecs(specs), {
    subjectId: any.subject.id,
    version: 2,
    startedAt: any.START,
    assessedAt: any.START,
    askedBefore: [],
    timeScale: 1,
    because: [],
  })
}

let serial = 0
function answer(requirement: Requirement | undefined, personId: string, change: Partial<Evidence> = {}): Evidence {
  if (requirement === undefined) throw new Error('no such requirement')
  serial += 1
  return {
    id: `evd_${String(serial).padStart(4, '0')}`,
    subject: any.subject,
    requirementId: requirement.id,
    kind: requirement.kind,
    decision: affirmativeOf(requirement.kind),
    personId,
    acceptedAt: '2026-11-30T10:00:00.000Z',
    voidedBy: null,
    ...change,
  }
}

function ask(requirements: readonly Requirement[], evidence: readonly Evidence[], change: Partial<ResolveInput> = {}) {
  return resolve({
    subject: any.subject,
    requirements,
    evidence,
    duties,
    standings: everyone(),
    expiresAt: '2026-12-05T09:12:00.000Z',
    now: NOW,
    ...change,
  })
}

const approval = (quorum: number, group = 'treasury') => ({
  kind: 'approval' as const,
  group,
  quorum,
  blindEntry: false,
})
const callback: RequirementSpec = { kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1 }

describe('Resolving', () => {
  it('gives the same answer in whatever order evidence arrived', () => {
    fc.assert(
      fc.property(
        any.resolveInput.chain((input) =>
          fc.tuple(fc.constant(input), fc.shuffledSubarray([...input.evidence], { minLength: input.evidence.length })),
        ),
        ([input, shuffled]) => {
          expect(resolve({ ...input, evidence: shuffled })).toEqual(resolve(input))
        },
      ),
      RUNS,
    )
  })

  it('lets a denial win over everything else there is', () => {
    fc.assert(
      fc.property(any.resolveInput, any.personId, fc.nat(), (input, personId, at) => {
        const denial = answer(input.requirements[0] ?? bind(approval(1))[0], personId, { decision: 'deny' })
        const evidence = input.evidence.toSpliced(at % (input.evidence.length + 1), 0, denial)
        expect(resolve({ ...input, evidence }).status).toBe('denied')
      }),
      RUNS,
    )
  })

  it('never turns denied or expired into anything else because of more evidence', () => {
    fc.assert(
      fc.property(
        any.resolveInput.chain((input) =>
          fc.tuple(fc.constant(input), fc.array(any.evidenceFor(input.requirements), { maxLength: 5 })),
        ),
        ([input, more]) => {
          const before = resolve(input).status
          const after = resolve({ ...input, evidence: [...input.evidence, ...more] }).status
          if (before === 'denied') expect(after).toBe('denied')
          if (before === 'expired') expect(['expired', 'denied']).toContain(after)
        },
      ),
      RUNS,
    )
  })

  it('never asks for less time: what waits today is not satisfied by going back', () => {
    const [wait] = bind({ kind: 'cooling_off', duration: 'PT24H', anyOf: [] })
    if (wait?.kind !== 'cooling_off') throw new Error('no wait')
    expect(ask([wait], [], { now: '2026-12-01T09:11:59.999Z' }).status).toBe('waiting')
    expect(ask([wait], [], { now: '2026-12-01T09:12:00.000Z' }).status).toBe('satisfied')
    expect(ask([wait], []).status === 'waiting' && ask([wait], [])).toMatchObject({
      wakeAt: '2026-12-01T09:12:00.000Z',
      outstanding: [wait.id],
    })
  })

  it('is expired at the very moment of expiry, even with all there', () => {
    const requirements = bind(approval(1))
    const evidence = [answer(requirements[0], 'per_1')]
    expect(ask(requirements, evidence).status).toBe('satisfied')
    expect(ask(requirements, evidence, { now: '2026-12-05T09:12:00.000Z' }).status).toBe('expired')
  })

  it('names the earliest denial, so that everyone reads the same', () => {
    const [one] = bind(approval(1))
    const early = answer(one, 'per_2', { decision: 'deny', acceptedAt: '2026-11-30T09:30:00.000Z' })
    const late = answer(one, 'per_1', { decision: 'deny' })
    expect(ask(bind(approval(1)), [late, early])).toMatchObject({ status: 'denied', evidenceId: early.id })
  })

  it('counts a denial that answers no requirement in particular', () => {
    const requirements = bind(approval(1))
    expect(
      ask(requirements, [
        answer(requirements[0], 'per_1'),
        answer(requirements[0], 'per_2', { decision: 'deny', requirementId: null, kind: null }),
      ]).status,
    ).toBe('denied')
  })

  it('says who is overdue and when to look again', () => {
    const requirements = bind({ kind: 'review', group: 'escalation', sla: 'PT8H' })
    expect(ask(requirements, [])).toMatchObject({
      status: 'waiting',
      escalate: false,
      wakeAt: '2026-11-30T17:12:00.000Z',
    })
    expect(ask(requirements, [], { now: LATER })).toMatchObject({
      status: 'waiting',
      escalate: true,
      wakeAt: '2026-12-05T09:12:00.000Z',
    })
  })
})

describe('What time alone changes', () => {
  const EUR = (minor: bigint) => ({ minor, currency: 'EUR' })
  const spending = { entity: 'eu', amounts: [EUR(150n)] }
  const MIDNIGHT = '2026-12-02T23:00:00.000Z'
  const spent = (change: Partial<Standing> = {}) => {
    const standings = everyone()
    const limits = [{ entity: 'eu', perOrder: EUR(200n), perDay: EUR(200n) }]
    const approvedToday = [{ entity: 'eu', spent: EUR(100n), until: MIDNIGHT }]
    for (const [id, standing] of standings) standings.set(id, { ...standing, limits, approvedToday, ...change })
    return { standings, duties: { ...duties, spending }, now: LATER }
  }

  it('is a limit that was used up after they signed: there is another at midnight', () => {
    const requirements = bind(approval(1))
    const evidence = [answer(requirements[0], 'per_1')]
    expect(ask(requirements, evidence, spent())).toMatchObject({ status: 'waiting', wakeAt: MIDNIGHT })
    expect(ask(requirements, evidence, spent({ approvedToday: [] })).status).toBe('satisfied')
  })

  it('is it as well for whoever expedites', () => {
    const requirements = bind({ kind: 'cooling_off', duration: 'P4D', anyOf: [approval(1)] })
    const expedited = [answer(requirements[0]?.anyOf?.[0], 'per_1')]
    expect(ask(requirements, expedited, spent())).toMatchObject({ status: 'waiting', wakeAt: MIDNIGHT })
  })

  it.each<[string, Partial<Standing>]>([
    ['who has left', { active: false }],
    [
      'who may not approve as much in one order',
      { limits: [{ entity: 'eu', perOrder: EUR(100n), perDay: EUR(200n) }] },
    ],
    ['whose limit is for another entity', { limits: [{ entity: 'us', perOrder: EUR(200n), perDay: EUR(200n) }] }],
  ])('is no day of somebody %s', (_who, change) => {
    const requirements = bind(approval(1))
    expect(ask(requirements, [answer(requirements[0], 'per_1')], spent(change))).toMatchObject({
      wakeAt: '2026-12-05T09:12:00.000Z',
    })
  })

  it('is nothing before the moment that it names', () => {
    // How many people count towards what an alternative has answered already is nothing to wake anybody for.
    const answerOf = ({ requirements, ...answer }: Resolution) => ({
      ...answer,
      statuses: requirements.map(({ status }) => status),
    })
    const until = (standings: ReadonlyMap<string, Standing>, now: string) =>
      new Map(
        [...standings].map(([id, standing]): [string, Standing] => [
          id,
          { ...standing, approvedToday: standing.approvedToday.filter((day) => now < day.until) },
        ]),
      )
    fc.assert(
      fc.property(any.resolveInput, fc.integer({ min: 1, max: 5 * 24 * 60 }), (input, minutes) => {
        const before = resolve(input)
        const now = plus(input.now, minutes * 60_000)
        fc.pre(before.status === 'waiting' && now < before.wakeAt)
        const after = resolve({ ...input, now, standings: until(input.standings, now) })
        expect(answerOf(after)).toEqual(answerOf(before))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('People, not signatures', () => {
  it('n approvals are n distinct people: two keys of one person count once', () => {
    const requirements = bind(approval(2))
    const twice = [answer(requirements[0], 'per_1'), answer(requirements[0], 'per_1')]
    expect(ask(requirements, twice)).toMatchObject({ status: 'waiting', requirements: [{ satisfied: 1, missing: 1 }] })
    expect(ask(requirements, [...twice, answer(requirements[0], 'per_2')]).status).toBe('satisfied')
  })

  it('never reports more than the distinct eligible people who signed', () => {
    fc.assert(
      fc.property(any.resolveInput, (input) => {
        const resolution = resolve(input)
        for (const [index, requirement] of input.requirements.entries()) {
          if (requirement.kind === 'cooling_off') continue
          const people = new Set(
            input.evidence.filter((one) => one.requirementId === requirement.id).map((one) => one.personId),
          )
          const status = resolution.requirements[index]
          expect(status?.satisfied).toBeLessThanOrEqual(people.size)
          if (status?.status === 'satisfied' && requirement.kind === 'approval')
            expect(people.size).toBeGreaterThanOrEqual(requirement.quorum)
        }
      }),
      RUNS,
    )
  })

  it('asks different people of different groups, however many groups one person is in', () => {
    const requirements = bind(approval(1, 'treasury'), approval(1, 'senior'))
    const [senior, treasury] = requirements
    expect(ask(requirements, [answer(treasury, 'per_1'), answer(senior, 'per_1')]).status).toBe('waiting')
    expect(ask(requirements, [answer(treasury, 'per_1'), answer(senior, 'per_2')]).status).toBe('satisfied')
  })

  it('expedites by one more person, never by one who approved already', () => {
    const requirements = bind(approval(1), { kind: 'cooling_off', duration: 'PT24H', anyOf: [approval(1, 'treasury')] })
    const [first, wait] = requirements
    const expedite = wait?.anyOf?.[0]
    expect(ask(requirements, [answer(first, 'per_1')])).toMatchObject({
      status: 'waiting',
      outstanding: [wait?.id, expedite?.id],
    })
    expect(ask(requirements, [answer(first, 'per_1'), answer(expedite, 'per_1')]).status).toBe('waiting')
    expect(ask(requirements, [answer(first, 'per_1'), answer(expedite, 'per_2')]).status).toBe('satisfied')
    expect(ask(requirements, [answer(expedite, 'per_2')]).status).toBe('waiting')
  })

  it('drops a signer who no longer has the group, the key, the limit or the job', () => {
    const requirements = bind(approval(1))
    const evidence = [answer(requirements[0], 'per_1')]
    const without = (change: Partial<Standing>) => {
      const standings = everyone()
      const standing = standings.get('per_1')
      if (standing !== undefined) standings.set('per_1', { ...standing, ...change })
      return ask(requirements, evidence, { standings }).status
    }
    expect(without({})).toBe('satisfied')
    expect(without({ active: false })).toBe('waiting')
    expect(without({ hasActiveKey: false })).toBe('waiting')
    expect(without({ groups: ['senior'] })).toBe('waiting')
    expect(ask(requirements, evidence, { standings: new Map() }).status).toBe('waiting')
    const spending = { entity: 'eu', amounts: [{ minor: 1n, currency: 'EUR' }] }
    expect(ask(requirements, evidence, { duties: { ...duties, spending } }).status).toBe('waiting')
  })
})

describe('Segregation of duties', () => {
  const status = (evidence: Evidence[], requirements: Requirement[], some: SubjectDuties = duties) =>
    ask(requirements, evidence, { duties: some, now: LATER }).requirements.map((one) => one.satisfied)

  it('counts no requester, whatever they sign', () => {
    const all = bind(
      approval(1),
      callback,
      { kind: 'review', group: 'escalation', sla: 'PT8H' },
      { kind: 'instructor_confirmation', personId: 'per_6' },
    )
    expect(
      status(
        all.map((one) => answer(one, 'per_6')),
        all,
      ),
    ).toEqual([0, 0, 0, 0])
    for (const one of all) expect(status([answer(one, 'per_6')], all)).toEqual([0, 0, 0, 0])
  })

  it('counts the instructor for the confirmation alone', () => {
    const all = bind(
      approval(1),
      callback,
      { kind: 'instructor_confirmation', personId: 'per_5' },
      { kind: 'review', group: 'escalation', sla: 'PT8H' },
    )
    expect(all.map((one) => status([answer(one, 'per_5')], all).reduce((a, b) => a + b))).toEqual([0, 0, 1, 0])
  })

  it('counts the instructor as an approver too where a small-company policy says so, and as nothing else', () => {
    const some = { ...duties, instructorCounts: true }
    const all = bind(approval(1), callback, { kind: 'instructor_confirmation', personId: 'per_5' })
    expect(status([answer(all[0], 'per_5'), answer(all[2], 'per_5')], all, some)).toEqual([1, 0, 1])
    expect(status([answer(all[1], 'per_5'), answer(all[2], 'per_5')], all, some)).toEqual([0, 0, 0])
  })

  it.each([
    ['approval', 'callback'],
    ['approval', 'review'],
    ['callback', 'review'],
    ['callback', 'instructor_confirmation'],
    ['approval', 'instructor_confirmation'],
    ['review', 'instructor_confirmation'],
  ] as const)('one person who raced to give both %s and %s counts for neither', (one, other) => {
    const nobody = { ...duties, instructors: [] }
    const all = bind(
      approval(1),
      callback,
      { kind: 'review', group: 'escalation', sla: 'PT8H' },
      { kind: 'instructor_confirmation', personId: 'per_1' },
    )
    const [a, b] = [
      all.find((requirement) => requirement.kind === one),
      all.find((requirement) => requirement.kind === other),
    ]
    expect(status([answer(a, 'per_1'), answer(b, 'per_1')], all, nobody)).toEqual([0, 0, 0, 0])
    expect(status([answer(a, 'per_1')], all, nobody).reduce((sum, each) => sum + each)).toBe(1)
    expect(status([answer(b, 'per_1')], all, nobody).reduce((sum, each) => sum + each)).toBe(1)
  })
})

describe('Evidence of something else', () => {
  const foreign: [string, (one: Requirement) => Partial<Evidence>][] = [
    ['another version', () => ({ subject: { ...any.subject, version: 1 } })],
    ['a later version', () => ({ subject: { ...any.subject, version: 3 } })],
    ['another content', () => ({ subject: { ...any.subject, digest: 'b'.repeat(64) } })],
    ['another order', () => ({ subject: { ...any.subject, id: 'ord_other' } })],
    ['another type of subject', () => ({ subject: { ...any.subject, type: 'batch' } })],
    ['another requirement', () => ({ requirementId: 'req_other' })],
    ['no requirement', () => ({ requirementId: null })],
    ['another kind', (one) => ({ kind: one.kind === 'review' ? 'approval' : 'review' })],
    ['no kind', () => ({ kind: null })],
    ['another decision', (one) => ({ decision: one.kind === 'review' ? 'confirm' : 'continue' })],
    ['a voided one', () => ({ voidedBy: 'evd_9' })],
  ]

  it.each(foreign)('never counts: %s', (_name, change) => {
    fc.assert(
      fc.property(any.resolveInput, any.personId, fc.nat(), (input, personId, at) => {
        const all = withAlternatives(input.requirements)
        const requirement = all[at % Math.max(1, all.length)]
        fc.pre(requirement !== undefined)
        const extra = answer(requirement, personId, change(requirement))
        const met = (evidence: readonly Evidence[]) =>
          resolve({ ...input, evidence }).requirements.map((one) => one.satisfied)
        const [before, after] = [met(input.evidence), met([...input.evidence, extra])]
        after.forEach((satisfied, index) => expect(satisfied).toBeLessThanOrEqual(before[index] ?? 0))
      }),
      { numRuns: 60 },
    )
  })

  it('of another version does not even deny', () => {
    const requirements = bind(approval(1))
    expect(
      ask(requirements, [
        answer(requirements[0], 'per_1', { decision: 'deny', subject: { ...any.subject, version: 1 } }),
      ]).status,
    ).toBe('waiting')
  })

  it('under weaker terms does not answer the stricter requirement of a second assessment', () => {
    const [weak] = bind(approval(1))
    const strict = bind({ ...approval(2), blindEntry: true })
    expect(ask(strict, [answer(weak, 'per_1')])).toMatchObject({ requirements: [{ satisfied: 0, missing: 2 }] })
    expect(ask(strict, [answer(weak, 'per_1'), answer(strict[0], 'per_1')])).toMatchObject({
      requirements: [{ satisfied: 1 }],
    })
    expect(ask(bind(approval(2)), [answer(weak, 'per_1')])).toMatchObject({
      requirements: [{ satisfied: 1, missing: 1 }],
    })
  })
})

describe('Admission and resolution', () => {
  it('agree: what is admitted now counts now, and what is refused would not have counted', () => {
    fc.assert(
      fc.property(any.resolveInput, any.personId, fc.nat(), (input, personId, at) => {
        const all = withAlternatives(input.requirements)
        const requirement = all[at % Math.max(1, all.length)]
        const standing = input.standings.get(personId)
        fc.pre(requirement !== undefined && standing !== undefined)
        const current = input.evidence.filter((one) => one.voidedBy === null)
        fc.pre(!current.some((one) => one.requirementId === requirement.id && one.personId === personId))
        const given = answer(requirement, personId)
        const countOf = (evidence: readonly Evidence[]) => resolve({ ...input, requirements: all.map((one) => ({ ...one, anyOf: null })), evidence })
          .requirements.find((one) => one.requirementId === requirement.id) // prettier-ignore
        const before = countOf(current)
        fc.pre(before?.missing !== 0)
        const gained = (countOf([...current, given])?.satisfied ?? 0) > (before?.satisfied ?? 0)
        const keyState = standing.hasActiveKey ? 'active' : 'revoked'
        const offer = () =>
          admit({
            requirement,
            decision: given.decision,
            standing,
            keyState,
            duties: input.duties,
            evidence: current,
            asked: input.requirements,
          })
        if (gained) expect(offer).not.toThrow()
        else expect(offer).toThrow()
      }),
      { numRuns: 1000 },
    )
  })
})
