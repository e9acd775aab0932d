import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { blindAmong } from './blind-subjects.ts'
import { evaluateAll } from './evaluate-all.ts'
import { kindOf } from './kind-of.ts'
import type { InboxAnswer } from './schema.ts'
import { signable } from './signable.ts'
import { readHeads } from './store.ts'
import type { SubjectKinds } from './subject-kind.ts'

/** How much of what is open an inbox looks at, oldest first. */
export const INBOX_LIMIT = 500

/** What waits for one person: open requirements they are eligible for and have not answered. */
export async function readInbox(db: Executor, kinds: SubjectKinds, personId: string): Promise<InboxAnswer['items']> {
  const heads = await readHeads(db, { states: ['awaiting_evidence'], limit: INBOX_LIMIT })
  const { of, duties, standings } = await evaluateAll(db, kinds, heads, await readNow(db))
  const standing = standings.get(personId)
  if (standing === undefined) return []
  const blind = await blindAmong(db, kinds, heads, standing, duties)
  const items = heads.flatMap((head) =>
    signable(head, of(head), standing).map((requirement) => ({
      subject: { type: head.type, id: head.id },
      requirementId: requirement.id,
      kind: requirement.kind,
      title: kindOf(kinds, head.type).title(head.content, blind.has(head.id)),
      dueAt: requirement.kind === 'review' ? requirement.dueAt : head.expiresAt,
    })),
  )
  return items.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
}
