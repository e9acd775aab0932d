import { notFound } from '../domain/errors.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { HoldPage, HoldView } from './schema.ts'
import { listHolds, readHold, type Hold } from './store.ts'

/** What anyone signed in sees of a hold: never who placed it. */
export function holdView({ id, scope, target, reason, placedAt, liftedAt, liftedBy }: Hold): HoldView {
  return { id, scope, target, reason, placedAt, liftedAt, liftedBy }
}

export async function viewHold(db: Executor, id: string): Promise<HoldView> {
  const hold = await readHold(db, id)
  if (hold === null) throw notFound('hold')
  return holdView(hold)
}

/** Newest first. */
export async function viewHolds(
  db: Executor,
  page: { readonly state: 'active' | 'lifted'; readonly cursor?: string | undefined; readonly limit: number },
): Promise<HoldPage> {
  const found = await listHolds(db, {
    active: page.state === 'active',
    before: page.cursor ?? null,
    limit: page.limit + 1,
  })
  const items = found.slice(0, page.limit).map(holdView)
  return { items, next: found.length > page.limit ? (items.at(-1)?.id ?? null) : null }
}
