import type { Instant } from './instant.ts'
import type { Money } from './money.ts'

export const ROLES = [
  'requester',
  'approver',
  'instructor',
  'caller',
  'reviewer',
  'directory_editor',
  'policy_author',
  'administrator',
  'auditor',
] as const
export type Role = (typeof ROLES)[number]

export interface Limit {
  readonly entity: string
  readonly perOrder: Money
  readonly perDay: Money
}

/** A person as the rules see them at one moment. */
export interface Standing {
  readonly personId: string
  readonly active: boolean
  readonly roles: readonly Role[]
  readonly groups: readonly string[]
  readonly limits: readonly Limit[]
  /** Has a key that is active and past quarantine. */
  readonly hasActiveKey: boolean
  /** A hold stands on them. Read with what is to be decided; who only asks for people is not told. */
  readonly isHeld?: boolean
  /** What this person's approvals already let go today, by entity, in each limit's currency, and when that day ends. */
  readonly approvedToday: readonly { readonly entity: string; readonly spent: Money; readonly until: Instant }[]
}

export type KeyState = 'pending' | 'active' | 'quarantined' | 'revoked'

/** A quarantined key becomes full by time alone; until then it may deny, hold and report. */
export function effectiveKeyState(state: KeyState, quarantineEndsAt: Instant | null, now: Instant): KeyState {
  return state === 'quarantined' && quarantineEndsAt !== null && quarantineEndsAt <= now ? 'active' : state
}

/** Group names starting with `role:` mean everyone who has the role, e.g. `role:administrator`. */
export function isMember(standing: Standing, group: string): boolean {
  if (group.startsWith('role:')) return standing.roles.some((role) => `role:${role}` === group)
  return standing.groups.includes(group)
}

/**
 * Whether one more payment of this size stays within what the person may approve: a limit for the entity and the
 * currency, for the order and for the day. No limit on file means no authority.
 */
export function isWithinLimit(standing: Standing, entity: string, amounts: readonly Money[]): boolean {
  return standing.limits.some((limit) => {
    if (limit.entity !== entity) return false
    const amount = amounts.find((money) => money.currency === limit.perOrder.currency)
    if (amount === undefined || amount.minor > limit.perOrder.minor) return false
    const spent = standing.approvedToday.find(
      (day) => day.entity === entity && day.spent.currency === limit.perDay.currency,
    )
    return amount.currency === limit.perDay.currency && (spent?.spent.minor ?? 0n) + amount.minor <= limit.perDay.minor
  })
}
