export interface FieldProblem {
  readonly path: string
  readonly code: string
  readonly detail: string
}

/** A refusal by the service (RFC 9457), or that it could not be reached: code `OFFLINE`, status 0. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  /** What to do next, in the service's words. */
  readonly detail: string
  readonly errors: readonly FieldProblem[]
  readonly retryAfterSeconds: number | null
  /** Where the service counts tries: how many remain. */
  readonly triesLeft: number | null

  constructor(
    problem: Pick<Problem, 'status' | 'code' | 'detail' | 'errors' | 'retryAfterSeconds'> & {
      triesLeft?: number | null
    },
  ) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`)
    this.name = 'Problem'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.errors = problem.errors
    this.retryAfterSeconds = problem.retryAfterSeconds
    this.triesLeft = problem.triesLeft ?? null
  }
}

export function isProblem(error: unknown, code: string): boolean {
  return error instanceof Problem && error.code === code
}

/** What the service answered, believed as far as it has the shape of a problem. */
export function readProblem(status: number, body: unknown, retryAfter: string | null): Problem {
  const known = isRecord(body) ? body : {}
  return new Problem({
    status,
    code: textOf(known['code']) ?? 'UNEXPECTED',
    detail: textOf(known['detail']) ?? '',
    errors: Array.isArray(known['errors']) ? known['errors'].flatMap(readField) : [],
    retryAfterSeconds: retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null,
    triesLeft: countOf(known['triesLeft']),
  })
}

export function offline(): Problem {
  return new Problem({ status: 0, code: 'OFFLINE', detail: '', errors: [], retryAfterSeconds: null })
}

function readField(value: unknown): FieldProblem[] {
  if (!isRecord(value)) return []
  const [path, code] = [textOf(value['path']), textOf(value['code'])]
  return path === null || code === null ? [] : [{ path, code, detail: textOf(value['detail']) ?? '' }]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
