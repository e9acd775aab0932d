import { refusedChanges } from '../consent/refused-changes.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { isRemoval } from '../domain/removal.ts'
import { REFUSAL_DAYS, repeatsRefused } from '../domain/repeats-refused.ts'
import { isOneAccount } from '../domain/vetted-account.ts'
import { changesWithAlarm } from '../holds/changes-with-alarm.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { toAccountChange, type ProposedCounterparty } from './account-change.ts'
import { accountsRetiredSince } from './retired-store.ts'

const TYPE = 'account-change'

/**
 * Whether somebody denied, or raised an alarm about, a change of this payee or of one of these accounts of late, or had
 * one of these accounts taken off file.
 */
export async function isResubmitted(tx: Tx, counterparty: ProposedCounterparty, now: Instant): Promise<boolean> {
  const since = plus(now, -REFUSAL_DAYS * 86_400_000)
  const refused = await refusedChanges(tx, TYPE, since, await changesWithAlarm(tx, since))
  // A removal that was denied is no refused addition.
  const additions = refused.filter((content) => !isRemoval(TYPE, content))
  const repeats = repeatsRefused(
    { counterparties: [counterparty] },
    additions.map((content) => toAccountChange(content)),
  )
  return repeats || (await bringsBack(tx, counterparty, since))
}

async function bringsBack(tx: Tx, { id, accounts }: ProposedCounterparty, since: Instant): Promise<boolean> {
  const gone = await accountsRetiredSince(tx, id, since)
  return accounts.some(({ identification }) => gone.some((one) => isOneAccount(one, identification)))
}
