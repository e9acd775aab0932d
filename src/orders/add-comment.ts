import { readHead } from '../consent/read-head.ts'
import { notFound, refuseField } from '../domain/errors.ts'
import { noteText } from '../domain/text.ts'
import type { Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { COMMENT_LIMIT, countComments, insertComment } from './additions-store.ts'
import { submitterOf } from './submit-order.ts'

const COMMENT_LENGTH = 4000

/** Comments are never evidence and change nothing. Each reader of the order is sent all of them, so they are counted. */
export async function addComment(tx: Tx, caller: Caller, orderId: string, text: string): Promise<void> {
  const body = noteText(text, 'body', COMMENT_LENGTH)
  // Under the order's lock: those that come at once are counted one after the other.
  if ((await readHead(tx, orderId, 'update')) === null) throw notFound('order')
  if ((await countComments(tx, orderId)) >= COMMENT_LIMIT) {
    throw refuseField(
      'body',
      'TOO_MANY_COMMENTS',
      `There are ${COMMENT_LIMIT} comments on this order, and there is no room for more. Talk about it elsewhere; if something is wrong, deny it or place a hold.`,
    )
  }
  const createdAt = await readNow(tx)
  await insertComment(tx, { id: newId('cmt'), orderId, author: submitterOf(caller), body, createdAt })
}
