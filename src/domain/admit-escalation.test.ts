import { admitEscalation } from './admit-escalation.ts'
import type { KeyState, Role, Standing } from './person.ts'
import type { Requirement } from './requirement.ts'

const REQUIREMENTS: readonly Requirement[] = [
  { id: 'req_1', kind: 'approval', group: 'treasury', quorum: 1, blindEntry: true, because: [], anyOf: null },
]
const CALLBACK: Requirement = {
  ...{ id: 'req_2', kind: 'callback', callee: 'payee', contactMinAgeDays: 0, callers: 1 },
  ...{ because: [], anyOf: null },
}

function escalate(who: Partial<Standing>, rest: { keyState?: KeyState; requirements?: readonly Requirement[] } = {}) {
  const standing: Standing = {
    ...{ personId: 'per_1', active: true, roles: [], groups: [], limits: [], hasActiveKey: true, approvedToday: [] },
    ...who,
  }
  const duties = { requesters: ['per_ana'], instructors: ['per_cfo'], instructorCounts: false, spending: null }
  const { keyState = 'active', requirements = REQUIREMENTS } = rest
  return () => admitEscalation({ standing, keyState, duties, requirements })
}

describe('escalating', () => {
  const approver = { roles: ['approver'] as Role[], groups: ['treasury'] }

  it('is for those who are asked, whatever their limit, for the instructor, and for reviewers', () => {
    expect(escalate(approver)).not.toThrow()
    expect(escalate({ personId: 'per_cfo', roles: ['instructor'] })).not.toThrow()
    expect(escalate({ roles: ['reviewer'] })).not.toThrow()
    expect(escalate({ roles: ['caller'] }, { requirements: [CALLBACK] })).not.toThrow()
  })

  it('is possible with a key in quarantine, because it only adds', () => {
    expect(escalate(approver, { keyState: 'quarantined' })).not.toThrow()
    expect(escalate(approver, { keyState: 'pending' })).toThrow('CREDENTIAL_INACTIVE')
  })

  it('is not for whoever asked for it, nor for those who have no part in it', () => {
    expect(escalate({ ...approver, personId: 'per_ana' })).toThrow('DUTY_CONFLICT')
    expect(escalate({ roles: ['caller'] })).toThrow('NOT_ELIGIBLE')
    expect(escalate({ roles: ['approver'], groups: ['other'] })).toThrow('NOT_ELIGIBLE')
    expect(escalate({ roles: ['administrator', 'auditor'] })).toThrow('NOT_ELIGIBLE')
    expect(escalate({ ...approver, active: false })).toThrow('PERSON_INACTIVE')
  })
})
