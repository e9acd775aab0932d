import { SpanKind } from '@opentelemetry/api'
import { z } from 'zod'
import { CountersignError } from '../domain/errors.ts'
import { inSpan, traceHeaders } from '../platform/telemetry/spans.ts'
import type { CheckpointSigner } from '../log/checkpoint-signer.ts'
import type { SignedRelease } from './signer/sign-release.ts'

const Keys = z.object({
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  logKey: z.string(),
  genesisDigest: z.string().nullable(),
})
export type SignerPublicKeys = z.infer<typeof Keys>

const Release = z.object({
  token: z.string(),
  expiresAt: z.string(),
  bundle: z.string(),
  bundleDigest: z.string(),
  paymentDigest: z.string(),
  orderVersion: z.int(),
})

const Problem = z.object({
  code: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), detail: z.string() })),
})

/** The signer, as workers and the API see it. */
export interface Signer extends CheckpointSigner {
  release(orderId: string): Promise<SignedRelease>
  publicKeys(): Promise<SignerPublicKeys>
}

const TIMEOUT_MS = 15_000

export function createSignerClient(url: string): Signer {
  function call(path: string, body?: object): Promise<Response> {
    return inSpan(`signer ${path.slice(1)}`, { kind: SpanKind.CLIENT }, () => send(path, body))
  }

  async function send(path: string, body?: object): Promise<Response> {
    const headers = traceHeaders()
    const init: RequestInit = { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error', headers }
    const json = { ...headers, 'content-type': 'application/json' }
    const request = body === undefined ? init : { ...init, method: 'POST', headers: json, body: JSON.stringify(body) }
    let response: Response
    try {
      response = await fetch(new URL(path, url), request)
    } catch (cause) {
      throw new CountersignError({
        code: 'SIGNER_AWAY',
        status: 503,
        detail: 'The signer does not answer, so nothing is released. Try again in a moment.',
        retryAfterSeconds: 5,
        cause,
      })
    }
    if (response.ok) return response
    const problem = Problem.safeParse(await response.json().catch(() => null))
    if (problem.success && (problem.data.status < 500 || problem.data.code === 'CLOCK_SKEW'))
      throw new CountersignError(problem.data)
    throw new CountersignError({
      code: 'SIGNER_FAILED',
      status: 503,
      detail: 'The signer failed, so nothing is released. Its log says why.',
      retryAfterSeconds: 5,
    })
  }

  return {
    async sign(size, rootHash) {
      return (await call('/checkpoints', { size, rootHash: Buffer.from(rootHash).toString('hex') })).text()
    },
    async release(orderId) {
      return Release.parse(await (await call('/releases', { orderId })).json())
    },
    async publicKeys() {
      return Keys.parse(await (await call('/keys')).json())
    },
  }
}
