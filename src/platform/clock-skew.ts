import type { Client } from '@temporalio/client'
import { CountersignError } from '../domain/errors.ts'
import { now } from './clock.ts'
import type { Db } from './postgres/database.ts'
import { readTemporalTime } from './temporal/server-clock.ts'

/** Beyond this timers and rules no longer speak of the same time, and nothing is released. */
const TOLERATED_MS = 30_000
/** For this long one measurement answers everybody who asks. */
const FRESH_MS = 10_000

/** How far the two clocks that a wait rests on are apart: the record's, and that of Temporal's timers. */
export interface ClockWatch {
  /** Milliseconds that Temporal is ahead of PostgreSQL, negative when behind. Throws while either does not answer. */
  skewMs(): Promise<number>
  /** Throws 503 `CLOCK_SKEW` while they are more than 30 s apart, and while nobody can tell. */
  requireOneTime(): Promise<void>
}

export function createClockWatch(db: Db, temporal: Client, freshMs = FRESH_MS): ClockWatch {
  let measured: { readonly at: number; readonly skewMs: Promise<number> } | undefined
  const skewMs = (): Promise<number> => {
    if (measured === undefined || performance.now() - measured.at > freshMs) {
      const measuring = measure(db, temporal)
      const mine = { at: performance.now(), skewMs: measuring }
      measured = mine
      // What failed answers those who asked meanwhile, and nobody after them.
      measuring.catch(() => {
        if (measured === mine) measured = undefined
      })
    }
    return measured.skewMs
  }
  return {
    skewMs,
    async requireOneTime() {
      const skew = await skewMs().catch((cause: unknown) => {
        throw stopped('It cannot be told how far the clocks of PostgreSQL and Temporal are apart.', cause)
      })
      if (isTolerable(skew)) return
      throw stopped(`The clocks of PostgreSQL and Temporal are ${Math.round(Math.abs(skew) / 1000)} s apart.`)
    },
  }
}

export function isTolerable(skewMs: number): boolean {
  return Math.abs(skewMs) <= TOLERATED_MS
}

/** Asked before and after, so that what it takes to ask counts as no difference. */
async function measure(db: Db, temporal: Client): Promise<number> {
  const before = Date.parse(await now(db))
  const theirs = await readTemporalTime(temporal)
  const after = Date.parse(await now(db))
  if (theirs < before) return theirs - before
  return theirs > after ? theirs - after : 0
}

function stopped(what: string, cause?: unknown): CountersignError {
  const detail = `${what} Nothing is released until they agree: set both by one time server.`
  return new CountersignError({ code: 'CLOCK_SKEW', status: 503, detail, retryAfterSeconds: 10, cause })
}
