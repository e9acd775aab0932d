import type { Instant } from './instant.ts'
import type { RequirementKind } from './requirement-spec.ts'
import type { SubjectRef } from './subject.ts'

export const CONTACTED_BY = ['none', 'voice', 'video', 'chat', 'email', 'in_person'] as const
export type ContactedBy = (typeof CONTACTED_BY)[number]

/** What a signature says. A reviewer says `continue`, everyone else `confirm`; `deny` is anyone's. */
export const DECISIONS = ['confirm', 'continue', 'deny'] as const
export type Decision = (typeof DECISIONS)[number]

/** One verified, stored thing that answers one requirement of one version. */
export interface Evidence {
  readonly id: string
  readonly subject: SubjectRef
  /** `null` only for a deny that answers no requirement in particular. */
  readonly requirementId: string | null
  readonly kind: RequirementKind | null
  readonly decision: Decision
  readonly personId: string
  readonly acceptedAt: Instant
  readonly voidedBy: string | null
}

/** The decision that satisfies a requirement of this kind. */
export function affirmativeOf(kind: RequirementKind): Decision {
  return kind === 'review' ? 'continue' : 'confirm'
}
