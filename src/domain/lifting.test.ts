import { admitLifting } from './admit.ts'
import { isLeftToAdministrators, liftingDuties, liftingTerms } from './lifting.ts'
import type { Role, Standing } from './person.ts'
import { compilePolicy } from './policy.ts'
import { resolve } from './resolve.ts'
import { bindSpecs } from './requirement.ts'
import type { Evidence } from './evidence.ts'

const NOW = '2026-11-30T09:12:00.000Z'
const EXPIRES = '2026-12-14T09:12:00.000Z'
const terms = liftingTerms({ scope: 'person', target: 'per_ben' })

function person(personId: string, roles: Role[], change: Partial<Standing> = {}): Standing {
  const groups = roles.includes('approver') ? ['treasury'] : []
  return { personId, active: true, roles, groups, limits: [], hasActiveKey: true, approvedToday: [], ...change }
}
const [ben, ivy, cleo] = ['per_ben', 'per_ivy', 'per_cleo'].map((id) => person(id, ['approver'])) as [
  Standing,
  Standing,
  Standing,
]
const [fay, gil] = ['per_fay', 'per_gil'].map((id) => person(id, ['administrator'])) as [Standing, Standing]

describe('the lifting of a hold', () => {
  it('is against its target where that is a person, in liftings of earlier versions too', () => {
    expect(terms).toEqual({ against: ['per_ben'], leftToAdministrators: false })
    expect(liftingTerms({ scope: 'order', target: 'per_ben', leftToAdministrators: true })).toEqual({
      against: [],
      leftToAdministrators: false,
    })
    expect(liftingTerms({ scope: 'person', target: 'per_ben', leftToAdministrators: 'yes' })).toEqual(terms)
  })

  it('is not asked for by whom it is against', () => {
    expect(() => admitLifting('per_ben', terms.against)).toThrow(expect.objectContaining({ code: 'HOLD_ON_SELF' }))
    expect(() => admitLifting('per_ivy', terms.against)).not.toThrow()
  })

  it('does not count the signature of whom it is against', () => {
    const subject = { type: 'hold', id: 'chg_1', version: 1, digest: 'd' } as const
    const requirements = bindSpecs([{ kind: 'approval', group: 'treasury', quorum: 2, blindEntry: false }], {
      ...{
        subjectId: subject.id,
        version: 1,
        startedAt: NOW,
        assessedAt: NOW,
        askedBefore: [],
        timeScale: 1,
        because: [],
      },
    })
    const signed = (personId: string): Evidence => ({
      ...{ id: `evd_${personId}`, subject, requirementId: requirements[0]?.id ?? null, kind: 'approval' },
      ...{ decision: 'confirm', personId, acceptedAt: NOW, voidedBy: null },
    })
    const standings = new Map([ben, ivy, cleo].map((one) => [one.personId, one]))
    const ask = (...people: string[]) =>
      resolve({
        ...{ subject, requirements, evidence: people.map(signed), standings, expiresAt: EXPIRES, now: NOW },
        duties: liftingDuties(['per_dan'], terms),
      }).status
    expect(ask('per_ben', 'per_ivy')).toBe('waiting')
    expect(ask('per_ben', 'per_ivy', 'per_cleo')).toBe('satisfied')
    expect(ask('per_cleo', 'per_ivy')).toBe('satisfied')
  })

  it('is left to the administrators where too few of those who lift are left, and only there', () => {
    const policy = compilePolicy(
      {
        ...{ version: 1, line: { amount: '1000.00', window: 'P30D', per: ['payee'] }, add: [], relax: [] },
        base: [{ kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true }],
        ...{ expire: 'P5D', instructorCounts: false },
      },
      'EUR',
    )
    const change = {
      type: 'hold' as const,
      ...{ subjectId: 'chg_1', startedAt: NOW, assessedAt: NOW, askedBefore: [], timeScale: 1 },
      ...{ onboarding: false, payeeIsOnFile: false, removal: false, resubmitted: false, exempt: false },
    }
    const isLeft = (...people: Standing[]) => isLeftToAdministrators(policy, change, people, ['per_ben'])
    expect(isLeft(ben, ivy, cleo, fay, gil)).toBe(false)
    expect(isLeft(ben, ivy, fay, gil)).toBe(true)
    expect(isLeft(ben, ivy, { ...cleo, hasActiveKey: false }, fay, gil)).toBe(true)
    expect(isLeft(ben, ivy, fay)).toBe(false)
    // Whoever holds everybody has not stopped the company for good.
    const held = (one: Standing) => ({ ...one, isHeld: true })
    expect(isLeft(held(ben), ivy, held(cleo), fay, gil)).toBe(true)
    expect(isLeft(...[ben, ivy, cleo, fay, gil].map(held))).toBe(true)
    expect(isLeft(held(ben), ivy, cleo, held(fay), held(gil))).toBe(false)
  })
})
