/** Policies (migration 0040) and the settings of the organisation that assessing needs. */
import type { Instant } from '../domain/instant.ts'
import type { PolicyDocument } from '../domain/policy.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor } from '../platform/postgres/database.ts'

type PolicyRow = { hash: string; document: PolicyDocument; source: string; published_by: string; published_at: Instant }

type OrganisationRow = {
  base_currency: string
  rates: { asOf: string; maxAgeDays: number; rates: Readonly<Record<string, string>> } | null
}

type EntityRow = { id: string; time_zone: string; holidays: string | null; business_hours: string; cut_off: string }

type Tables = { policies: PolicyRow; organisation: OrganisationRow; entities: EntityRow }

const tables = (db: Executor) => db.withTables<Tables>()

/** Which policy is the newest, by its hash, and the organisation's currency; null for what there is not. */
export async function readInForce(db: Executor): Promise<{ hash: string | null; baseCurrency: string | null }> {
  const newest = tables(db)
    .selectFrom('policies')
    .select('hash')
    .orderBy('published_at', 'desc')
    .orderBy('hash')
    .limit(1)
  const { hash, base_currency } = await tables(db)
    .selectNoFrom([
      newest.as('hash'),
      tables(db).selectFrom('organisation').select('base_currency').limit(1).as('base_currency'),
    ])
    .executeTakeFirstOrThrow()
  return { hash, baseCurrency: base_currency }
}

/** The same with what its author wrote, and since when. */
export async function readPolicyInForce(
  db: Executor,
): Promise<{ hash: string; document: PolicyDocument; source: string; publishedAt: Instant } | null> {
  const row = await tables(db)
    .selectFrom('policies')
    .select(['hash', 'document', 'source', 'published_at'])
    .orderBy('published_at', 'desc')
    .orderBy('hash')
    .executeTakeFirst()
  if (row === undefined) return null
  return { hash: row.hash, document: row.document, source: row.source, publishedAt: row.published_at }
}

export async function readPolicies(
  db: Executor,
  hashes: readonly string[],
): Promise<{ hash: string; document: PolicyDocument }[]> {
  return tables(db).selectFrom('policies').select(['hash', 'document']).where('hash', '=', anyOf(hashes)).execute()
}

export async function readRates(db: Executor): Promise<OrganisationRow['rates']> {
  const row = await tables(db).selectFrom('organisation').select('rates').executeTakeFirst()
  return row?.rates ?? null
}

export interface Entity {
  readonly id: string
  /** IANA name, e.g. `Europe/Paris`. */
  readonly timeZone: string
  /** ISO 3166 code of the public holidays that count, or null for none. */
  readonly holidays: string | null
  /** `09:00-18:00`, Monday to Friday. */
  readonly businessHours: string
  /** `15:30`: when the bank takes no more payments for today. */
  readonly cutOff: string
}

export async function readEntity(db: Executor, id: string): Promise<Entity | null> {
  const row = await tables(db).selectFrom('entities').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    timeZone: row.time_zone,
    holidays: row.holidays,
    businessHours: row.business_hours,
    cutOff: row.cut_off,
  }
}
