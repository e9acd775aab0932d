import { CountersignError } from '../../domain/errors.ts'

export interface LaneSize {
  /** Requests in work at a time. */
  readonly places: number
  /** Requests that wait for a place. */
  readonly line: number
  /** How long each waits at most. */
  readonly patienceMs: number
}

/** Gives the place to whoever is next in line; does nothing the second time. */
export type Leave = () => void

/** A bounded number of requests in work, and a bounded line before them. Whoever finds no place is told when to come back. */
export interface Lane {
  /** Whether somebody who comes now would not even find a place in line. */
  isFull(): boolean
  /**
   * Waits in line for a place, in the order of coming. Throws 503 `OVERLOADED`; `signal` is for whoever goes away
   * while waiting, and rejects as well.
   */
  enter(signal: AbortSignal): Promise<Leave>
}

export function createLane({ places, line, patienceMs }: LaneSize): Lane {
  const waiting = new Set<() => void>()
  let working = 0

  const isFull = (): boolean => working >= places && waiting.size >= line
  const place = (): Leave => {
    working += 1
    let isLeft = false
    return () => {
      if (isLeft) return
      isLeft = true
      working -= 1
      const [next] = waiting
      next?.()
    }
  }

  return {
    isFull,
    enter(signal) {
      if (working < places) return Promise.resolve(place())
      if (isFull()) return Promise.reject(overloaded())
      return new Promise((resolve, reject) => {
        const stopWaiting = (): void => {
          waiting.delete(take)
          clearTimeout(timer)
          signal.removeEventListener('abort', goAway)
        }
        const take = (): void => {
          stopWaiting()
          resolve(place())
        }
        const goAway = (): void => {
          stopWaiting()
          reject(overloaded())
        }
        const timer = setTimeout(goAway, patienceMs)
        signal.addEventListener('abort', goAway)
        waiting.add(take)
      })
    },
  }
}

export const OVERLOADED = 'OVERLOADED'

/** Nothing was begun. Spread over some seconds, so that those who were sent away do not all return at once. */
export function overloaded(): CountersignError {
  return new CountersignError({
    code: OVERLOADED,
    status: 503,
    detail:
      'More is asked than can be done right now, and nothing of this request was done. Send the same again after ' +
      'Retry-After, with the same Idempotency-Key where it has one.',
    retryAfterSeconds: 1 + Math.floor(Math.random() * 4),
  })
}
