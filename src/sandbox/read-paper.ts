import { readHead } from '../consent/read-head.ts'
import { kindOf } from '../consent/kind-of.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { toContent } from '../orders/proof.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { Paper } from './automatic-person.ts'
import type { Subject } from './rest-person.ts'
import { steeringOf } from './steering.ts'

/** In the sandbox nobody has the invoice, so that what it would say is read from the record. */
export async function readPaper(db: Executor, kinds: SubjectKinds, { type, id }: Subject): Promise<Paper> {
  const head = await readHead(db, id)
  if (head === null || head.type !== type) return { steering: null, stated: null }
  const expected = kindOf(kinds, head.type).expectation(head.content)
  const stated = expected !== null && 'amount' in expected ? expected : null
  if (head.type !== 'order' || stated === null) return { steering: null, stated: expected }
  const { externalId, payment } = toContent(head.content)
  const { amount, accountLast4 } = stated
  return { steering: steeringOf(externalId, payment.reference), stated: { amount, accountLast4 } }
}
