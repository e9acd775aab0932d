import { Problem } from '../api/problem.ts'
import { refusedIn } from '../words/refusal-words.ts'
import type { PartWords } from './part-words.ts'

export interface Told {
  readonly title: string
  readonly body: string
}

/** In the reader's words where there are some for the code; else in the service's own, which say what to do. */
export function tellProblem(words: PartWords, error: unknown): Told {
  if (!(error instanceof Problem)) return words.problems.unexpected
  const wait = error.retryAfterSeconds
  switch (error.code) {
    case 'OFFLINE':
      return words.problems.offline
    case 'TOO_MANY_REQUESTS':
      return wait === null ? words.problems.tooMany : { ...words.problems.tooMany, body: words.tooManyFor(wait) }
    case 'UNAUTHENTICATED':
      return words.problems.signedOut
    case 'NOT_FOUND':
      return words.problems.notFound
    case 'INTERNAL':
      return words.problems.internal
    default:
      return error.detail === ''
        ? words.problems.unexpected
        : { title: words.refused, body: `${refusedIn(words.refusals, error)} (${error.code})` }
  }
}
