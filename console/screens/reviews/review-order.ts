import type { SubjectSummary } from '../../api/subjects.ts'

/** What waits for my review, the first due at the top; what has no time comes last. */
export function forReview(items: readonly SubjectSummary[]): SubjectSummary[] {
  return byDue(items.filter(({ mine }) => mine.some(({ kind }) => kind === 'review')))
}

/** What is escalated and not among those. */
export function otherEscalated(items: readonly SubjectSummary[], mine: readonly SubjectSummary[]): SubjectSummary[] {
  return byDue(items.filter(({ subject }) => !mine.some((one) => one.subject.id === subject.id)))
}

function byDue(items: readonly SubjectSummary[]): SubjectSummary[] {
  return [...items].sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'))
}
