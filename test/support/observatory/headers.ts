import { readPolicy } from './content-security-policy.ts'
import type { Grade, PageAnswer } from './page-answer.ts'

/** 15,552,000 s: what the Observatory takes for six months. */
const SIX_MONTHS = 15_552_000

export function gradeTransport({ headers }: PageAnswer): Grade {
  const header = headers.get('strict-transport-security')
  if (header === null) return { score: -20, finding: 'no Strict-Transport-Security' }
  const age = /(?:^|;)\s*max-age=(\d+)/i.exec(header)?.[1]
  if (age === undefined || header.includes(',')) return { score: -20, finding: `invalid: ${header}` }
  if (Number(age) < SIX_MONTHS) return { score: -10, finding: `only ${age} s` }
  return { score: 0, finding: 'at least six months' }
}

const PRIVATE = ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin']
const TELLING = ['origin', 'origin-when-cross-origin', 'unsafe-url', 'no-referrer-when-downgrade']

export function gradeReferrer({ headers }: PageAnswer): Grade {
  const header = headers.get('referrer-policy')
  if (header === null) return { score: 0, finding: 'no Referrer-Policy' }
  const known = header.split(',').map((part) => part.trim().toLowerCase())
  const last = known.findLast((policy) => [...PRIVATE, ...TELLING].includes(policy)) ?? ''
  return PRIVATE.includes(last) ? { score: 5, finding: last } : { score: -5, finding: `tells others: ${header}` }
}

export function gradeContentType({ headers }: PageAnswer): Grade {
  const isOff = headers.get('x-content-type-options')?.trim().toLowerCase() === 'nosniff'
  return isOff ? { score: 0, finding: 'nosniff' } : { score: -5, finding: 'content types may be guessed' }
}

export function gradeFraming({ headers }: PageAnswer): Grade {
  const policy = readPolicy(headers.get('content-security-policy') ?? '')
  if (policy?.has('frame-ancestors') === true) return { score: 5, finding: 'frame-ancestors' }
  const header = headers.get('x-frame-options')?.trim().toLowerCase() ?? ''
  if (['deny', 'sameorigin'].includes(header)) return { score: 0, finding: header }
  return { score: -20, finding: 'may be framed' }
}

export function gradeResourcePolicy({ headers }: PageAnswer): Grade {
  const header = headers.get('cross-origin-resource-policy')?.trim().toLowerCase() ?? null
  if (header === null || header === 'cross-origin') return { score: 0, finding: 'open to other origins' }
  if (header === 'same-origin' || header === 'same-site') return { score: 10, finding: header }
  return { score: -5, finding: `invalid: ${header}` }
}

/** `asker` is the origin that the request named. */
export function gradeSharing({ headers, asker }: PageAnswer): Grade {
  const origin = headers.get('access-control-allow-origin')
  const mayBringCookies = headers.get('access-control-allow-credentials')?.trim().toLowerCase() === 'true'
  if (origin !== null && origin === asker && mayBringCookies) {
    return { score: -50, finding: 'whoever asks may read, with cookies' }
  }
  return { score: 0, finding: origin ?? 'not shared' }
}
