import { Router, type Request } from 'express'
import { canonicalizeJson } from '../domain/canonical-json.ts'
import { conflict, forbid, notFound } from '../domain/errors.ts'
import type { Authentication } from '../people/caller.ts'
import type { Db } from '../platform/postgres/database.ts'
import { readOrder } from '../orders/read-order.ts'
import type { BundleTrust } from '../log/bundle.ts'
import { inclusionOf } from '../log/log.ts'
import { genesisEntries } from '../log/read-log.ts'
import { buildBundle } from './build-bundle.ts'
import { handOutToken } from './hand-out-token.ts'
import type { Signer, SignerPublicKeys } from './signer-client.ts'
import { readRelease } from './store.ts'

export interface ReleaseRoutes {
  readonly db: Db
  readonly auth: Authentication
  readonly signer: Signer
  /** What a verifier needs besides the log's key: served for convenience, to be kept from set-up on, not fetched with each bundle. */
  readonly trust: Omit<BundleTrust, 'logKey' | 'genesisDigest'>
}

/** Public keys change with the signer's folder: asked anew after this. */
const KEYS_MS = 60_000

/** The release token, the evidence bundle, and the keys that both verify with. */
export function releaseRoutes({ db, auth, signer, trust }: ReleaseRoutes): Router {
  const router = Router()
  let kept: { keys: SignerPublicKeys; until: number } | null = null

  async function publicKeys(): Promise<SignerPublicKeys> {
    if (kept === null || kept.until < performance.now())
      kept = { keys: await signer.publicKeys(), until: performance.now() + KEYS_MS }
    return kept.keys
  }

  router.get('/v1/payment-orders/:id/release', auth.client('orders:read'), async (request, response) => {
    const caller = auth.callerOf(request)
    if (caller.kind !== 'client')
      throw forbid('SCOPE', 'A release token is for the API client that submitted the order.')
    response.set('Cache-Control', 'no-store').json(await handOutToken(db, signer, caller.clientId, idOf(request)))
  })

  router.get('/v1/payment-orders/:id/bundle', auth.either('orders:read'), async (request, response) => {
    const caller = auth.callerOf(request)
    const order = await readOrder(db, idOf(request))
    const own = caller.kind === 'client' ? order?.clientId === caller.clientId : caller.roles.includes('auditor')
    if (order === null || !own) throw notFound('order')
    const bundle = (await readRelease(db, order.id))?.bundle ?? (await unreleased(caller.kind, order.id))
    response.set('Cache-Control', 'no-store').type('application/json').send(bundle)
  })

  /** What the signer looks at: an auditor must see it also where it does not verify, and above all then. */
  async function unreleased(by: 'client' | 'person', orderId: string): Promise<string> {
    if (by === 'client') throw conflict('NOT_RELEASED', 'There is a bundle once the order is released.')
    const bundle = await buildBundle(db, orderId)
    if (bundle !== null) return canonicalizeJson(bundle)
    throw conflict('NOT_RELEASED', 'There is a bundle once the order is approved and a checkpoint covers its evidence.')
  }

  router.get('/.well-known/jwks.json', async (_request, response) => {
    response.set('Cache-Control', 'public, max-age=60').json((await publicKeys()).jwks)
  })

  router.get('/v1/log/key', async (_request, response) => {
    response
      .set('Cache-Control', 'public, max-age=60')
      .type('text/plain')
      .send(`${(await publicKeys()).logKey}\n`)
  })

  router.get('/v1/log/trust', async (_request, response) => {
    const { logKey, genesisDigest } = await publicKeys()
    const genesisConfirmation = await confirmationHash(db)
    response.set('Cache-Control', 'public, max-age=60').json({ ...trust, logKey, genesisDigest, genesisConfirmation })
  })

  return router
}

/** Null before the administrators have confirmed each other, and where they need not. */
async function confirmationHash(db: Db): Promise<string | null> {
  const { confirmed } = await genesisEntries(db)
  const inclusion = confirmed === null ? null : await inclusionOf(db, [confirmed])
  const [entry] = inclusion?.entries ?? []
  return entry === undefined ? null : Buffer.from(entry.leafHash).toString('hex')
}

function idOf(request: Request): string {
  return String(request.params['id'])
}
