import type { Response } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

export interface ClientLimits {
  /**
   * Counts one request, and says in the answer how many are left (draft-ietf-httpapi-ratelimit-headers). Rejects with
   * the limiter's own result, which is answered with 429 `TOO_MANY_REQUESTS` and `Retry-After`.
   */
  count(clientId: string, response: Response): Promise<void>
}

const WINDOW_SECONDS = 10

/** For each API client and process, so that one that has run wild leaves places to the others. */
export function createClientLimits(perMinute: number): ClientLimits {
  const points = Math.max(1, Math.round((perMinute * WINDOW_SECONDS) / 60))
  const limiter = new RateLimiterMemory({ points, duration: WINDOW_SECONDS })
  const policy = `"client";q=${points};w=${WINDOW_SECONDS}`

  return {
    async count(clientId, response) {
      const say = ({ remainingPoints, msBeforeNext }: RateLimiterRes): void => {
        const resets = Math.max(1, Math.ceil(msBeforeNext / 1000))
        response.set({ 'RateLimit-Policy': policy, RateLimit: `"client";r=${remainingPoints};t=${resets}` })
      }
      try {
        say(await limiter.consume(clientId))
      } catch (rejected) {
        if (rejected instanceof RateLimiterRes) say(rejected)
        throw rejected
      }
    },
  }
}
