import { gradeTransport } from './headers.ts'
import type { Grade, PageAnswer } from './page-answer.ts'

/** The worst that any cookie of the answer deserves (`tests/cookies.js`). */
export function gradeCookies(answer: PageAnswer): Grade {
  const cookies = answer.headers.getSetCookie().map(readCookie)
  if (cookies.length === 0) return { score: 0, finding: 'no cookies' }
  const isProtected = gradeTransport(answer).score >= 0
  const grades = cookies.map((cookie) => gradeCookie(cookie, isProtected))
  return grades.reduce((worst, grade) => (grade.score < worst.score ? grade : worst))
}

interface Cookie {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

function gradeCookie({ name, attributes }: Cookie, isProtected: boolean): Grade {
  const isSession = /login|sess/i.test(name)
  const sameSite = attributes.get('samesite')?.toLowerCase()
  const isSecure = attributes.has('secure')
  if (isSession && !isSecure && !isProtected) return { score: -40, finding: `${name}: a session without Secure` }
  if (isSession && !attributes.has('httponly')) return { score: -30, finding: `${name}: a session without HttpOnly` }
  if (/csrf/i.test(name) && sameSite === undefined) return { score: -20, finding: `${name}: without SameSite` }
  const isKnown = sameSite === undefined || ['strict', 'lax', 'none'].includes(sameSite)
  if (!isKnown || (sameSite === 'none' && !isSecure)) return { score: -20, finding: `${name}: SameSite=${sameSite}` }
  if (!isSecure && !isProtected) return { score: -20, finding: `${name}: without Secure` }
  if (!isSecure) return { score: isSession ? -10 : -5, finding: `${name}: without Secure, but for HSTS` }
  if (sameSite === undefined) return { score: 0, finding: `${name}: without SameSite` }
  return { score: 5, finding: 'Secure, HttpOnly and SameSite' }
}

function readCookie(line: string): Cookie {
  const [pair = '', ...attributes] = line.split(';')
  return {
    name: pair.split('=')[0]?.trim() ?? '',
    attributes: new Map(
      attributes.map((text) => {
        const [name = '', value = ''] = text.split('=')
        return [name.trim().toLowerCase(), value.trim()]
      }),
    ),
  }
}
