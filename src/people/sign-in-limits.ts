import type { RequestHandler } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { tooMany } from '../domain/errors.ts'
import { networkOf } from './network-of.ts'

export interface SignInLimits {
  /** Requests without a session, by the address they come from: of IPv6 by its /64. */
  readonly perAddress: RequestHandler
  /**
   * Challenges for one e-mail address, by the network address they come from: from wherever would let a stranger keep
   * whoever can place a hold from signing in. Throws 429.
   */
  perEmail(email: string, address: string | undefined): Promise<void>
}

export interface Allowance {
  readonly points: number
  readonly seconds: number
}

/** A whole office may share one address; nobody signs in twenty times in five minutes. */
const PER_ADDRESS: Allowance = { points: 300, seconds: 60 }
const PER_EMAIL: Allowance = { points: 20, seconds: 300 }

/**
 * In memory, for each process: what is guessed at here has 256 bits, so this spares the database and keeps no attacker
 * out by itself.
 */
export function createSignInLimits(perAddress = PER_ADDRESS, perEmail = PER_EMAIL): SignInLimits {
  const addresses = new RateLimiterMemory({ points: perAddress.points, duration: perAddress.seconds })
  const emails = new RateLimiterMemory({ points: perEmail.points, duration: perEmail.seconds })
  return {
    perAddress: async (request, _response, next) => {
      await consume(addresses, networkOf(request.ip))
      next()
    },
    perEmail: (email, address) => consume(emails, `${networkOf(address)} ${email.toLowerCase()}`),
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (rejected) {
    if (!(rejected instanceof RateLimiterRes)) throw rejected
    throw tooMany('There were too many attempts. Wait a little, then try again.', rejected.msBeforeNext)
  }
}
