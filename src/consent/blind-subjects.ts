import { standings } from '../people/standings.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { isBlindFor } from './blindness.ts'
import { kindOf } from './kind-of.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/** Of these subjects, the ones whose amount and account this person has yet to type. */
export async function blindSubjects(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
  personId: string,
): Promise<ReadonlySet<string>> {
  const standing = (await standings(db, [personId], await readNow(db))).get(personId)
  // Somebody unknown sees as little as can be.
  if (standing === undefined) return new Set(heads.map((head) => head.id))
  const blind = new Set<string>()
  for (const head of heads) {
    const duties = await kindOf(kinds, head.type).duties(db, head)
    if (await isBlindFor(db, head, standing, duties)) blind.add(head.id)
  }
  return blind
}
