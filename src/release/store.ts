/** Releases of migration 0080. */
import type { Instant } from '../domain/instant.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type ReleaseRow = {
  order_id: string
  order_version: number
  payment_digest: string
  bundle: string
  bundle_digest: string
  token: string
  token_expires_at: Instant
  released_at: Instant
}

type Tables = { releases: ReleaseRow }

const tables = (db: Executor) => db.withTables<Tables>()

export interface Release {
  readonly orderId: string
  readonly orderVersion: number
  readonly paymentDigest: string
  readonly bundle: string
  readonly bundleDigest: string
  readonly token: string
  readonly tokenExpiresAt: Instant
  readonly releasedAt: Instant
}

/** Once for each order, whoever tries: the primary key says so. */
export async function insertRelease(tx: Tx, release: Release): Promise<void> {
  await tables(tx)
    .insertInto('releases')
    .values({
      order_id: release.orderId,
      order_version: release.orderVersion,
      payment_digest: release.paymentDigest,
      bundle: release.bundle,
      bundle_digest: release.bundleDigest,
      token: release.token,
      token_expires_at: release.tokenExpiresAt,
      released_at: release.releasedAt,
    })
    .execute()
}

export async function readRelease(db: Executor, orderId: string): Promise<Release | null> {
  const row = await tables(db).selectFrom('releases').selectAll().where('order_id', '=', orderId).executeTakeFirst()
  if (row === undefined) return null
  return {
    orderId: row.order_id,
    orderVersion: row.order_version,
    paymentDigest: row.payment_digest,
    bundle: row.bundle,
    bundleDigest: row.bundle_digest,
    token: row.token,
    tokenExpiresAt: row.token_expires_at,
    releasedAt: row.released_at,
  }
}
