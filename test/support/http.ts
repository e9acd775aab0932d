import { z } from 'zod'

/** problem+json, as far as a caller branches on it. */
const Problem = z.object({
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string() })).default([]),
})

/** A refusal by the service: what `expect(…).rejects` is held against. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly paths: readonly string[]

  constructor(call: string, status: number, code: string, detail: string, paths: readonly string[] = []) {
    super(`${call}: ${status} ${code}: ${detail}`)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.paths = paths
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body in the agreed form; throws a `Refusal` for anything but 2xx. */
  as<T>(schema: z.ZodType<T>): T
}

type HeaderLines = Readonly<Record<string, string>>

export interface Api {
  get(path: string): Promise<Answer>
  post(path: string, body: unknown, headers?: HeaderLines): Promise<Answer>
  patch(path: string, body: unknown, headers?: HeaderLines): Promise<Answer>
}

/** Calls to one service by one caller, whose headers go with each. */
export function createApi(origin: string, own: HeaderLines = {}): Api {
  async function call(method: string, path: string, body?: unknown, extra: HeaderLines = {}): Promise<Answer> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const response = await fetch(new URL(path, origin), { method, headers: { ...json, ...own, ...extra }, ...init })
    const text = await response.text()
    const name = `${method} ${path}`
    return {
      status: response.status,
      headers: response.headers,
      text,
      as: (schema) => {
        if (!response.ok) throw refusalOf(name, response.status, text)
        const parsed = schema.safeParse(parseJson(text))
        if (!parsed.success) throw new Error(`${name} answers otherwise than agreed: ${z.prettifyError(parsed.error)}`)
        return parsed.data
      },
    }
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
  }
}

function refusalOf(call: string, status: number, text: string): Error {
  const problem = Problem.safeParse(parseJson(text))
  if (!problem.success) return new Error(`${call}: ${status} without problem+json: ${text.slice(0, 500)}`)
  const { code, detail, errors } = problem.data
  return new Refusal(call, status, code, detail, errors.map(({ path }) => path))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
