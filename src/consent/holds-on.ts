import type { Evidence } from '../domain/evidence.ts'
import { stoppedBy, type Placed } from '../holds/active-holds.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { holdTargetsOf } from './hold-targets.ts'
import { kindOf } from './kind-of.ts'
import type { CarriedTarget, SubjectHead, SubjectKinds } from './subject-kind.ts'

/** A hold that stops a subject, and through which other one whose place it takes; null where that makes no difference. */
export type Stopping<H> = H & { readonly through: string | null }

/** Those of these holds that stop this subject: that name it, or what it stands on, or what it takes the place of. */
export async function holdsOn<H extends Placed>(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  evidence: readonly Evidence[],
  holds: readonly H[],
): Promise<Stopping<H>[]> {
  return (await holdsOnEach(db, kinds, [head], () => evidence, holds)).get(head.id) ?? []
}

/** The same for many, by id. The record is asked once for each type, and not at all where no other hold stands. */
export async function holdsOnEach<H extends Placed>(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
  evidenceOf: (head: SubjectHead) => readonly Evidence[],
  holds: readonly H[],
): Promise<ReadonlyMap<string, Stopping<H>[]>> {
  const own = new Map(
    heads.map((head) => {
      const targets = holdTargetsOf(kinds, head, evidenceOf(head))
      return [head.id, stoppedBy(thatStop(kinds, head, holds), targets)]
    }),
  )
  const free = heads.filter(({ id }) => (own.get(id)?.length ?? 0) < holds.length)
  const carried = await carriedTargets(db, kinds, free, holds)
  return new Map(
    heads.map(({ id }) => {
      const stopping = (hold: H): Stopping<H>[] => {
        if (own.get(id)?.includes(hold) === true) return [{ ...hold, through: null }]
        const target = (carried.get(id) ?? []).find((one) => stoppedBy([hold], [one]).length > 0)
        return target === undefined ? [] : [{ ...hold, through: target.through }]
      }
      return [id, holds.flatMap(stopping)]
    }),
  )
}

/** Not every hold stops every change: one on everything could not be lifted otherwise. */
function thatStop<H extends Placed>(kinds: SubjectKinds, { type, content }: SubjectHead, holds: readonly H[]): H[] {
  const effect = kindOf(kinds, type).effect?.(content)
  return holds.filter(({ scope }) => effect?.stoppedBy !== 'holds_on_people' || scope === 'person')
}

async function carriedTargets(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
  holds: readonly Placed[],
): Promise<ReadonlyMap<string, readonly CarriedTarget[]>> {
  const found = new Map<string, readonly CarriedTarget[]>()
  for (const type of new Set(heads.map((head) => head.type))) {
    const those = heads.filter((head) => head.type === type)
    const carried = (await kindOf(kinds, type).carriedTargets?.(db, those, holds)) ?? []
    for (const [id, targets] of carried) found.set(id, targets)
  }
  return found
}
