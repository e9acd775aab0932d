import { callbackContacts, type Contact } from '../directory/callback-contacts.ts'
import { counterpartyName } from '../directory/counterparty-name.ts'
import { callableContact, type Callable } from '../domain/callable-contact.ts'
import type { Instant } from '../domain/instant.ts'
import type { Requirement } from '../domain/requirement.ts'
import { findPerson } from '../people/find-person.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { kindOf } from './kind-of.ts'
import type { SubjectHead, SubjectKind, SubjectKinds } from './subject-kind.ts'

export type CallbackRequirement = Extract<Requirement, { kind: 'callback' }>

type CalleeContact = Contact & { readonly calleeName: string }

/** Who can be rung for a requirement, by what is on file now. */
export async function contactToCall(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  requirement: CallbackRequirement,
  offered: string | null,
  now: Instant,
): Promise<Callable<CalleeContact>> {
  const onFile = await contactsToCall(db, kindOf(kinds, head.type), head, requirement)
  return callableContact(onFile, { minAgeDays: requirement.contactMinAgeDays, offered, now })
}

/** Everyone on file who could be meant, however new. */
export async function contactsToCall(
  db: Executor,
  kind: SubjectKind,
  head: SubjectHead,
  requirement: CallbackRequirement,
): Promise<readonly CalleeContact[]> {
  if (requirement.callee === 'instructor') {
    // Whom the order was first said to come from: an amendment cannot choose who is called.
    const { instructors } = await kind.duties(db, head)
    const callees = requirement.personId === undefined ? instructors : [requirement.personId]
    const lists = await Promise.all(
      callees.map(async (id) => named(await callbackContacts(db, { type: 'person', id }), await personName(db, id))),
    )
    return lists.flat()
  }
  const id = kind.callbackCounterparty(head.content)
  if (id === null) return []
  return named(await callbackContacts(db, { type: 'counterparty', id }), await counterpartyName(db, id))
}

function named(contacts: readonly Contact[], name: string | null): CalleeContact[] {
  return contacts.map((contact) => ({ ...contact, calleeName: name ?? '' }))
}

async function personName(db: Executor, id: string): Promise<string | null> {
  return (await findPerson(db, id))?.name ?? null
}
