import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { RateLimiterRes } from 'rate-limiter-flexible'
import { z } from 'zod'
import { CountersignError, tooMany, type FieldError } from '../../domain/errors.ts'
import { isDatabaseAway } from '../postgres/database-away.ts'
import { fieldErrors } from './field-errors.ts'
import { OVERLOADED } from './lane.ts'
import { isUnread, otherMedia } from './unread-body.ts'

export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  /** What to do next. */
  readonly detail: string
  readonly code: string
  readonly errors: readonly FieldError[]
  /** Where tries are counted (RFC 9457 §3.2, an extension member): how many of them remain. */
  readonly triesLeft?: number
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  412: 'Changed in the meantime',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not acceptable as it is',
  428: 'Precondition required',
  429: 'Too many requests',
  431: 'Too large',
  500: 'Internal error',
  503: 'Not available right now',
}

/** RFC 9457, the one place where errors are rendered. Faults say nothing of what is inside. */
export function problemHandler(
  onFault: (error: unknown) => void,
  onRefusal: (code: string, route: unknown) => void,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const known = isOtherMedia(error, request) ? otherMedia() : asCountersignError(error)
    // Shedding load is no fault, and a line for each would be one more load: it is counted by its code.
    if (known === null || (known.status >= 500 && known.code !== OVERLOADED)) onFault(error)
    const shown = known ?? fault()
    onRefusal(shown.code, request.route)
    sendProblem(response, shown)
  }
}

export const noSuchCall: RequestHandler = () => {
  throw new CountersignError({ code: 'NOT_FOUND', status: 404, detail: 'There is no such call. /docs lists them all.' })
}

export function sendProblem(response: Response, error: CountersignError): void {
  response.locals['problemCode'] = error.code
  // Closed while its body still comes, the connection would be reset, and this answer with it (connections.ts).
  if (!response.req.complete) response.shouldKeepAlive = true
  // RFC 9110 §11.6.1.
  if (error.status === 401) response.set('WWW-Authenticate', 'Bearer')
  if (error.retryAfterSeconds !== undefined) response.set('Retry-After', String(error.retryAfterSeconds))
  response
    .status(error.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(error)))
}

export function problemOf(error: CountersignError): Problem {
  return {
    type: `urn:countersign:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: TITLES[error.status] ?? 'Error',
    status: error.status,
    detail: error.detail,
    code: error.code,
    errors: error.errors,
    ...(error.triesLeft !== undefined && { triesLeft: error.triesLeft }),
  }
}

function fault(): CountersignError {
  return new CountersignError({
    code: 'INTERNAL',
    status: 500,
    detail:
      'Something failed on our side; nothing was released. Try again, and tell your operator the X-Request-Id if it stays.',
  })
}

function asCountersignError(error: unknown): CountersignError | null {
  if (error instanceof CountersignError) return error
  if (error instanceof z.ZodError) return fieldErrors(error)
  // What a limiter rejects with.
  if (error instanceof RateLimiterRes)
    return tooMany('There were too many attempts. Wait a little, then try again.', error.msBeforeNext)
  return unreadable(error) ?? recordAway(error)
}

/** "Expected an object" would send its author looking in the wrong place. */
function isOtherMedia(error: unknown, request: Request): boolean {
  return error instanceof z.ZodError && error.issues[0]?.path.length === 0 && isUnread(request)
}

/** PostgreSQL keeps no NUL, so no id has one; as a parameter it would be a fault instead of a refusal. */
export const refuseNulInAddress: RequestHandler = (request, _response, next) => {
  if (/%00/.test(request.url)) throw unreadableAddress()
  next()
}

function unreadableAddress(): CountersignError {
  return new CountersignError({
    code: 'BAD_REQUEST',
    status: 400,
    detail: 'The address cannot be read. Write it in UTF-8, percent-encoded once, with ids as they were given to you.',
  })
}

/** What express throws of itself: an address that it cannot decode. */
function unreadable(error: unknown): CountersignError | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  if (error.status >= 500) return null
  if (error instanceof URIError) return unreadableAddress()
  return new CountersignError({ code: 'BAD_REQUEST', status: error.status, detail: 'The request cannot be read.' })
}

/** The database is away, or has no time: what was begun was rolled back, or is found done when it is asked for again. */
function recordAway(cause: unknown): CountersignError | null {
  if (!isDatabaseAway(cause)) return null
  return new CountersignError({
    code: 'TRY_AGAIN',
    status: 503,
    detail:
      'The record does not answer in time. Send the same again in a moment, with the same Idempotency-Key where it ' +
      'has one: nothing is done twice.',
    retryAfterSeconds: 5,
    cause,
  })
}
