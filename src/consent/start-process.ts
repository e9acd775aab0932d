import type { Db } from '../platform/postgres/database.ts'
import type { ConsentProcess } from './consent-process.ts'
import { settleSubject } from './settle-subject.ts'
import { readHead } from './store.ts'
import type { SubjectKinds } from './subject-kind.ts'

/**
 * Answers an outbox message: what was committed gets its workflow, with the record's own word on how long to wait. Only
 * of a new subject is one that runs left alone. Any other may have a workflow that waits for what was wanted before,
 * which neither its version nor its revision tells: a signature recorded beside it changes both as little.
 */
export async function startProcess(
  db: Db,
  kinds: SubjectKinds,
  process: ConsentProcess,
  subjectId: string,
  isNew: boolean,
): Promise<void> {
  const standing = await settleSubject(db, kinds, subjectId)
  const head = await readHead(db, subjectId)
  if (head === null) return
  if (standing.status === 'closed') return process.nudge(head.type, head.id)
  if (isNew) await process.ensure(head.type, head.id, standing.waitMs)
  else await process.wake(head.type, head.id)
}
