import { request as requestHttp } from 'node:http'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { guardedLookup, type AddressGuard } from './guarded-lookup.ts'

/** Standard Webhooks, "Request timeouts": between 15 and 30 s. For everything together, the name's resolution included. */
const TIMEOUT_MS = 15_000
/** Nothing of the answer is used but its status; so much is read that the receiver can finish politely. */
const BODY_LIMIT = 16_384

export interface WebhookPost {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly guard: AddressGuard
  readonly timeoutMs?: number
}

/** The status of the answer. Redirects are answers like any other. Throws when there is none, or the address is refused. */
export async function postWebhook({ url, headers, body, guard, timeoutMs = TIMEOUT_MS }: WebhookPost): Promise<number> {
  const deadline = AbortSignal.timeout(timeoutMs)
  const lookup = await within(deadline, guardedLookup(url.hostname, guard))
  return new Promise<number>((resolve, reject) => {
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      lookup,
      // No shared agent, or a connection that an earlier check let through would be used again.
      agent: false,
      signal: deadline,
    }
    const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options)
    let answer: IncomingMessage | null = null
    request.on('response', (response) => {
      answer = response
      drain(response, resolve)
    })
    request.on('error', (error) => {
      // Once there is a status, what breaks is only the rest of the answer; `drain` finishes.
      if (answer === null) reject(deadline.aborted ? new Error(`No answer within ${timeoutMs} ms`) : error)
    })
    request.end(body)
  })
}

/** An answer whose body is endless, slow or cut short is an answer all the same. */
function drain(response: IncomingMessage, finish: (status: number) => void): void {
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > BODY_LIMIT) response.destroy()
  })
  response.on('error', () => undefined)
  response.on('close', () => finish(response.statusCode ?? 0))
}

async function within<T>(deadline: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = (): void => reject(new Error('The host name was not resolved in time'))
    deadline.addEventListener('abort', late, { once: true })
    promise.then(resolve, reject).finally(() => deadline.removeEventListener('abort', late))
  })
}
