import { z } from 'zod'

/** problem+json, as far as a caller branches on it. */
const Problem = z.object({
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), detail: z.string().default('') })).default([]),
})

/** A refusal by the service, as its caller sees it. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  /** `path: detail` of each field that was not acceptable. */
  readonly fields: readonly string[]
  readonly paths: readonly string[]

  constructor(call: string, problem: Pick<z.infer<typeof Problem>, 'status' | 'code' | 'detail' | 'errors'>) {
    super(`${call}: ${problem.status} ${problem.code}: ${problem.detail}`)
    this.name = 'Refusal'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.fields = problem.errors.map(({ path, detail }) => `${path}: ${detail}`)
    this.paths = problem.errors.map(({ path }) => path)
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body in the agreed form; throws a `Refusal` for anything but 2xx. */
  as<T>(schema: z.ZodType<T>): T
  /** The body as it came; throws like `as`. */
  body(): string
}

/** What came of a call, for whoever keeps count. */
export interface Outcome {
  readonly call: string
  readonly status: number
  /** Of a refusal. */
  readonly code: string | null
}

export type OnAnswer = (outcome: Outcome) => void

type HeaderLines = Readonly<Record<string, string>>

export interface RestApi {
  get(path: string): Promise<Answer>
  /** A string or bytes go as they are, anything else as JSON. */
  post(path: string, body: unknown, headers?: HeaderLines): Promise<Answer>
  patch(path: string, body: unknown, headers?: HeaderLines): Promise<Answer>
}

/**
 * The other end of our own edge: any call to one service by one caller, person or client, whose headers go with each.
 * An ERP has `createApi` of `client/`, which knows its five calls by name.
 */
export function createRestApi(origin: string, own: HeaderLines = {}, onAnswer: OnAnswer = () => undefined): RestApi {
  async function call(method: string, path: string, body?: unknown, extra: HeaderLines = {}): Promise<Answer> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const init: RequestInit = body === undefined ? {} : { body: rawBody(body) }
    const response = await fetch(new URL(path, origin), { method, headers: { ...json, ...own, ...extra }, ...init })
    return readAnswer(`${method} ${path}`, response.status, response.headers, await response.text(), onAnswer)
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
  }
}

/** What came back from a call, whoever made it. */
export function readAnswer(call: string, status: number, headers: Headers, text: string, onAnswer: OnAnswer): Answer {
  const refusal = status >= 200 && status < 300 ? null : refusalOf(call, status, text)
  onAnswer({ call, status, code: refusal instanceof Refusal ? refusal.code : null })
  return {
    ...{ status, headers, text },
    as: (schema) => {
      if (refusal !== null) throw refusal
      const parsed = schema.safeParse(parseJson(text))
      if (!parsed.success) throw new Error(`${call} answers otherwise than agreed: ${z.prettifyError(parsed.error)}`)
      return parsed.data
    },
    body: () => {
      if (refusal !== null) throw refusal
      return text
    },
  }
}

function rawBody(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}

function refusalOf(call: string, status: number, text: string): Error {
  const problem = Problem.safeParse(parseJson(text))
  if (problem.success) return new Refusal(call, { ...problem.data, status })
  return new Error(`${call}: ${status} without problem+json: ${text.slice(0, 500)}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
