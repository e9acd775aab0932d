import { standings } from '../people/standings.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { Standing } from '../domain/person.ts'
import type { SubjectDuties } from '../domain/requirement.ts'
import { blindApprovals, hidesAccounts, unseenAmong } from './blindness.ts'
import { dutiesOfAll } from './evaluate-all.ts'
import { kindOf } from './kind-of.ts'
import { readMatchedEntries } from './blind-entry-store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/** Of these subjects, the ones whose amount and account this person has yet to type, or has no need to see. */
export async function blindSubjects(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
  personId: string,
): Promise<ReadonlySet<string>> {
  const standing = (await standings(db, [personId], await readNow(db))).get(personId)
  // Somebody unknown sees as little as can be.
  if (standing === undefined) return new Set(heads.map((head) => head.id))
  return blindAmong(db, kinds, heads, standing, await dutiesOfAll(db, kinds, heads))
}

/** The same where everybody's standing and all duties have been read. */
export async function blindAmong(
  db: Executor,
  kinds: SubjectKinds,
  heads: readonly SubjectHead[],
  standing: Standing,
  duties: ReadonlyMap<string, SubjectDuties>,
): Promise<ReadonlySet<string>> {
  const matched = await readMatchedEntries(
    db,
    heads.map((head) => head.id),
    standing.personId,
  )
  const isBlind = (head: SubjectHead): boolean => {
    const own = duties.get(head.id)
    // Who may have asked for it is not known, so nobody is taken for one of them.
    if (own === undefined || hidesAccounts(kindOf(kinds, head.type), head, standing)) return true
    const asked = blindApprovals(head, standing, own)
    return unseenAmong(asked, matched.get(`${head.id} ${head.version}`) ?? []) !== null
  }
  return new Set(heads.filter(isBlind).map((head) => head.id))
}
