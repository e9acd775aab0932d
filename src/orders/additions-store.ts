/** What is added to an order: files, whose digests join what is signed, and comments, which are never evidence. */
import type { Instant } from '../domain/instant.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type AttachmentRow = {
  id: string
  order_id: string
  digest: string
  media_type: string
  file_name: string
  bytes: Buffer
  added_by: string
  created_at: Instant
}
type CommentRow = { id: string; order_id: string; author: string; body: string; created_at: Instant }

type Tables = {
  attachments: AttachmentRow
  comments: CommentRow
}

/** To an order; what reads one reads them all. */
export const COMMENT_LIMIT = 200

const tables = (db: Executor) => db.withTables<Tables>()

export async function insertAttachment(
  tx: Tx,
  attachment: {
    id: string
    orderId: string
    digest: string
    mediaType: string
    fileName: string
    bytes: Uint8Array
    addedBy: string
    createdAt: Instant
  },
): Promise<void> {
  await tables(tx)
    .insertInto('attachments')
    .values({
      id: attachment.id,
      order_id: attachment.orderId,
      digest: attachment.digest,
      media_type: attachment.mediaType,
      file_name: attachment.fileName,
      bytes: Buffer.from(attachment.bytes),
      added_by: attachment.addedBy,
      created_at: attachment.createdAt,
    })
    .execute()
}

export async function listAttachments(db: Executor, orderId: string) {
  const rows = await tables(db)
    .selectFrom('attachments')
    .select(['id', 'digest', 'media_type', 'file_name', 'added_by', 'created_at'])
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    digest: row.digest,
    mediaType: row.media_type,
    fileName: row.file_name,
    addedBy: row.added_by,
    createdAt: row.created_at,
  }))
}

export async function insertComment(
  tx: Tx,
  comment: { id: string; orderId: string; author: string; body: string; createdAt: Instant },
): Promise<void> {
  await tables(tx)
    .insertInto('comments')
    .values({
      id: comment.id,
      order_id: comment.orderId,
      author: comment.author,
      body: comment.body,
      created_at: comment.createdAt,
    })
    .execute()
}

export async function countComments(tx: Tx, orderId: string): Promise<number> {
  const row = await tables(tx)
    .selectFrom('comments')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** The newest ones up to the limit, oldest first, whatever the record holds. */
export async function listComments(db: Executor, orderId: string) {
  const rows = await tables(db)
    .selectFrom('comments')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(COMMENT_LIMIT)
    .execute()
  return rows.reverse().map((row) => ({ id: row.id, author: row.author, body: row.body, createdAt: row.created_at }))
}
