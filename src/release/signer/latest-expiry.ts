import { importJWK, jwtVerify } from 'jose'
import type { OrderContent } from '../../domain/payment-order.ts'
import type { Executor } from '../../platform/postgres/database.ts'
import { renewableFrom, tooEarly } from '../renewal-time.ts'
import { readRelease } from '../store.ts'
import type { SignerKeys } from './signer-keys.ts'

interface Renewing {
  readonly db: Executor
  readonly keys: Pick<SignerKeys, 'releasePublicJwk'>
  readonly clock: () => Date
}

interface ReleasedOrder {
  readonly id: string
  readonly content: OrderContent
  /** As the log says: a record that tells of no release does not make the next one the first. */
  readonly isReleased: boolean
}

/**
 * When a token for it has to end at the latest, in seconds since 1970; `Infinity` for the first one and where it may be
 * renewed. Before that time another one, which a hold that came and went asks for, ends when the first one does: taken
 * from what this signer signed itself, because the record could say anything.
 */
export async function latestExpiry({ db, keys, clock }: Renewing, order: ReleasedOrder): Promise<number> {
  const release = await readRelease(db, order.id)
  if (release === null && !order.isReleased) return Infinity
  const from = await renewableFrom(db, order.content)
  if (from !== null && from <= clock().toISOString()) return Infinity
  const end = release === null ? null : await endOf(release.token, order.id, keys, clock())
  if (end === null) throw tooEarly(from)
  return end
}

/** Null for one that is over, is of another order, or was never signed here. */
async function endOf(
  token: string,
  orderId: string,
  { releasePublicJwk }: Renewing['keys'],
  currentDate: Date,
): Promise<number | null> {
  const key = await importJWK(releasePublicJwk, 'ES256')
  const verified = await jwtVerify(token, key, { algorithms: ['ES256'], currentDate }).catch(() => null)
  return verified?.payload.jti === orderId ? (verified.payload.exp ?? null) : null
}
