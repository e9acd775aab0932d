import type { SubjectSummary } from '../../api/subjects.ts'
import type { subjectWords } from '../../words/subject-words.ts'

type SubjectWords = (typeof subjectWords)['en']

/**
 * What is still missing, such as `2 signatures`, `Call`, beside what is mine alone to do. A kind this console does not
 * know is shown by its name.
 */
export function needsOf({ missing }: SubjectWords, { needs, mine }: Pick<SubjectSummary, 'needs' | 'mine'>): string[] {
  return needs
    .filter((need) => need.missing > (mine.some(({ kind }) => kind === need.kind) ? 1 : 0))
    .map((need) => (isKnown(missing, need.kind) ? missing[need.kind](need.missing) : need.kind))
}

/** What of it is mine to do, each kind once. */
export function partsOf({ requirements }: SubjectWords, { mine }: Pick<SubjectSummary, 'mine'>): string[] {
  const kinds = [...new Set(mine.map(({ kind }) => kind))]
  return kinds.map((kind) => (isKnown(requirements, kind) ? requirements[kind] : kind))
}

function isKnown<Known extends object>(words: Known, kind: string): kind is Extract<keyof Known, string> {
  return Object.hasOwn(words, kind)
}
