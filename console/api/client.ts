import { createHeard } from './heard.ts'
import { offline, readProblem } from './problem.ts'

/**
 * The console's one way to the service: our own origin, the session cookie, JSON. Answers are believed to be of their
 * wire type, because the service that serves this page is the one that answers. Throws `Problem`.
 */
export const api = {
  get: <Answer>(path: string, signal?: AbortSignal, headers: Readonly<Record<string, string>> = {}) =>
    call<Answer>('GET', path, undefined, { signal, headers }),
  post: <Answer>(path: string, body: unknown = {}, headers: Readonly<Record<string, string>> = {}) =>
    call<Answer>('POST', path, body, { headers }),
  patch: <Answer>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    call<Answer>('PATCH', path, body, { headers }),
  delete: (path: string) => call<undefined>('DELETE', path),
  /** The answer as it came, byte for byte: a signed note, a file to keep. */
  text: (path: string, signal?: AbortSignal) => call<string>('GET', path, undefined, { signal, as: 'text' }),
}

export const heard = createHeard(new BroadcastChannel('countersign-session'))

/** Who is signed in as far as this page knows; null while it does not. The service refuses what is not theirs. */
let expected: ExpectedPerson | null = null
export const expectedPerson = (): ExpectedPerson | null => expected
export function expectPerson(person: ExpectedPerson | null): void {
  expected = person
}

interface ExpectedPerson {
  readonly id: string
  readonly name: string
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly as?: 'json' | 'text'
}

async function call<Answer>(
  method: string,
  path: string,
  body?: unknown,
  { signal, headers = {}, as = 'json' }: CallOptions = {},
): Promise<Answer> {
  const sent = isBinary(body) ? body : JSON.stringify(body)
  const typed = body === undefined || isBinary(body) ? {} : { 'content-type': 'application/json' }
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    redirect: 'error',
    headers: { accept: as === 'json' ? 'application/json' : '*/*', ...typed, ...ofPerson(path, method), ...headers },
    ...(sent === undefined ? {} : { body: sent }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    // Given up by ourselves, or nobody there.
    throw signal?.aborted ? error : offline()
  })
  const answer: unknown = as === 'text' && response.ok ? await response.text() : await readJson(response)
  if (!response.ok) throw readProblem(response.status, answer, response.headers.get('retry-after'))
  heard.note(Date.now())
  return answer as Answer
}

/** Whoever asks who is signed in does not know. */
function ofPerson(path: string, method: string): Readonly<Record<string, string>> {
  const isAsking = method === 'GET' && path === '/v1/sessions/current'
  return expected === null || isAsking ? {} : { 'countersign-person': expected.id }
}

function isBinary(body: unknown): body is Blob {
  return body instanceof Blob
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}
