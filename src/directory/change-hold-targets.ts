import type { HoldTarget } from '../consent/subject-kind.ts'

/** What a hold would name to be about this change: the change itself, its payee, or who asked for it. */
export function changeHoldTargets(
  subjectId: string,
  counterpartyIds: readonly string[],
  requesters: readonly string[],
): HoldTarget[] {
  return [
    { scope: 'order', target: subjectId },
    ...counterpartyIds.map((target) => ({ scope: 'counterparty' as const, target })),
    ...requesters.map((target) => ({ scope: 'person' as const, target })),
  ]
}
