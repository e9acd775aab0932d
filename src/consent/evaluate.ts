import type { Instant } from '../domain/instant.ts'
import type { Standing } from '../domain/person.ts'
import type { SubjectDuties } from '../domain/requirement.ts'
import { resolve, type Resolution } from '../domain/resolve.ts'
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
  const evidence = await readEvidence(db, [head.id])
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
