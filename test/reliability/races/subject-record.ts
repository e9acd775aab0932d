import { sql } from 'kysely'
import type { Db } from '../../../src/platform/postgres/database.ts'

/** What the record says of one subject, as far as a race can spoil it. */
export interface SubjectRecord {
  readonly state: string
  readonly version: number
  readonly approvedAt: string | null
  /** In the order of the times at which it was accepted. */
  readonly evidence: readonly {
    readonly challengeId: string
    readonly personId: string
    readonly version: number
    readonly acceptedAt: string
  }[]
  /** Kinds of its log entries, in the order they were written. */
  readonly log: readonly string[]
  /** When evidence was accepted, in the order in which the log has it. */
  readonly acceptedInLog: readonly string[]
  /** Types of the events that wait to be published. */
  readonly events: readonly string[]
  readonly releases: number
}

export async function readSubjectRecord(owner: Db, subjectId: string): Promise<SubjectRecord> {
  const { rows } = await sql<SubjectRecord>`
    with entries as (
      select seq, kind, body::json as body from log_entries where body::json -> 'subject' ->> 'id' = ${subjectId}
    )
    select state, version, approved_at as "approvedAt",
      (select coalesce(json_agg(json_build_object('challengeId', challenge_id, 'personId', person_id,
          'version', subject_version, 'acceptedAt', entries.body ->> 'acceptedAt') order by accepted_at, entries.seq), '[]')
        from evidence join entries on entries.body ->> 'evidenceId' = evidence.id) as evidence,
      (select coalesce(json_agg(kind order by seq), '[]') from entries) as log,
      (select coalesce(json_agg(body ->> 'acceptedAt' order by seq), '[]')
        from entries where kind = 'evidence.accepted') as "acceptedInLog",
      (select coalesce(json_agg(payload ->> 'type' order by created_at, id), '[]')
        from outbox where kind = 'event' and subject_id = subjects.id) as events,
      (select count(*)::int from releases where order_id = subjects.id) as releases
    from subjects where id = ${subjectId}`.execute(owner)
  const [row] = rows
  if (row === undefined) throw new Error(`There is no subject ${subjectId}`)
  return row
}

/** How many of them there are. */
export function countOf(kinds: readonly string[], kind: string): number {
  return kinds.filter((one) => one === kind).length
}
