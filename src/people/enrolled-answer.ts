import { notFound } from '../domain/errors.ts'
import type { Db } from '../platform/postgres/database.ts'
import type { EnrolledKey } from './people-process.ts'
import type { EnrolledAnswer } from './schema.ts'
import { readPerson } from './store.ts'
import { personView } from './view-person.ts'

/** What the worker answered in ids, with the person it is about. */
export async function enrolledAnswer(db: Db, enrolled: EnrolledKey): Promise<EnrolledAnswer> {
  const person = await readPerson(db, enrolled.personId)
  if (person === null) throw notFound('person')
  const { keyId, fingerprint, state } = enrolled
  return { person: personView(person), key: { id: keyId, fingerprint, state } }
}
