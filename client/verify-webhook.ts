import { createHmac, timingSafeEqual } from 'node:crypto'

export interface WebhookOptions {
  /** For tests. */
  readonly currentDate?: Date
}

export interface VerifiedWebhook {
  readonly valid: true
  /** The same for every attempt: whoever has seen it has seen the event. */
  readonly id: string
  readonly event: unknown
}

export interface WebhookRefusal {
  readonly valid: false
  readonly code: 'HEADERS_MISSING' | 'TIMESTAMP' | 'SIGNATURE' | 'BODY'
  readonly detail: string
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>> | { get(name: string): string | null }

const TOLERANCE_S = 5 * 60

/**
 * Standard Webhooks 1.0.0, signature `v1`: HMAC-SHA256 over `id.timestamp.body`. `body` is the request's bytes as they
 * came, not parsed and written again; while a secret is being replaced, give both. What is true here is only who sent
 * it: fetch the release and verify that before paying. Throws TypeError on secrets that are none.
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: Headers,
  secrets: string | readonly string[],
  options: WebhookOptions = {},
): VerifiedWebhook | WebhookRefusal {
  const keys = (typeof secrets === 'string' ? [secrets] : secrets).map(keyOf)
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  )
  if (id === undefined || id === '' || timestamp === undefined || signatures === undefined) {
    return refuse('HEADERS_MISSING', 'Send webhook-id, webhook-timestamp and webhook-signature, each once.')
  }
  const now = (options.currentDate ?? new Date()).getTime() / 1000
  if (!/^[0-9]{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > TOLERANCE_S) {
    return refuse('TIMESTAMP', 'This was sent more than five minutes ago, or from a clock that is wrong.')
  }
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  const expected = keys.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.`).update(bytes).digest())
  const given = signatures
    .split(' ')
    .flatMap((signature) => (signature.startsWith('v1,') ? [Buffer.from(signature.slice(3), 'base64')] : []))
  // Every pair, so that the time it takes does not tell which one fitted.
  const matches = given.flatMap((one) =>
    expected.map((other) => one.length === other.length && timingSafeEqual(one, other)),
  )
  if (!matches.includes(true))
    return refuse('SIGNATURE', 'No signature fits. Check the secret, and that the body is read as raw bytes.')
  try {
    return { valid: true, id, event: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown }
  } catch {
    return refuse('BODY', 'The body is no JSON.')
  }
}

function headerOf(headers: Headers, name: string): string | undefined {
  if ('get' in headers && typeof headers.get === 'function') return headers.get(name) ?? undefined
  const found = Object.entries(headers).filter(([key, value]) => key.toLowerCase() === name && value !== undefined)
  const [first] = found
  return found.length === 1 && typeof first?.[1] === 'string' ? first[1] : undefined
}

function keyOf(secret: string): Uint8Array {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]{32,}={0,2})$/.exec(secret) ?? []
  if (encoded === undefined)
    throw new TypeError('Unexpected webhook secret, expected whsec_ and at least 24 bytes in base64')
  return Buffer.from(encoded, 'base64')
}

function refuse(code: WebhookRefusal['code'], detail: string): WebhookRefusal {
  return { valid: false, code, detail }
}
