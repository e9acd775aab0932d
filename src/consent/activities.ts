import { ApplicationFailure } from '@temporalio/common'
import { VERDICT, type ConsentActivities } from '../../workflows/contract.ts'
import { CountersignError } from '../domain/errors.ts'
import type { KeyTrust } from '../people/keys/trust.ts'
import type { Db } from '../platform/postgres/database.ts'
import { recordEvidence, type OnDuress } from './record-evidence.ts'
import { settleSubject } from './settle-subject.ts'
import type { SubjectKinds } from './subject-kind.ts'

/** What the workflow calls. Refusals by the rules are verdicts and final; anything else is tried again. */
export function createConsentActivities(db: Db, kinds: SubjectKinds, trust: KeyTrust, onDuress: OnDuress): ConsentActivities {
  return {
    recordEvidence: (challengeId) => verdicts(() => recordEvidence(db, kinds, trust, onDuress, challengeId)),
    settle: (subjectId) => verdicts(() => settleSubject(db, kinds, subjectId)),
  }
}

async function verdicts<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CountersignError && error.status < 500) throw toVerdict(error)
    throw error
  }
}

/** Code, status and our own fixed text travel; nothing of the subject does. */
function toVerdict(error: CountersignError): ApplicationFailure {
  return ApplicationFailure.nonRetryable(error.code, VERDICT, error.code, String(error.status), error.detail)
}

/** The other end: the same refusal for the caller of the API; undefined when it was none. */
export function fromVerdict(failure: unknown): CountersignError | undefined {
  if (!(failure instanceof ApplicationFailure) || failure.type !== VERDICT) return undefined
  const [code, status, detail] = failure.details ?? []
  if (typeof code !== 'string' || typeof status !== 'string' || typeof detail !== 'string') return undefined
  return new CountersignError({ code, status: Number(status), detail })
}
