import { refusedChanges } from '../consent/refused-changes.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { isRemoval } from '../domain/removal.ts'
import { REFUSAL_DAYS, repeatsRefused } from '../domain/repeats-refused.ts'
import { changesWithAlarm } from '../holds/changes-with-alarm.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { toAccountChange, type ProposedCounterparty } from './account-change.ts'

/** Whether somebody denied, or raised an alarm about, a change of this payee or of one of these accounts of late. */
export async function isResubmitted(tx: Tx, counterparty: ProposedCounterparty, now: Instant): Promise<boolean> {
  const since = plus(now, -REFUSAL_DAYS * 86_400_000)
  const refused = await refusedChanges(tx, 'account-change', since, await changesWithAlarm(tx, since))
  return repeatsRefused(
    { counterparties: [counterparty] },
    refused.filter((content) => !isRemoval(content)).map((content) => toAccountChange(content)),
  )
}
