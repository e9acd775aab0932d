import type { Request } from 'express'
import { CountersignError } from '../../domain/errors.ts'

/** RFC 9110 §8.8.3: a validator made of the record's version, for writes alone (`unconditional.ts`). */
export function etagOf(version: number): string {
  return `"${version}"`
}

/** The version a write is based on: 428 without `If-Match`, 412 when it is no version of ours. */
export function requireIfMatch(request: Request): number {
  const header = request.get('if-match')
  if (header === undefined) {
    throw new CountersignError({
      code: 'IF_MATCH_REQUIRED',
      status: 428,
      detail: 'Send If-Match with the ETag of the version that you change.',
    })
  }
  const match = /^"([1-9][0-9]{0,8})"$/.exec(header.trim())
  if (match === null) {
    throw new CountersignError({
      code: 'VERSION_CHANGED',
      status: 412,
      detail: 'If-Match is not the ETag of a version. Read it again and use its ETag.',
    })
  }
  return Number(match[1])
}
