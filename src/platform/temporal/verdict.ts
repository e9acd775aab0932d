import { ApplicationFailure } from '@temporalio/common'
import { VERDICT } from '../../../workflows/contract.ts'
import { CountersignError } from '../../domain/errors.ts'

/** Runs an activity: refusals by the rules are verdicts and final, anything else is tried again by Temporal. */
export async function withVerdicts<T>(work: () => Promise<T>): Promise<T> {
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
