/**
 * The one error family. Every refusal a caller can act on is a `CountersignError`; anything else is a fault
 * (500, nothing released). Rendered as problem+json in `platform/http/problem.ts` and nowhere else.
 */
export interface FieldError {
  /** JSON path of the offending field, e.g. `payee.account.iban`. */
  readonly path: string
  readonly code: string
  readonly detail: string
}

export interface ErrorInit {
  /** Upper case, stable: part of the outside contract. */
  readonly code: string
  readonly status: number
  /** What to do next, in one or two sentences, without personal data. */
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly retryAfterSeconds?: number
  readonly triesLeft?: number
  readonly cause?: unknown
}

export class CountersignError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  /** Where tries are counted: how many of them remain. */
  readonly triesLeft: number | undefined

  constructor(init: ErrorInit) {
    super(`${init.code}: ${init.detail}`, { cause: init.cause })
    this.name = 'CountersignError'
    this.code = init.code
    this.status = init.status
    this.detail = init.detail
    this.errors = init.errors ?? []
    this.retryAfterSeconds = init.retryAfterSeconds
    this.triesLeft = init.triesLeft
  }
}

/** 422: the request is well formed and one or more of its fields are not acceptable. */
export function refuseField(path: string, code: string, detail: string): CountersignError {
  return new CountersignError({ code, status: 422, detail, errors: [{ path, code, detail }] })
}

/** 403: the caller is known and may not do this. */
export function forbid(code: string, detail: string): CountersignError {
  return new CountersignError({ code, status: 403, detail })
}

/** 409: what the caller wants does not fit the state the record is in. */
export function conflict(code: string, detail: string): CountersignError {
  return new CountersignError({ code, status: 409, detail })
}

/** 429 `TOO_MANY_REQUESTS`, to be tried again after so long. */
export function tooMany(detail: string, waitMs: number): CountersignError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new CountersignError({ code: 'TOO_MANY_REQUESTS', status: 429, detail, retryAfterSeconds })
}

/** 404, also for what the caller may not see. */
export function notFound(what: string): CountersignError {
  return new CountersignError({
    code: 'NOT_FOUND',
    status: 404,
    detail: `There is no such ${what}, or you may not see it.`,
  })
}
