import type { Executor } from '../platform/postgres/database.ts'
import { readContacts, type Contact } from './store.ts'

export type { Contact } from './store.ts'

/** Whom we may ring: contacts on file and in use, oldest first. Nothing that came with a payment is among them. */
export async function callbackContacts(
  db: Executor,
  owner: { type: 'counterparty' | 'person'; id: string },
): Promise<Contact[]> {
  return readContacts(db, owner)
}
