import { readHead } from '../consent/read-head.ts'
import { counterpartyOnFile } from '../directory/counterparty-on-file.ts'
import { refuseField } from '../domain/errors.ts'
import { CHANNELS } from '../domain/payment-order.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { standings } from '../people/standings.ts'
import { readEntity } from '../risk/read-entity.ts'
import type { HoldScope } from './store.ts'

/** A hold that names nothing stops nothing, while whoever placed it feels safe: 422 `HOLD_TARGET`. */
export async function requireTarget(db: Executor, scope: HoldScope, target: string): Promise<void> {
  if (await exists(db, scope, target)) return
  const detail =
    scope === 'everything'
      ? 'Leave the target out: everything is held.'
      : `There is no such ${scope}. Give its id; a channel is one of ${CHANNELS.join(', ')}.`
  throw refuseField('target', 'HOLD_TARGET', detail)
}

async function exists(db: Executor, scope: HoldScope, target: string): Promise<boolean> {
  switch (scope) {
    case 'order':
      return (await readHead(db, target))?.type === 'order'
    case 'counterparty':
      return counterpartyOnFile(db, target)
    case 'person':
      return (await standings(db, [target], await readNow(db))).has(target)
    case 'entity':
      return (await readEntity(db, target)) !== null
    case 'channel':
      return CHANNELS.some((channel) => channel === target)
    case 'everything':
      return target === '*'
  }
}
