/** The view `approved_amounts` (migration 0061): what people's approvals let go. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { Executor } from '../platform/postgres/database.ts'

/** The sum of one person's approvals for one entity in one currency. */
export interface ApprovedAmount {
  readonly personId: string
  readonly entity: string
  readonly currency: string
  readonly minor: bigint
  /** In the base currency, but for payments for which there was no fresh rate. */
  readonly baseMinor: bigint
}

type Row = {
  person_id: string
  entity_id: string
  currency: string
  minor: string
  base_minor: string
}

/** No time zone is further from UTC than 14 hours, so a local day that includes `now` began within 26 hours before. */
const LONGEST_DAY = '26 hours'

/** What was approved since midnight where their entity is; `exceptSubject` leaves the one out that is being judged. */
export async function readApprovedToday(
  db: Executor,
  personIds: readonly string[] | 'all',
  now: Instant,
  exceptSubject: string | null,
): Promise<ApprovedAmount[]> {
  if (personIds !== 'all' && personIds.length === 0) return []
  const people = personIds === 'all' ? sql`true` : sql`approved.person_id = ANY (${[...personIds]}::text[])`
  // Materialized, so that it is read by the day and never by a person's whole history, which only grows.
  const { rows } = await sql<Row>`
    WITH recent AS MATERIALIZED (
      SELECT * FROM approved_amounts WHERE approved_at > ${now}::timestamptz - ${LONGEST_DAY}::interval
    )
    SELECT approved.person_id, approved.entity_id, approved.currency, sum(approved.amount_minor)::text AS minor,
           coalesce(sum(approved.amount_base_minor), 0)::text AS base_minor
      FROM recent approved
      JOIN entities entity ON entity.id = approved.entity_id
     WHERE approved.approved_at >=
           date_trunc('day', ${now}::timestamptz AT TIME ZONE entity.time_zone) AT TIME ZONE entity.time_zone
       AND (${exceptSubject}::text IS NULL OR approved.subject_id <> ${exceptSubject})
       AND ${people}
     GROUP BY approved.person_id, approved.entity_id, approved.currency`.execute(db)
  return rows.map((row) => ({
    personId: row.person_id,
    entity: row.entity_id,
    currency: row.currency,
    minor: BigInt(row.minor),
    baseMinor: BigInt(row.base_minor),
  }))
}
