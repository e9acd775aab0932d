import { blindSubjects } from '../consent/blind-subjects.ts'
import { changesAbout, signersOf } from '../consent/changes-about.ts'
import { readHead, readHeadsById } from '../consent/read-head.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { payeeAccounts } from '../directory/account-history.ts'
import { provenanceOf } from '../directory/provenance-of.ts'
import { accountDifferences, accountStatus } from '../domain/account-differences.ts'
import type { Payment } from '../domain/payment.ts'
import { matchKey } from '../domain/text.ts'
import { isRoutingElement, isSameAccount, vettedAccountObject, type VettedAccount } from '../domain/vetted-account.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { countPaid, lastPaidOrderId, recentOrderIds } from './history-store.ts'
import { toContent } from './order-content.ts'
import type { OrderContextView } from './schema.ts'

const RECENT = 10
const CHANGES = 20

/**
 * What a payment is to be compared with: the account on file and who put it there, the account last paid, what else was
 * paid to this payee. For whoever has yet to type amount and account, no amount, no account and no difference between
 * accounts stands in it: an earlier order like this one would answer for it.
 */
export async function viewOrderContext(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  personId: string,
): Promise<OrderContextView> {
  const { payment, counterpartyId } = toContent(head.content)
  const { payee, elements } = payment
  const payeeKey = matchKey(payee.name)
  const recent = await readHeadsById(db, await recentOrderIds(db, payeeKey, head.id, RECENT))
  const blindOnes = await blindSubjects(db, kinds, [head, ...recent], personId)
  const blind = blindOnes.has(head.id)

  const { own, shown, counterpartyIds } = await payeeAccounts(db, { ...payee, counterpartyId, elements })
  const lastId = await lastPaidOrderId(db, payeeKey, head.id)
  const last = lastId === null ? null : await readHead(db, lastId)
  const lastPayment = last === null ? null : toContent(last.content).payment
  const current = asPaid(payment)
  const lastUsed = lastPayment === null ? null : asPaid(lastPayment)
  const wasPaidElsewhere = lastUsed !== null && !isSameAccount(lastUsed, payee.account, elements)
  const before = lastUsed ?? shown?.identification ?? null
  const changes = await changesAbout(db, counterpartyIds, CHANGES)

  return {
    version: head.version,
    account: {
      status: accountStatus({ isOnFile: own !== null, hasOthersOnFile: shown !== null, wasPaidElsewhere }),
      onFile:
        shown === null
          ? null
          : {
              accountId: shown.id,
              account: blind ? null : { ...vettedAccountObject(shown.identification) },
              version: shown.version,
              activatedAt: shown.activatedAt,
              activatedBy: await signersOf(db, shown.vettedBy),
              changeId: shown.vettedBy,
              // People write down where they found an account, and may write down the account.
              provenance: blind ? null : await provenanceOf(db, shown),
            },
      current: blind ? null : { ...vettedAccountObject(current) },
      lastUsed:
        last === null || lastUsed === null
          ? null
          : {
              account: blind ? null : { ...vettedAccountObject(lastUsed) },
              at: last.createdAt,
              orderId: last.id,
            },
      differences: blind || before === null ? [] : accountDifferences(current, before),
    },
    payeeHistory: {
      ...(await countPaid(db, payeeKey, head.id)),
      recent: [...recent]
        .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
        .map((one) => {
          const { payment: other, externalId } = toContent(one.content)
          return {
            orderId: one.id,
            externalId,
            amount: blind || blindOnes.has(one.id) ? null : other.amount,
            currency: other.currency,
            state: one.state,
            createdAt: one.createdAt,
          }
        }),
    },
    changes: changes.map(({ id, type, state, createdAt, requesters }) => {
      return { changeId: id, at: createdAt, state, by: [...requesters], kind: type }
    }),
  }
}

/** With the elements that lead to it, as an account on file is shown with them. */
function asPaid({ payee, elements }: Payment): VettedAccount {
  const routing = Object.entries(elements).filter(([path]) => isRoutingElement(path))
  return routing.length === 0 ? payee.account : { ...payee.account, elements: Object.fromEntries(routing) }
}
