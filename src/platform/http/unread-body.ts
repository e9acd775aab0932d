import type { Request } from 'express'
import { CountersignError } from '../../domain/errors.ts'

/** There was a body, of a type that nobody read. */
export function isUnread(request: Request): boolean {
  if (request.body !== undefined || request.get('content-length') === '0') return false
  return request.is(['json', '+json']) === false
}

/** The body of a call that needs none: left out, it is empty; of a type that nobody reads it is 415, not empty. */
export function bodyIfAny(request: Request): unknown {
  if (isUnread(request)) throw otherMedia()
  return (request.body as unknown) ?? {}
}

export function otherMedia(): CountersignError {
  return new CountersignError({
    code: 'MEDIA_TYPE',
    status: 415,
    detail: 'Send application/json; a payment file is application/xml.',
  })
}
