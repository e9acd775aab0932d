import { changeKind } from '../consent/change-kind.ts'
import type { SubjectHead, SubjectKind } from '../consent/subject-kind.ts'
import type { Instant } from '../domain/instant.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import { accountLast4 } from '../domain/payment.ts'
import { isRemoval, putsOnFile } from '../domain/removal.ts'
import { isOpen } from '../domain/subject-states.ts'
import { matchKey } from '../domain/text.ts'
import { accountKey, isOneAccount } from '../domain/vetted-account.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { toAccountChange, type AccountChange, type ProposedAccount } from './account-change.ts'
import { changeHoldTargets } from './change-hold-targets.ts'
import { directoryEffect } from './directory-effect.ts'
import { keepOffFile, retireAccount } from './retire.ts'
import { accountsRetiredSince } from './retired-store.ts'
import { freeNames, insertAccount, insertContact, insertCounterparty } from './store.ts'

const TYPE = 'account-change'

/** Payees and accounts on their way into the record. Applying one is the only way for an account to become known. */
export function createAccountChangeKind(timeScale: number): SubjectKind {
  const kind = changeKind({
    type: TYPE,
    timeScale,
    effect: (content) => directoryEffect(TYPE, content),
    title: (content) => titleOf(toAccountChange(content), false),
    takeEffect,
    callbackCounterparty(content) {
      const { payeeIsOnFile, counterparties } = toAccountChange(content)
      return payeeIsOnFile && !isRemoval(TYPE, content) ? (counterparties[0]?.id ?? null) : null
    },
    payee: (content) => toAccountChange(content).counterparties[0]?.name ?? null,
    searchPaths: ['$.counterparties[*].name'],
    expectation(content) {
      const account = newAccountOf(toAccountChange(content))
      return account === undefined ? null : { accountLast4: accountLast4(account.identification) }
    },
  })
  return {
    ...kind,
    namesAccounts: true,
    title: (content, blind) => titleOf(toAccountChange(content), blind),
    blindContent(content) {
      const { counterparties, ...rest } = content
      const shown = Array.isArray(counterparties) ? (counterparties as JsonObject[]) : []
      // Where an account was found may repeat it.
      return {
        ...rest,
        counterparties: shown.map(({ id = '', name = '' }) => ({ id, name, accounts: [], contacts: [] })),
      }
    },
    holdTargets(head) {
      if (isRemoval(TYPE, head.content)) return []
      const { payeeIsOnFile, counterparties, requesters } = toAccountChange(head.content)
      return changeHoldTargets(head.id, payeeIsOnFile ? counterparties.map((one) => one.id) : [], requesters)
    },
    async stateChanged(tx, head, state) {
      if (!isOpen(state)) await freeNames(tx, head.id)
    },
  }
}

async function takeEffect(tx: Tx, head: SubjectHead, now: Instant): Promise<void> {
  const change = toAccountChange(head.content)
  if (putsOnFile(TYPE, head.content)) return putOnFile(tx, head, change, now)
  if (isRemoval(TYPE, head.content)) return takeOffFile(tx, head.id, change)
  throw new TypeError(`Unexpected action in ${head.id}, which nobody here proposes`)
}

/** One account of one payee: what the title says. */
async function takeOffFile(tx: Tx, subjectId: string, { counterparties }: AccountChange): Promise<void> {
  const [{ id, accounts } = { id: '', accounts: [] }, ...others] = counterparties
  const [account, ...more] = accounts
  if (account === undefined || more.length > 0 || others.length > 0) return
  await retireAccount(tx, subjectId, id, account)
}

async function putOnFile(
  tx: Tx,
  { id: subjectId, startedAt }: SubjectHead,
  change: AccountChange,
  now: Instant,
): Promise<void> {
  const { action, counterparties } = change
  const onFile = { counterparties: [] as string[], accounts: [] as string[], contacts: [] as string[] }
  // A payee that comes on file has no account it could have changed from.
  const isFirst = action === 'onboard'
  for (const { id, name, provenance, accounts, contacts } of counterparties) {
    if (
      action === 'onboard' &&
      (await insertCounterparty(tx, { id, name, nameKey: matchKey(name), provenance, vettedBy: subjectId }, now))
    ) {
      onFile.counterparties.push(id)
    }
    const gone = await accountsRetiredSince(tx, id, startedAt)
    const isGone = (account: ProposedAccount): boolean => gone.some((one) => isOneAccount(one, account.identification))
    await keepOffFile(tx, subjectId, { accounts: accounts.filter(isGone).map((account) => account.id) })
    for (const { identification, ...account } of accounts.filter((one) => !isGone(one))) {
      const rest = {
        accountKey: accountKey(identification),
        vettedBy: subjectId,
        onboarded: isFirst,
        activatedAt: now,
      }
      if (await insertAccount(tx, { ...account, counterpartyId: id, identification, ...rest }))
        onFile.accounts.push(account.id)
    }
    for (const contact of contacts) {
      // A first contact was checked in writing by a second function, which stands in for its age; any other one's
      // age counts from here, whatever the proposal says.
      const row = { ...contact, version: 1, provenance, verifiedAt: now, onboarded: isFirst }
      if (await insertContact(tx, { type: 'counterparty', id }, row, subjectId, now)) onFile.contacts.push(contact.id)
    }
  }
  if (Object.values(onFile).every((ids) => ids.length === 0)) return
  await log.append(tx, { kind: 'directory.changed', fields: { subjectId, ...onFile } })
}

/** The one account that is to join a payee on file: what the payee is asked to state. */
function newAccountOf({ action, counterparties }: AccountChange) {
  return action === 'add_account' ? counterparties[0]?.accounts[0] : undefined
}

function titleOf(change: AccountChange, blind: boolean): string {
  const [first, ...others] = change.counterparties
  if (first === undefined) return 'Change of payees'
  const [account] = first.accounts
  const ending = blind || account === undefined ? '' : `, ending ${accountLast4(account.identification)}`
  if (change.action === 'retire_account') return `Take an account of ${first.name} off file${ending}`
  if (change.action === 'add_account' && account !== undefined) return `New account of ${first.name}${ending}`
  return others.length === 0
    ? `New payee ${first.name}`
    : `${change.counterparties.length} new payees, ${first.name} first`
}
