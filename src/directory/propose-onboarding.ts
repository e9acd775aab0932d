import { openChange } from '../consent/open-change.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import type { Instant } from '../domain/instant.ts'
import { matchKey } from '../domain/text.ts'
import type { FileCounterparty } from '../people/organisation.ts'
import { newId } from '../platform/ids.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { accountChangeObject } from './account-change.ts'
import { reserveName } from './store.ts'

export type ProposeOnboarding = (tx: Tx, counterparties: readonly FileCounterparty[], now: Instant) => Promise<void>

/** For set-up: every counterparty of the organisation's file in one account change, which a quorum signs. */
export function createOnboarding(kinds: SubjectKinds, timeScale: number): ProposeOnboarding {
  return async (tx, counterparties, now) => {
    if (counterparties.length === 0) return
    const subjectId = newId('chg')
    for (const { name } of counterparties) await reserveName(tx, matchKey(name), subjectId)
    const content = accountChangeObject({
      action: 'onboard',
      onboarding: true,
      payeeIsOnFile: false,
      requesters: [],
      counterparties: counterparties.map(({ name, provenance, accounts, contacts }) => ({
        id: newId('cpt'),
        name,
        provenance,
        accounts: accounts.map((identification) => ({ id: newId('acc'), version: 1, identification })),
        contacts: contacts.map(({ kind, value, timeZone }) => ({
          id: newId('con'),
          kind,
          value,
          timeZone,
          verifiedAt: now,
        })),
      })),
    })
    await openChange(
      tx,
      kinds,
      timeScale,
      { type: 'account-change', id: subjectId, content, createdBy: 'operator' },
      now,
    )
  }
}
