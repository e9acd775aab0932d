import type { CookieOptions, Request, Response } from 'express'
import type { Instant } from '../domain/instant.ts'

export interface SessionCookie {
  read(request: Request): string | null
  write(response: Response, token: string, expiresAt: Instant): void
  clear(response: Response): void
}

/** base64url of 32 bytes, as `newSecret` makes it; anything else is no token of ours. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * `__Host-` keeps other hosts of our domain from setting it, and asks for Secure and Path=/ (RFC 6265bis §4.1.3.2).
 * Browsers refuse that prefix on http://localhost, where it is called `session`.
 */
export function sessionCookie(origins: readonly string[]): SessionCookie {
  const secure = origins.every((origin) => origin.startsWith('https://'))
  const name = secure ? '__Host-session' : 'session'
  const options: CookieOptions = { httpOnly: true, sameSite: 'strict', secure, path: '/' }
  return {
    read(request) {
      const cookies = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim())
      const value = cookies.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
      return value !== undefined && TOKEN.test(value) ? value : null
    },
    write(response, token, expiresAt) {
      response.cookie(name, token, { ...options, expires: new Date(expiresAt) })
    },
    clear(response) {
      response.clearCookie(name, options)
    },
  }
}
