/** A client that knows the outside contract and nothing else: what it sends is sent, what comes back is shown. */
export interface Reply {
  readonly status: number
  /** Of a problem; empty otherwise. */
  readonly code: string
  /** Paths of a problem's fields. */
  readonly paths: readonly string[]
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

export type Ask = (
  call: `${'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'HEAD'} /${string}`,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>

/** Strings and bytes go as they are, everything else as JSON. */
export function outsider(origin: string, own: Readonly<Record<string, string>> = {}): Ask {
  return async (call, body, extra = {}) => {
    const [method = '', path = ''] = call.split(' ')
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(new URL(path, origin), {
      method,
      headers: { ...json, ...own, ...extra },
      ...(body === undefined ? {} : { body: raw(body) }),
    })
    const text = await response.text()
    const problem = parse(text)
    return {
      status: response.status,
      code: textOf(memberOf(problem, 'code')),
      paths: listOf(memberOf(problem, 'errors')).map((error) => textOf(memberOf(error, 'path'))),
      headers: response.headers,
      text,
      json: problem,
    }
  }
}

export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

function raw(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
