import { openChangesNaming } from '../consent/open-changes.ts'
import { notFound } from '../domain/errors.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { HoldPage, HoldsQuery, HoldView } from './schema.ts'
import { listHolds, readShownHold, type Hold, type HoldScope } from './store.ts'

/** What an alarm or a report places is never among them. */
const PLACED_BY_NAME: readonly HoldScope[] = ['entity', 'channel', 'everything']

/** What anyone signed in sees of a hold. */
function holdView({ id, scope, target, reason, ...hold }: Hold, openLift: string | null = null): HoldView {
  const { placedAt, liftedAt, liftedBy } = hold
  const placedBy = PLACED_BY_NAME.includes(scope) ? hold.placedBy : null
  return { id, scope, target, reason, placedAt, placedBy, liftedAt, liftedBy, liftId: liftedBy ?? openLift }
}

/** As it stands for whoever has just placed it, or had placed it before. */
export async function viewPlaced(db: Executor, hold: Hold): Promise<HoldView> {
  return holdView(hold, (await openChangesNaming(db, 'hold', 'holdId', [hold.id])).get(hold.id))
}

export async function viewHold(db: Executor, id: string): Promise<HoldView> {
  const hold = await readShownHold(db, id)
  if (hold === null) throw notFound('hold')
  return viewPlaced(db, hold)
}

/** Newest first. */
export async function viewHolds(db: Executor, page: HoldsQuery): Promise<HoldPage> {
  const { state, scope = null, cursor = null, limit } = page
  const found = await listHolds(db, { state, scope, before: cursor, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const lifts = await openChangesNaming(
    db,
    'hold',
    'holdId',
    shown.map((hold) => hold.id),
  )
  const items = shown.map((hold) => holdView(hold, lifts.get(hold.id)))
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}
