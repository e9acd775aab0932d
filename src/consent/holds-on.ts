import type { Evidence } from '../domain/evidence.ts'
import { stoppedBy } from '../holds/active-holds.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { holdTargetsOf } from './hold-targets.ts'
import { kindOf } from './kind-of.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

type Placed = { readonly scope: string; readonly target: string }

/** Those of these holds that stop this subject: that name it, or what it stands on, or what it was handed in for. */
export async function holdsOn<H extends Placed>(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  evidence: readonly Evidence[],
  holds: readonly H[],
): Promise<H[]> {
  return (await holdsOnEach(db, kinds, [head], () => evidence, holds)).get(head.id) ?? []
}

/** The same for many, by id. The record is asked once for each type. */
export async function holdsOnEach<H extends Placed>(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
  evidenceOf: (head: SubjectHead) => readonly Evidence[],
  holds: readonly H[],
): Promise<ReadonlyMap<string, H[]>> {
  const heldIds = holds.flatMap((hold) => (hold.scope === 'order' ? [hold.target] : []))
  const found = new Map<string, H[]>()
  for (const type of new Set(heads.map((head) => head.type))) {
    const those = heads.filter((head) => head.type === type)
    const handedInFor = await kindOf(kinds, type).handedInFor?.(
      db,
      those.map((head) => head.id),
      heldIds,
    )
    for (const head of those) {
      const replaced = (handedInFor?.get(head.id) ?? []).map((target) => ({ scope: 'order' as const, target }))
      found.set(head.id, stoppedBy(holds, [...holdTargetsOf(kinds, head, evidenceOf(head)), ...replaced]))
    }
  }
  return found
}
