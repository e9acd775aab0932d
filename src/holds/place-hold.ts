import { openChangesNaming } from '../consent/open-changes.ts'
import { forbid } from '../domain/errors.ts'
import { admitAnotherHold, HOLDS_AN_HOUR } from '../domain/hold-allowance.ts'
import type { Role } from '../domain/person.ts'
import { plainText } from '../domain/text.ts'
import * as log from '../log/log.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import * as outbox from '../platform/outbox.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { requireTarget } from './hold-target.ts'
import { takeHoldLock } from './locks.ts'
import { findActiveHolds, insertHold, readPlacedAt, type Hold, type HoldScope } from './store.ts'

export interface NewHold {
  readonly scope: HoldScope
  readonly target: string
  readonly reason: string
  readonly placedBy: string
  /** Told to nobody: `raiseSilentAlarm`. */
  readonly silent?: boolean
}

export interface PlacedHold {
  readonly hold: Hold
  /** False for one that the same person had placed already, and that stands. */
  readonly isNew: boolean
}

/** What stops more than one payment needs a role; one order or payee anyone signed in may freeze. */
const WIDE: readonly HoldScope[] = ['everything', 'entity', 'channel']
const MAY_PLACE_WIDE: readonly Role[] = ['approver', 'reviewer', 'administrator']

/**
 * Freezes in one step. When this returns, no release that it covers happens any more, in any process. Repeated by the
 * same person while it stands, it is the same hold, or each answer that got lost would take a quorum more to lift. One
 * that somebody has asked to lift is about to go: whoever signs that never heard of what is said now.
 * Beyond `HOLDS_AN_HOUR` new ones of a person it throws 429; to hold everything is never refused.
 */
export async function placeHold(db: Db, roles: readonly Role[], hold: NewHold): Promise<PlacedHold> {
  if (WIDE.includes(hold.scope) && !MAY_PLACE_WIDE.some((role) => roles.includes(role))) {
    throw forbid(
      'HOLD_SCOPE',
      'Approvers, reviewers and administrators may hold an entity, a channel or everything. You can hold the order.',
    )
  }
  plainText(hold.reason, 'reason', 500)
  await requireTarget(db, hold.scope, hold.target)
  return transaction(db, (tx) => placeHoldWithin(tx, hold))
}

/** The same inside a transaction that does more: a report. */
export async function placeHoldWithin(tx: Tx, hold: NewHold): Promise<PlacedHold> {
  await takeHoldLock(tx)
  const standing = await findStandingHold(tx, hold)
  if (standing !== null) return { hold: standing, isNew: false }
  if (hold.scope !== 'everything')
    admitAnotherHold(await readPlacedAt(tx, hold.placedBy, HOLDS_AN_HOUR), await readNow(tx))
  return { hold: await placeHoldIn(tx, hold), isNew: true }
}

async function findStandingHold(tx: Tx, hold: NewHold): Promise<Hold | null> {
  const active = await findActiveHolds(tx, hold)
  const ids = active.map(({ id }) => id)
  const lifts = await openChangesNaming(tx, 'hold', 'holdId', ids)
  return active.find(({ id }) => !lifts.has(id)) ?? null
}

/** Always another one, whoever placed how many before: a denial under threat, a suspicious call. */
export async function placeHoldIn(tx: Tx, hold: NewHold): Promise<Hold> {
  await takeHoldLock(tx)
  const { silent = false } = hold
  const placedAt = await readNow(tx)
  const placed: Hold = { ...hold, silent, id: newId('hld'), placedAt, liftedAt: null, liftedBy: null }
  await insertHold(tx, placed)
  await log.append(tx, {
    kind: 'hold.placed',
    fields: { holdId: placed.id, scope: hold.scope, target: hold.target, placedBy: hold.placedBy },
  })
  if (silent) return placed
  await outbox.add(tx, {
    kind: 'event',
    type: 'hold.placed',
    subjectId: placed.id,
    data: { holdId: placed.id, scope: hold.scope },
  })
  return placed
}
