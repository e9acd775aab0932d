import { readHeadsById } from '../consent/read-head.ts'
import type { Viewer } from '../consent/read-subject.ts'
import { kindOf } from '../consent/kind-of.ts'
import { blindSubjects } from '../consent/blind-subjects.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { refuseField } from '../domain/errors.ts'
import { isInstant } from '../domain/instant.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { toContent } from './order-content.ts'
import { listOrderIds } from './store.ts'

export interface ListRequest {
  readonly clientId: string | null
  readonly states: readonly SubjectState[]
  readonly cursor: string | null
  readonly limit: number
}

/** A page of orders, newest first, one line each. `next` is the cursor of the following page. */
export async function listOrders(db: Executor, kinds: SubjectKinds, viewer: Viewer, request: ListRequest) {
  const after = request.cursor === null ? null : readCursor(request.cursor)
  const ids = await listOrderIds(db, {
    clientId: request.clientId,
    states: request.states,
    after,
    limit: request.limit + 1,
  })
  const page = ids.slice(0, request.limit)
  const heads = new Map(
    (
      await readHeadsById(
        db,
        page.map((one) => one.id),
      )
    ).map((head) => [head.id, head]),
  )
  const blind =
    viewer.kind === 'person' ? await blindSubjects(db, kinds, [...heads.values()], viewer.personId) : new Set<string>()
  const items = page.flatMap(({ id }) => {
    const head = heads.get(id)
    if (head === undefined) return []
    const title = kindOf(kinds, 'order').title(head.content, blind.has(id))
    return [
      {
        id,
        externalId: toContent(head.content).externalId,
        version: head.version,
        state: head.state,
        title,
        createdAt: head.createdAt,
      },
    ]
  })
  const last = page.at(-1)
  const next =
    ids.length > request.limit && last !== undefined
      ? Buffer.from(`${last.createdAt}~${last.id}`).toString('base64url')
      : null
  return { items, next }
}

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [at = '', id = ''] = text.split('~')
  if (isInstant(at) && /^ord_[0-9a-z]{1,40}$/.test(id) && text === `${at}~${id}`) return text
  throw refuseField('cursor', 'CURSOR_INVALID', 'Pass on the `next` of the page before, as it is.')
}
