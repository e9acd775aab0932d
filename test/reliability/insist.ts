import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../support/http.ts'
import { until } from '../support/until.ts'

/** Longer than the longest that anything is away, and than a sweeper's whole round after it. */
export const PATIENCE_MS = 150_000

/** Nobody presses a button sixteen times a second. */
const BEFORE_AGAIN_MS = 200

/**
 * What an ERP and people do when a machine dies under their call: they call again, until there is an answer. What is
 * refused for good is not asked again.
 */
export async function insist<T>(what: string, call: () => Promise<T>): Promise<T> {
  let last: Error | undefined
  return until(
    what,
    () =>
      call().catch((error: unknown) => {
        if (!isPassing(error)) throw error
        last = error instanceof Error ? error : new Error(String(error))
        return sleep(BEFORE_AGAIN_MS).then(() => undefined)
      }),
    PATIENCE_MS,
  ).catch((error: unknown) => {
    throw last === undefined ? error : new Error(`${String(error)}: ${last.message}`, { cause: last })
  })
}

/**
 * Whether it may be otherwise a moment later, or after another look. 409 and 412: whoever got no answer may have been
 * their own first. 401: a session of a database that has been exchanged since.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof Refusal) return error.status >= 500 || [401, 409, 412, 429].includes(error.status)
  // undici: the line went dead before or under the answer. By its text, because jest's TypeError is another one.
  return /fetch failed|terminated/.test(String(error))
}
