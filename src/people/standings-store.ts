/** People as rules need them, with their limits, keys and the day's approvals, in one statement (migrations 0020, 0122). */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { KeyState, Limit, Role } from '../domain/person.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { limitsOf, toLimit, type LimitOnRecord, type PersonState } from './store.ts'

export interface PersonOnRecord {
  readonly id: string
  readonly state: PersonState
  readonly roles: readonly Role[]
  readonly groups: readonly string[]
  readonly limits: readonly Limit[]
  /** Those that can count: neither pending nor revoked, as written before time ends a quarantine. */
  readonly keys: readonly { readonly state: KeyState; readonly quarantineEndsAt: Instant | null }[]
  readonly approvedToday: readonly ApprovedAmount[]
  /** When the day that is today ends, by entity: where its midnight is. */
  readonly dayEnds: Readonly<Record<string, Instant>>
  /** The organisation's; null while there is none. */
  readonly baseCurrency: string | null
}

/** The sum of one person's approvals for one entity in one currency. */
export interface ApprovedAmount {
  readonly entity: string
  readonly currency: string
  readonly minor: bigint
  /** In the base currency, but for payments for which there was no fresh rate. */
  readonly baseMinor: bigint
}

type Row = {
  id: string
  state: PersonState
  roles: Role[]
  groups: string[]
  limits: LimitOnRecord[]
  key_states: KeyState[]
  key_quarantines: (Instant | null)[]
  approved: { entity: string; currency: string; minor: string; baseMinor: string }[]
  day_ends: Record<string, Instant> | null
  base_currency: string | null
}

/**
 * Of what was approved, what was approved today where its entity is; `exceptSubject` leaves the one out that is being
 * judged. Sums travel as text: they are larger than a JavaScript number.
 */
export async function readPeopleOnRecord(
  db: Executor,
  personIds: readonly string[] | 'all',
  now: Instant,
  exceptSubject: string | null,
): Promise<PersonOnRecord[]> {
  if (personIds !== 'all' && personIds.length === 0) return []
  const asked = personIds === 'all' ? sql`true` : sql`person.id = ${anyOf(personIds)}`
  // No entity's day is further from UTC's than one.
  const { rows } = await sql<Row>`
    WITH today AS MATERIALIZED (
      SELECT id AS entity_id, (${now}::timestamptz AT TIME ZONE time_zone)::date AS day, time_zone FROM entities
    )
    SELECT person.id, person.state, person.roles, person.groups,
           ${limitsOf('person.id')} AS limits,
           ARRAY(SELECT state FROM keys WHERE person_id = person.id AND state IN ('active', 'quarantined') ORDER BY id)
             AS key_states,
           ARRAY(SELECT quarantine_ends_at FROM keys
                  WHERE person_id = person.id AND state IN ('active', 'quarantined') ORDER BY id) AS key_quarantines,
           coalesce((
             SELECT jsonb_agg(jsonb_build_object(
                      'entity', kept.entity_id, 'currency', kept.currency,
                      'minor', (kept.minor - own.minor)::text, 'baseMinor', (kept.base_minor - own.base_minor)::text))
               FROM approved_sums kept
               JOIN today USING (entity_id, day)
              CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount_minor), 0) AS minor, coalesce(sum(amount_base_minor), 0) AS base_minor
                  FROM approved_payments judged
                 WHERE judged.subject_id = ${exceptSubject} AND judged.person_id = kept.person_id
                   AND judged.entity_id = kept.entity_id AND judged.currency = kept.currency AND judged.day = kept.day
              ) AS own
              WHERE kept.person_id = person.id
                AND kept.day BETWEEN (${now}::timestamptz AT TIME ZONE 'UTC')::date - 1
                                 AND (${now}::timestamptz AT TIME ZONE 'UTC')::date + 1), '[]') AS approved,
           (SELECT jsonb_object_agg(entity_id, to_char((day + 1)::timestamp AT TIME ZONE time_zone AT TIME ZONE 'UTC',
                                                       'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) FROM today) AS day_ends,
           (SELECT base_currency FROM organisation) AS base_currency
      FROM people person
     WHERE ${asked}
     ORDER BY person.id`.execute(db)
  return rows.map(toPerson)
}

function toPerson(row: Row): PersonOnRecord {
  return {
    id: row.id,
    state: row.state,
    roles: row.roles,
    groups: row.groups,
    limits: row.limits.map(toLimit),
    keys: row.key_states.map((state, index) => ({ state, quarantineEndsAt: row.key_quarantines[index] ?? null })),
    approvedToday: row.approved.map(({ entity, currency, minor, baseMinor }) => ({
      entity,
      currency,
      minor: BigInt(minor),
      baseMinor: BigInt(baseMinor),
    })),
    dayEnds: row.day_ends ?? {},
    baseCurrency: row.base_currency,
  }
}
