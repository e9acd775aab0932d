import { digestOf } from '../domain/canonical-json.ts'
import { conflict } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'
import { transition } from './transition.ts'

/** Cancels before release; why stands in the record, and in the log as a digest: somebody may have written names. `head` must have been read with its row locked. */
export async function withdraw(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  { by, reason }: { readonly by: string; readonly reason: string | null },
  now: Instant,
): Promise<SubjectHead> {
  if (!isBeforeRelease(head.state)) throw conflict('STATE', `This is ${head.state} and can no longer be cancelled.`)
  const cancelled = await transition(tx, kinds, head, 'cancelled', now, {
    fields: { by, ...(reason === null ? {} : { reasonDigest: digestOf(reason) }) },
    change: { cancelledBy: by, cancellationReason: reason },
  })
  // The workflow that waits for it learns that there is nothing to wait for.
  await outbox.add(tx, { kind: 'workflow', subjectType: head.type, subjectId: head.id })
  return cancelled
}
