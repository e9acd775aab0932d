import type { Instant } from '../domain/instant.ts'
import type { Standing } from '../domain/person.ts'
import type { SubjectDuties } from '../domain/requirement.ts'
import { resolve, type Resolution } from '../domain/resolve.ts'
import { isBeforeRelease, isOpen } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import { heldPeople, withHolds } from '../holds/held-people.ts'
import { standings } from '../people/standings.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { kindOf } from './kind-of.ts'
import { readSlimEvidence, type SlimEvidence } from './evidence-store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'
import { voids } from './voids.ts'

export interface SlimEvaluation {
  /** Null of what evidence cannot change any more. */
  readonly resolution: Resolution | null
  readonly evidence: readonly SlimEvidence[]
  readonly duties: SubjectDuties
}

export interface EvaluatedList {
  readonly duties: ReadonlyMap<string, SubjectDuties>
  readonly standings: ReadonlyMap<string, Standing>
  readonly of: (head: SubjectHead) => SlimEvaluation
}

/**
 * What `evaluate` says, for a whole list and in a handful of queries. Everyone's standing is read once: nothing that is
 * open counts towards what somebody approved today, so leaving out "this one" leaves out nothing.
 */
export async function evaluateAll(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
  now: Instant,
): Promise<EvaluatedList> {
  const people = withHolds(await standings(db, 'all', now), await heldPeople(db))
  const duties = await dutiesOfAll(db, kinds, heads)
  const evidence = await standingEvidence(db, heads)
  return {
    duties,
    standings: people,
    of(head) {
      const own = evidence.get(head.id) ?? []
      const ownDuties = duties.get(head.id)
      if (ownDuties === undefined) throw new TypeError(`Unexpected subject ${head.id}, it was not evaluated`)
      const resolution = isOpen(head.state)
        ? resolve({
            subject: { type: head.type, id: head.id, version: head.version, digest: head.digest },
            requirements: head.assessment.requirements,
            evidence: own,
            duties: ownDuties,
            standings: people,
            expiresAt: head.expiresAt,
            now,
          })
        : null
      return { resolution, evidence: own, duties: ownDuties }
    },
  }
}

export async function dutiesOfAll(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
): Promise<ReadonlyMap<string, SubjectDuties>> {
  const byType = new Map<SubjectType, SubjectHead[]>()
  for (const head of heads) byType.set(head.type, [...(byType.get(head.type) ?? []), head])
  const duties = new Map<string, SubjectDuties>()
  for (const [type, own] of byType) {
    for (const [id, found] of await kindOf(kinds, type).dutiesOfAll(db, own)) duties.set(id, found)
  }
  return duties
}

/** As `evaluate` reads it. */
async function standingEvidence(
  db: Executor,
  heads: readonly SubjectHead[],
): Promise<ReadonlyMap<string, readonly SlimEvidence[]>> {
  const open = new Set(heads.filter((head) => isBeforeRelease(head.state)).map((head) => head.id))
  const evidence = await readSlimEvidence(db, [...open])
  const gone = await voids(db, evidence)
  const bySubject = new Map<string, SlimEvidence[]>()
  for (const one of evidence) {
    const own = bySubject.get(one.subject.id) ?? []
    bySubject.set(one.subject.id, own)
    own.push({ ...one, voidedBy: one.voidedBy ?? gone.get(one.id) ?? null })
  }
  return bySubject
}
