import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../platform/postgres/database.ts'
import type { ConsentProcess } from './consent-process.ts'
import { readOpenIds } from './page-store.ts'

export interface SweeperOptions {
  readonly db: Db
  readonly process: ConsentProcess
  readonly intervalMs: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
  /** Told of each subject that had no workflow though it had had a minute to get one. */
  readonly onLost?: () => void
  /** Told when all of them were looked at. */
  readonly onSwept?: () => void
}

const PAGE = 200
/** After a start Temporal may still be coming up: then the next look is not a whole interval away. */
const AGAIN_MS = 5_000
/** So many failures on end are Temporal's, and not of the subjects asked about. */
const FAILURES_ON_END = 3

/**
 * The record against the process: every open subject that has no running workflow
 * gets one. A lost or deleted Temporal therefore means no more than: started again from the record.
 */
export async function sweepSubjects(options: SweeperOptions): Promise<void> {
  const { intervalMs, signal, onError } = options
  // After a start nothing is taken on trust: whoever restores a Temporal server starts its workers anew.
  let isThorough = true
  while (!signal.aborted) {
    const complete: boolean = await sweepOnce({ ...options, isThorough }).catch((error: unknown) => {
      onError(error)
      return false
    })
    if (complete) options.onSwept?.()
    isThorough &&= !complete
    await sleep(complete ? intervalMs : Math.min(AGAIN_MS, intervalMs), undefined, { signal }).catch(() => undefined)
  }
}

/** One look at all of them: whether every open subject has been seen to. One that cannot be does not keep the others from it. */
export async function sweepOnce({
  db,
  process,
  signal,
  onError,
  onLost,
  isThorough,
}: Omit<SweeperOptions, 'intervalMs'> & { readonly isThorough: boolean }): Promise<boolean> {
  // One list for all of them: to ask about each, every minute, costs Temporal more than what they wait for.
  const running = isThorough ? new Set<string>() : await process.running()
  let complete = true
  let failures = 0
  for (let after = ''; !signal.aborted;) {
    const open = await readOpenIds(db, after, PAGE)
    for (const { type, id, isSettled } of open) {
      if (signal.aborted) return false
      if (running.has(id)) continue
      try {
        const wasLost = await process.restore(type, id)
        if (wasLost && isSettled) onLost?.()
        failures = 0
      } catch (error) {
        onError(error)
        complete = false
        if (++failures === FAILURES_ON_END) return false
      }
    }
    if (open.length < PAGE) return complete
    after = open.at(-1)?.id ?? ''
  }
  return complete
}
