import type { Evidence } from '../domain/evidence.ts'
import { stoppedBy, type Placed } from '../holds/active-holds.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { holdTargetsOf } from './hold-targets.ts'
import { kindOf } from './kind-of.ts'
import type { HoldTarget, SubjectHead, SubjectKinds } from './subject-kind.ts'

/** Those of these holds that stop this subject: that name it, or what it stands on, or what it takes the place of. */
export async function holdsOn<H extends Placed>(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  evidence: readonly Evidence[],
  holds: readonly H[],
): Promise<H[]> {
  return (await holdsOnEach(db, kinds, [head], () => evidence, holds)).get(head.id) ?? []
}

/** The same for many, by id. The record is asked once for each type, and not at all where nothing else is held. */
export async function holdsOnEach<H extends Placed>(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
  evidenceOf: (head: SubjectHead) => readonly Evidence[],
  holds: readonly H[],
): Promise<ReadonlyMap<string, H[]>> {
  const own = new Map(heads.map((head) => [head.id, holdTargetsOf(kinds, head, evidenceOf(head))]))
  const open = heads.filter((head) => stoppedBy(holds, own.get(head.id) ?? []).length < holds.length)
  const replaced = await replacedTargets(db, kinds, open)
  return new Map(heads.map(({ id }) => [id, stoppedBy(holds, [...(own.get(id) ?? []), ...(replaced.get(id) ?? [])])]))
}

async function replacedTargets(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
): Promise<ReadonlyMap<string, readonly HoldTarget[]>> {
  const found = new Map<string, readonly HoldTarget[]>()
  for (const type of new Set(heads.map((head) => head.type))) {
    const those = heads.filter((head) => head.type === type)
    const replaced = (await kindOf(kinds, type).replacedTargets?.(db, those)) ?? []
    for (const [id, targets] of replaced) found.set(id, targets)
  }
  return found
}
