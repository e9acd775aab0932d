import type { Instant } from '../domain/instant.ts'
import type { Money } from '../domain/money.ts'
import { effectiveKeyState, type Limit, type Standing } from '../domain/person.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readKeyStates } from './key-store.ts'
import { readApprovedToday, type ApprovedAmount } from './spending-store.ts'
import { readOrganisation, readPeople } from './store.ts'

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
  const people = await readPeople(db, personIds)
  const keys = await readKeyStates(db, personIds)
  const approved = await readApprovedToday(db, personIds, now, exceptSubject ?? null)
  const baseCurrency = (await readOrganisation(db))?.baseCurrency ?? null
  return new Map(
    people.map(({ id, state, roles, groups, limits }) => {
      const own = approved.filter((amount) => amount.personId === id)
      const hasActiveKey = keys.some((key) => {
        return key.personId === id && effectiveKeyState(key.state, key.quarantineEndsAt, now) === 'active'
      })
      const approvedToday = limits.map((limit) => ({
        entity: limit.entity,
        spent: spentUnder(limit, own, baseCurrency),
      }))
      return [id, { personId: id, active: state === 'active', roles, groups, limits, hasActiveKey, approvedToday }]
    }),
  )
}

/**
 * In the limit's currency: payments in it, and in any other currency when the limit is in the base currency. A payment
 * that could not be converted was not approved under such a limit, so it is not missing here.
 */
function spentUnder(limit: Limit, approved: readonly ApprovedAmount[], baseCurrency: string | null): Money {
  const { currency } = limit.perDay
  const minor = approved.reduce((sum, amount) => {
    if (amount.entity !== limit.entity) return sum
    if (amount.currency === currency) return sum + amount.minor
    return currency === baseCurrency ? sum + amount.baseMinor : sum
  }, 0n)
  return { minor, currency }
}
