import { readMembers, type Challenge, type Presentation } from '../api/signing.ts'
import { isChallengeOf } from './is-challenge-of.ts'
import { statementDifference, type Settled } from './statement-difference.ts'

/** What would have been signed is not what was shown: at these paths. Nothing was signed. */
export class StatementDiffers extends Error {
  readonly paths: readonly string[]

  constructor(paths: readonly string[]) {
    super(`The statement differs from what was shown: ${paths.join(', ')}`)
    this.name = 'StatementDiffers'
    this.paths = paths
  }
}

/**
 * Refuses to let a key sign anything but what was shown: the challenge must be the SHA-256 of the statement, and the
 * statement must say what the screen said. Throws `StatementDiffers`.
 */
export async function checkChallenge(challenge: Challenge, shown: Presentation, settled: Settled): Promise<void> {
  if (!(await isChallengeOf(challenge.publicKey.challenge, challenge.statement)))
    throw new StatementDiffers(['challenge'])
  const paths = statementDifference(shown.members, settled, readStatement(challenge))
  if (paths.length > 0) throw new StatementDiffers(paths)
}

function readStatement({ statement }: Challenge): Readonly<Record<string, unknown>> {
  try {
    return readMembers(statement)
  } catch {
    throw new StatementDiffers(['statement'])
  }
}
