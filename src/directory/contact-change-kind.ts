import { changeKind } from '../consent/change-kind.ts'
import type { SubjectHead, SubjectKind } from '../consent/subject-kind.ts'
import type { Instant } from '../domain/instant.ts'
import { isRemoval, putsOnFile } from '../domain/removal.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { changeHoldTargets } from './change-hold-targets.ts'
import { isSameContact, toContactChange } from './contact-change.ts'
import { directoryEffect } from './directory-effect.ts'
import { keepOffFile, retireContact } from './retire.ts'
import { contactsRetiredSince } from './retired-store.ts'
import { insertContact, readContacts } from './store.ts'
import { tellContacts } from './tell-contacts.ts'

const TYPE = 'contact-change'

/** Another phone or address of a payee on file. For callbacks it is too new until it has been there long enough. */
export function createContactChangeKind(timeScale: number): SubjectKind {
  const kind = changeKind({
    type: TYPE,
    timeScale,
    effect: (content) => directoryEffect(TYPE, content),
    title(content) {
      const { counterparty, contact } = toContactChange(content)
      return isRemoval(TYPE, content)
        ? `Take a ${contact.kind} contact of ${counterparty.name} off file`
        : `New ${contact.kind} contact of ${counterparty.name}`
    },
    takeEffect,
    payee: (content) => toContactChange(content).counterparty.name,
    searchPaths: ['$.counterparty.name'],
  })
  return {
    ...kind,
    holdTargets(head) {
      if (isRemoval(TYPE, head.content)) return []
      const { counterparty, requesters } = toContactChange(head.content)
      return changeHoldTargets(head.id, [counterparty.id], requesters)
    },
  }
}

async function takeEffect(tx: Tx, head: SubjectHead, now: Instant): Promise<void> {
  if (putsOnFile(TYPE, head.content)) return putOnFile(tx, head, now)
  if (isRemoval(TYPE, head.content)) return takeOffFile(tx, head)
  throw new TypeError(`Unexpected action in ${head.id}, which nobody here proposes`)
}

async function takeOffFile(tx: Tx, head: SubjectHead): Promise<void> {
  const { counterparty, contact } = toContactChange(head.content)
  // The one that goes is told as well, and whoever else there is.
  const before = await readContacts(tx, { type: 'counterparty', id: counterparty.id })
  if (await retireContact(tx, head.id, counterparty.id, contact))
    await tellContacts(tx, 'contact-removal-applied', head, counterparty.id, before)
}

async function putOnFile(tx: Tx, head: SubjectHead, now: Instant): Promise<void> {
  const { counterparty, provenance, contact } = toContactChange(head.content)
  const owner = { type: 'counterparty', id: counterparty.id } as const
  const gone = await contactsRetiredSince(tx, owner.id, head.startedAt)
  if (gone.some((one) => isSameContact(one, contact))) return keepOffFile(tx, head.id, { contacts: [contact.id] })
  const before = await readContacts(tx, owner)
  const row = { ...contact, version: 1, provenance, verifiedAt: now, onboarded: false }
  if (!(await insertContact(tx, owner, row, head.id, now))) return
  await log.append(tx, {
    kind: 'directory.changed',
    fields: { subjectId: head.id, counterparties: [], accounts: [], contacts: [contact.id] },
  })
  await tellContacts(tx, 'contact-change-applied', head, counterparty.id, before)
}
