import type { Instant } from '../domain/instant.ts'
import type { Standing } from '../domain/person.ts'
import type { SubjectDuties } from '../domain/requirement.ts'
import { resolve, type Resolution } from '../domain/resolve.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import { revokedKeys } from '../people/revoked-keys.ts'
import { standings } from '../people/standings.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { kindOf } from './kind-of.ts'
import { readEvidence, type StoredEvidence } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

export interface Evaluation {
  readonly resolution: Resolution
  readonly evidence: readonly StoredEvidence[]
  readonly duties: SubjectDuties
  readonly standings: ReadonlyMap<string, Standing>
}

/** Reads what the rules need and asks them. Keys, people and limits are read anew every time. */
export async function evaluate(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  now: Instant,
  people: 'signers' | 'all' = 'signers',
): Promise<Evaluation> {
  const evidence = await standingEvidence(db, head)
  const duties = await kindOf(kinds, head.type).duties(db, head)
  const signers = [...new Set(evidence.map((one) => one.personId))]
  const standing = await standings(db, people === 'all' ? 'all' : signers, now, head.id)
  const resolution = resolve({
    subject: { type: head.type, id: head.id, version: head.version, digest: head.digest },
    requirements: head.assessment.requirements,
    evidence,
    duties,
    standings: standing,
    expiresAt: head.expiresAt,
    now,
  })
  return { resolution, evidence, duties, standings: standing }
}

/**
 * Until it is released, a payment stands on keys that still do: what a revoked key confirmed counts no longer, and its
 * owner may sign with another one. A denial stays; revoking a key must not take it back.
 */
async function standingEvidence(db: Executor, head: SubjectHead): Promise<StoredEvidence[]> {
  const evidence = await readEvidence(db, [head.id])
  if (!isBeforeRelease(head.state)) return evidence
  const keyIds = evidence.filter((one) => one.decision !== 'deny').map((one) => one.keyId)
  const revoked = await revokedKeys(db, keyIds)
  return evidence.map((one) =>
    one.decision !== 'deny' && one.voidedBy === null && revoked.has(one.keyId) ? { ...one, voidedBy: one.keyId } : one,
  )
}
