import type { Executor } from '../platform/postgres/database.ts'
import { readContactsById } from './store.ts'

/** The mail addresses behind these contact ids, looked up when a mail is sent. A contact that has gone is told too. */
export async function contactAddresses(db: Executor, contactIds: readonly string[]): Promise<string[]> {
  const contacts = await readContactsById(db, contactIds)
  return contacts.filter((contact) => contact.kind === 'email').map((contact) => contact.value)
}
