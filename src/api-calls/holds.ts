import type { ApiCall } from '../platform/http/api-call.ts'
import * as consent from '../consent/schema.ts'
import * as holds from '../holds/schema.ts'

export const HOLD_CALLS: readonly ApiCall[] = [
  { method: 'get', path: '/v1/holds', who: 'either', does: 'Holds.', query: holds.HoldsQuery, answer: holds.HoldPage },
  { method: 'get', path: '/v1/holds/{id}', who: 'either', does: 'One hold.', answer: holds.HoldView },
  {
    method: 'post',
    path: '/v1/holds',
    who: 'person',
    does: 'Freeze an order, payee, person, channel, entity or everything. When this answers, nothing it covers is released any more; a person who is held signs denials and what they asked for themselves alone, and nothing is released that they have signed. Repeated while it stands, it is the same hold.',
    body: holds.HoldBody,
    status: 201,
    again: 200,
    answer: holds.HoldView,
  },
  {
    method: 'post',
    path: '/v1/holds/{id}/lift',
    who: 'person',
    does: 'Ask for a hold to be lifted: a subject that others sign. Whom the hold is on does neither.',
    body: holds.LiftBody,
    status: 201,
    answer: consent.SubjectView,
  },
  {
    method: 'post',
    path: '/v1/impersonation-reports',
    who: 'person',
    does: 'Somebody pretended to be a colleague: holds what that person seems to ask for and what they sign, opens a case.',
    body: holds.ImpersonationBody,
    status: 201,
    again: 200,
    answer: holds.CaseAnswer,
  },
]
