import type { Instant } from '../domain/instant.ts'
import type { Money } from '../domain/money.ts'
import { effectiveKeyState, type Limit, type Standing } from '../domain/person.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readPeopleOnRecord, type PersonOnRecord } from './standings-store.ts'

/**
 * People as the rules see them now, by id: those named, or all. What their approvals let go today counts towards their
 * daily limits, today being the entity's own day; `exceptSubject` is the one being judged, which is not counted yet.
 */
export async function standings(
  db: Executor,
  personIds: readonly string[] | 'all',
  now: Instant,
  exceptSubject?: string,
): Promise<Map<string, Standing>> {
  const people = await readPeopleOnRecord(db, personIds, now, exceptSubject ?? null)
  return new Map(people.map((person) => [person.id, standingOf(person, now)]))
}

function standingOf(person: PersonOnRecord, now: Instant): Standing {
  const { id, state, roles, groups, limits, keys } = person
  const hasActiveKey = keys.some((key) => effectiveKeyState(key.state, key.quarantineEndsAt, now) === 'active')
  const approvedToday = limits.map((limit) => ({
    entity: limit.entity,
    spent: spentUnder(limit, person),
    until: dayEnd(limit.entity, person),
  }))
  return { personId: id, active: state === 'active', roles, groups, limits, hasActiveKey, approvedToday }
}

/**
 * In the limit's currency: payments in it, and in any other currency when the limit is in the base currency. A payment
 * that could not be converted was not approved under such a limit, so it is not missing here.
 */
function spentUnder(limit: Limit, { approvedToday, baseCurrency }: PersonOnRecord): Money {
  const { currency } = limit.perDay
  const minor = approvedToday.reduce((sum, amount) => {
    if (amount.entity !== limit.entity) return sum
    if (amount.currency === currency) return sum + amount.minor
    return currency === baseCurrency ? sum + amount.baseMinor : sum
  }, 0n)
  return { minor, currency }
}

function dayEnd(entity: string, { dayEnds }: PersonOnRecord): Instant {
  const end = dayEnds[entity]
  if (end === undefined) throw new TypeError(`Unexpected limit for ${entity}, expected an entity that there is`)
  return end
}
