import type { ErpPayment } from './own-payment.ts'

export interface ApiOptions {
  /** Where Countersign runs, e.g. `https://pay.example.com`. */
  readonly origin: string
  /** The client's secret, as `countersign init` printed it. */
  readonly secret: string
  readonly timeoutMs?: number
  readonly fetch?: typeof fetch
}

export type Channel =
  | 'voice'
  | 'video'
  | 'chat'
  | 'email'
  | 'sms'
  | 'letter'
  | 'in_person'
  | 'erp'
  | 'portal'
  | 'unknown'

export interface OrderBody extends Omit<ErpPayment, 'payee'> {
  /** E-mail addresses or external ids of people on file. None of them may approve it. */
  readonly requestedBy: readonly string[]
  readonly payee: ErpPayment['payee'] | { readonly counterpartyId: string; readonly accountId: string }
  readonly supersedes?: string | null
  /** How the ERP came to know of it. Left out, it counts as high risk. */
  readonly instruction?: {
    readonly channel?: Channel
    readonly instructedBy?: string
    readonly receivedAt?: string
    readonly note?: string
  }
}

/** What is always there; an answer may have more. */
export interface Order {
  readonly id: string
  readonly version: number
  readonly state: string
  readonly externalId: string
  readonly paymentDigest: string | null
  readonly signals: readonly { readonly code: string; readonly reason: string }[]
  readonly requirements: readonly {
    readonly id: string
    readonly kind: string
    readonly status: string
    readonly missing: number
  }[]
  readonly holds: readonly { readonly id: string; readonly reason: string }[]
}

export interface Release {
  readonly token: string
  readonly expiresAt: string
}

export interface ReportBody {
  readonly status: 'executed' | 'failed' | 'returned'
  readonly bankReference?: string | null
  /** RFC 3339, UTC. */
  readonly at: string
}

export interface Report extends ReportBody {
  readonly orderId: string
  readonly reportedAt: string
}

export interface Event {
  readonly id: string
  readonly type: string
  readonly occurredAt: string
  readonly sequence: number
  readonly data: Readonly<Record<string, unknown>>
}

export interface EventPage {
  readonly items: readonly Event[]
  /** What to give as `after` next time, also when there was nothing. */
  readonly next: number
}

export interface Api {
  /** `idempotencyKey`: the same when the same order is sent again after no answer came, e.g. the external id. */
  submitOrder(order: OrderBody, idempotencyKey: string): Promise<Order>
  getOrder(orderId: string): Promise<Order>
  /** 409 `HELD`, `NOT_RELEASED` or `RELEASE_TOO_EARLY` where there is none. Verify it before paying. */
  getRelease(orderId: string): Promise<Release>
  report(orderId: string, report: ReportBody): Promise<Report>
  events(after: number, limit?: number): Promise<EventPage>
}

/** A refusal, as problem+json says it. Status 0: there was no answer that could be read. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** What to do next. */
  readonly detail: string
  readonly errors: readonly { readonly path: string; readonly code: string; readonly detail: string }[]

  constructor(problem: Pick<ApiError, 'status' | 'code' | 'detail' | 'errors'>, cause?: unknown) {
    super(`${problem.code}: ${problem.detail}`, { cause })
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.errors = problem.errors
  }
}

export function createApi(options: ApiOptions): Api {
  const orderPath = (orderId: string) => `/v1/payment-orders/${encodeURIComponent(orderId)}`
  return {
    submitOrder: (order, idempotencyKey) =>
      call<Order>(options, 'POST', '/v1/payment-orders', order, { 'idempotency-key': idempotencyKey }),
    getOrder: (orderId) => call<Order>(options, 'GET', orderPath(orderId)),
    getRelease: (orderId) => call<Release>(options, 'GET', `${orderPath(orderId)}/release`),
    report: (orderId, report) => call<Report>(options, 'POST', `${orderPath(orderId)}/report`, report),
    events: (after, limit = 100) => call<EventPage>(options, 'GET', `/v1/events?after=${after}&limit=${limit}`),
  }
}

async function call<T>(
  options: ApiOptions,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const { origin, secret, timeoutMs = 10_000, fetch: send = fetch } = options
  let response: Response
  let answer: unknown
  try {
    response = await send(new URL(path, origin), {
      method,
      // A redirect would take the secret elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${secret}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    answer = await response.json()
  } catch (error) {
    const detail = 'No answer that could be read. Send it again, with the same idempotency key.'
    throw new ApiError({ status: 0, code: 'NO_ANSWER', detail, errors: [] }, error)
  }
  if (!response.ok) throw problemOf(response.status, answer)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the service's own answer, whose shape the contract fixes
  return answer as T
}

function problemOf(status: number, answer: unknown): ApiError {
  const { code, detail, errors } = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<
    Record<'code' | 'detail' | 'errors', unknown>
  >
  return new ApiError({
    status,
    code: typeof code === 'string' ? code : 'UNKNOWN',
    detail: typeof detail === 'string' ? detail : `The server answered ${status}.`,
    errors: Array.isArray(errors) ? (errors as ApiError['errors']) : [],
  })
}
