import { revocationNeeds } from '../domain/admit-revocation.ts'
import type { Instant } from '../domain/instant.ts'
import { formatAmount } from '../domain/money.ts'
import { effectiveKeyState } from '../domain/person.ts'
import { isUnclaimed } from '../domain/unclaimed-seat.ts'
import type { StoredKey } from './key-store.ts'
import type { KeyView, OwnKeyView, PersonDetail, PersonView } from './schema.ts'
import type { Person } from './store.ts'

/** What a key's view takes besides the key. */
export interface KeyReading {
  readonly now: Instant
  /** The founding administrators' keys, by whom the other one is (founding-confirmations.ts). */
  readonly founding: ReadonlyMap<string, string>
}

export function personView({ id, email, name, roles, groups, state }: Person): PersonView {
  return { id, email, name, roles: [...roles], groups: [...groups], state }
}

export function personDetail(person: Person, keys: readonly StoredKey[], { now, founding }: KeyReading): PersonDetail {
  const limits = person.limits.map(({ entity, perOrder, perDay }) => {
    return { entity, currency: perOrder.currency, perOrder: formatAmount(perOrder), perDay: formatAmount(perDay) }
  })
  const externalIds = { ...person.externalIds }
  const invitable = person.state !== 'left' && isUnclaimed(keys)
  return {
    ...personView(person),
    limits,
    externalIds,
    keys: keys.map((key) => keyView(key, { now, founding })),
    invitable,
  }
}

export function keyView(key: StoredKey, { now, founding }: KeyReading): KeyView {
  const { id, fingerprint, aaguid, label, quarantineEndsAt, enrolledAt, revokedAt, activatedAt } = key
  const founder = founding.get(id)
  const confirmedBy = founder === undefined ? [...key.confirmedBy] : [founder]
  const state = effectiveKeyState(key.state, quarantineEndsAt, now)
  const times = { quarantineEndsAt, enrolledAt, revokedAt, activatedAt }
  return { id, fingerprint, model: aaguid, label, state, ...times, confirmedBy }
}

/** Somebody's keys as they see them in the session of one. */
export function ownKeyViews(keys: readonly StoredKey[], sessionKeyId: string, reading: KeyReading): OwnKeyView[] {
  const views = keys.map((key) => keyView(key, reading))
  const session = views.find(({ id }) => id === sessionKeyId)
  return views.map((view) => ({
    ...view,
    givingUp: session === undefined ? null : revocationNeeds(session, view, views),
  }))
}
