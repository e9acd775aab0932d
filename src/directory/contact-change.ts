/** Between a contact change and its canonical JSON, which is what is stored, shown and signed. */
import { isSameNumber } from '../domain/callable-contact.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import type { ProposedContact } from './account-change.ts'

export interface ContactChange {
  readonly action: 'add_contact' | 'retire_contact'
  readonly requesters: readonly string[]
  readonly counterparty: { readonly id: string; readonly name: string }
  /** Where the contact comes from and how it was checked. */
  readonly provenance: string
  readonly contact: ProposedContact
  /** The other ones, so that whoever signs sees what it stands next to, and can ring one of them first. */
  readonly contactsOnFile: readonly Pick<ProposedContact, 'id' | 'kind' | 'value'>[]
}

export function contactChangeObject(change: ContactChange): JsonObject {
  const { counterparty, contact, contactsOnFile } = change
  return {
    action: change.action,
    requesters: [...change.requesters].sort(),
    counterparty: { id: counterparty.id, name: counterparty.name },
    provenance: change.provenance,
    contact: { ...contact },
    contactsOnFile: contactsOnFile.map(({ id, kind, value }) => ({ id, kind, value })),
  }
}

/** The stored object of a change, read back. It was written by `contactChangeObject`, so its shape is known. */
export function toContactChange(object: JsonObject): ContactChange {
  return object as unknown as ContactChange
}

type Addressed = Pick<ProposedContact, 'kind' | 'value'>

/** Both reach the same telephone, however it is written, or the same mailbox. */
export function isSameContact(one: Addressed, other: Addressed): boolean {
  if (one.kind !== other.kind) return false
  return one.kind === 'phone'
    ? isSameNumber(one.value, other.value)
    : one.value.toLowerCase() === other.value.toLowerCase()
}
