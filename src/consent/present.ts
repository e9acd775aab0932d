import type { JsonObject } from '../domain/canonical-json.ts'
import { CountersignError } from '../domain/errors.ts'
import type { Decision } from '../domain/evidence.ts'
import { withAlternatives, type Requirement } from '../domain/requirement.ts'
import { statementType, type Presentation } from '../domain/statement.ts'
import type { SubjectHead } from './subject-kind.ts'

export interface PresentationRequest {
  readonly rpId: string
  readonly head: SubjectHead
  readonly requirement: Requirement | null
  readonly decision: Decision
  readonly personId: string
  /** As the person may see it: without amount and account before a blind entry. */
  readonly content: JsonObject
  /** The digest would let amount and account be searched for, so it stays out as well. */
  readonly blind?: boolean
  readonly callback: Presentation['callback']
}

/** What the screen renders and the statement repeats: built in one place, so that the two cannot differ. */
export function presentationOf(request: PresentationRequest): Presentation {
  const { head, requirement } = request
  return {
    type: statementType(
      head.type,
      request.callback === null && requirement?.kind === 'callback' ? null : (requirement?.kind ?? null),
    ),
    rpId: request.rpId,
    subject: { type: head.type, id: head.id, version: head.version, digest: request.blind === true ? '' : head.digest },
    requirementId: requirement?.id ?? null,
    decision: request.decision,
    personId: request.personId,
    forPersonId: null,
    policyHash: head.assessment.policyHash,
    reasons: head.assessment.signals.map((found) => found.code),
    content: request.content,
    callback: request.callback,
  }
}

/** The requirement of this version by its id; 404 as a 422 field error, because the subject itself is there. */
export function findRequirement(head: SubjectHead, requirementId: string | null): Requirement | null {
  if (requirementId === null) return null
  const found = withAlternatives(head.assessment.requirements).find((one) => one.id === requirementId)
  if (found !== undefined) return found
  throw new CountersignError({
    code: 'REQUIREMENT_UNKNOWN',
    status: 422,
    detail: 'This version does not ask for that. Read it again: an amendment gives every requirement a new id.',
    errors: [
      { path: 'requirementId', code: 'REQUIREMENT_UNKNOWN', detail: 'Not a requirement of the current version.' },
    ],
  })
}
