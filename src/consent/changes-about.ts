import type { Decision } from '../domain/evidence.ts'
import type { Instant } from '../domain/instant.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readSlimEvidence } from './evidence-store.ts'
import { changeIdsAbout } from './list-store.ts'
import { requestersOf } from './change-kind.ts'
import { readHeadsById } from './store.ts'

export interface ChangeAbout {
  readonly id: string
  readonly type: SubjectType
  readonly state: SubjectState
  readonly createdAt: Instant
  /** Who asked for it. */
  readonly requesters: readonly string[]
}

/** Changes of accounts and contacts of these payees, newest first. */
export async function changesAbout(
  db: Executor,
  counterpartyIds: readonly string[],
  limit: number,
): Promise<ChangeAbout[]> {
  const ids = await changeIdsAbout(db, counterpartyIds, limit)
  const heads = new Map((await readHeadsById(db, ids)).map((head) => [head.id, head]))
  return ids.flatMap((id) => {
    const head = heads.get(id)
    if (head === undefined) return []
    const { type, state, createdAt, content } = head
    return [{ id, type, state, createdAt, requesters: requestersOf(content) }]
  })
}

const AFFIRMATIVE: readonly Decision[] = ['confirm', 'continue']

/** Whose signatures put a change into effect. */
export async function signersOf(db: Executor, subjectId: string): Promise<string[]> {
  const evidence = await readSlimEvidence(db, [subjectId])
  const signed = evidence.filter((one) => one.voidedBy === null && AFFIRMATIVE.includes(one.decision))
  return [...new Set(signed.map((one) => one.personId))]
}
