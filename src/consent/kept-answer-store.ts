/** Answers that the API has kept and the worker has yet to record: challenges of migrations 0050 and 0135. */
import { sql } from 'kysely'
import type { Decision } from '../domain/evidence.ts'
import type { SubjectType } from '../domain/subject.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'

export interface KeptAnswer {
  readonly challengeId: string
  readonly subjectType: SubjectType
  readonly subjectId: string
  readonly decision: Decision
  readonly isExpired: boolean
}

/**
 * Those that have been kept for so long that whoever was to record them at once has not, and those that soon cannot be
 * recorded any more; oldest first.
 */
export async function readKeptAnswers(
  db: Db,
  { forMs, orExpiringInMs, limit }: { readonly forMs: number; readonly orExpiringInMs: number; readonly limit: number },
): Promise<readonly KeptAnswer[]> {
  const { rows } = await sql<KeptAnswer>`
    select challenges.id as "challengeId", subjects.type as "subjectType", subjects.id as "subjectId",
      challenges.decision, challenges.expires_at <= time.now as "isExpired"
    from (select countersign_now() as now) as time, challenges join subjects on subjects.id = challenges.subject_id
    where challenges.kept_at is not null and challenges.consumed_at is null and challenges.given_up_at is null
      and (challenges.kept_at <= time.now - make_interval(secs => ${forMs / 1000})
        or challenges.expires_at <= time.now + make_interval(secs => ${orExpiringInMs / 1000}))
    order by challenges.kept_at
    limit ${limit}`.execute(db)
  return rows
}

/** Nobody asks for it again by themselves. Whether it was this call that gave it up. */
export async function giveUpAnswer(db: Db, challengeId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update challenges set given_up_at = countersign_now()
    where id = ${challengeId} and credential is not null and consumed_at is null and given_up_at is null`.execute(db)
  return numAffectedRows === 1n
}

/** Whether somebody has denied what the subject is now who has not been recorded yet, and still can be. */
export async function hasKeptDenial(tx: Tx, subjectId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from challenges join subjects on subjects.id = subject_id and subjects.version = subject_version
      where subject_id = ${subjectId} and purpose = 'evidence' and decision = 'deny' and credential is not null
        and consumed_at is null and given_up_at is null and challenges.expires_at > countersign_now()
    ) as found`.execute(tx)
  return rows[0]?.found ?? false
}
