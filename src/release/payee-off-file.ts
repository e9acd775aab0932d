import type { SubjectHead } from '../consent/subject-kind.ts'
import { payeeOnFile } from '../directory/read-payee.ts'
import { factsOf, toContent } from '../orders/proof.ts'
import type { Executor } from '../platform/postgres/database.ts'

/** Whether the account that an order was assessed to be known by is off file now: then it must be assessed again. */
export async function isPayeeOffFile(db: Executor, head: SubjectHead): Promise<boolean> {
  const { payee } = factsOf(head.assessment.facts)
  if (!payee.known || !payee.value.accountKnown) return false
  const { payment, counterpartyId } = toContent(head.content)
  const { accountKnown } = await payeeOnFile(db, { ...payment.payee, counterpartyId, elements: payment.elements })
  return !accountKnown
}
