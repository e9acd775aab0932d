import { readHead } from '../consent/read-head.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { toAccountChange } from './account-change.ts'
import type { ExternalAccount } from './store.ts'

/** How an account was checked, in the words that were signed when it came on file. */
export async function provenanceOf(
  db: Executor,
  account: Pick<ExternalAccount, 'counterpartyId' | 'vettedBy'>,
): Promise<string | null> {
  const change = await readHead(db, account.vettedBy)
  if (change?.type !== 'account-change') return null
  const { counterparties } = toAccountChange(change.content)
  return counterparties.find((one) => one.id === account.counterpartyId)?.provenance ?? null
}
