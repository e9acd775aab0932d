import express, { type Express } from 'express'
import { z } from 'zod'
import { CountersignError } from '../../domain/errors.ts'
import { OTHER_HISTORY } from '../../log/other-history.ts'
import type { createCheckpointing } from './sign-checkpoint.ts'
import { signRelease, type ReleaseSigning } from './sign-release.ts'

const CheckpointBody = z.strictObject({ size: z.int().min(1), rootHash: z.string().regex(/^[0-9a-f]{64}$/) })
const ReleaseBody = z.strictObject({ orderId: z.string().regex(/^ord_[0-9a-z]+$/) })

/** What somebody has to look at here, although whoever asked is told it too. */
const ALARMING: ReadonlySet<string> = new Set(['EVIDENCE_REFUSED', ...OTHER_HISTORY])

export interface SignerAppOptions {
  readonly signing: ReleaseSigning
  readonly checkpointing: ReturnType<typeof createCheckpointing>
  readonly onError: (error: unknown) => void
  /** See every request before anything else does. */
  readonly observers?: readonly express.RequestHandler[]
}

/** The signer's three calls. It belongs into a network of its own, where the workers and the API alone reach it. */
export function createSignerApp({ signing, checkpointing, onError, observers = [] }: SignerAppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  // Nobody asks twice for the same: it would hash every answer, which carries a whole bundle, for nothing.
  app.disable('etag')
  for (const observer of observers) app.use(observer)
  app.use(express.json({ limit: '4kb' }))
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.get('/keys', (_request, response) => {
    response.json({
      jwks: { keys: [signing.keys.releasePublicJwk] },
      logKey: signing.keys.logVerifierKey,
      genesisDigest: checkpointing.genesisDigest(),
    })
  })
  app.post('/checkpoints', async (request, response) => {
    const { size, rootHash } = CheckpointBody.parse(request.body)
    response.type('text/plain').send(await checkpointing.sign(size, new Uint8Array(Buffer.from(rootHash, 'hex'))))
  })
  app.post('/releases', async (request, response) => {
    const { orderId } = ReleaseBody.parse(request.body)
    response.json(await signRelease(signing, orderId))
  })
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    const known = error instanceof CountersignError ? error : null
    if (known === null || known.status >= 500 || ALARMING.has(known.code)) onError(error)
    const status = known?.status ?? (error instanceof z.ZodError ? 422 : 500)
    response.status(status).json({
      code: known?.code ?? 'INTERNAL',
      status,
      detail: known?.detail ?? 'The signer failed.',
      errors: known?.errors ?? [],
    })
  })
  return app
}
