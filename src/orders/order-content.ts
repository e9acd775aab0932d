/** Between an order's content and its canonical JSON, which is what is stored, shown and hashed. */
import type { JsonObject } from '../domain/canonical-json.ts'
import { parseAmount } from '../domain/money.ts'
import { accountLikeness, paymentDigest, type AccountIdentification, type Payment } from '../domain/payment.ts'
import {
  NO_EARLIER_INSTRUCTIONS,
  orderObject,
  type Channel,
  type EarlierInstructions,
  type Instructor,
  type OrderContent,
} from '../domain/payment-order.ts'
import { lettersAndDigits, matchKey } from '../domain/text.ts'
import type { OrderIndex } from './store.ts'

/** The stored object of a version, read back. It was written by `orderObject`, so its shape is known. */
interface StoredOrder {
  readonly payment: {
    readonly payerAccount: string
    readonly payeeName: string
    readonly payeeAccount: AccountIdentification
    readonly payeeAccountVersion: string
    readonly amount: string
    readonly currency: string
    readonly executionDate: string
    readonly reference: string
    readonly elements: Readonly<Record<string, string>>
  }
  readonly entity: string
  readonly externalId: string
  readonly clientId: string | null
  readonly requesters: readonly string[]
  readonly instruction: {
    readonly channel: Channel
    readonly instructedBy: Instructor | null
    readonly receivedAt: string | null
    readonly note: string | null
  }
  readonly earlier?: EarlierInstructions
  readonly counterpartyId: string | null
  readonly accountId: string | null
  readonly supersedes: string | null
  readonly attachments: readonly string[]
}

export function toContent(object: JsonObject): OrderContent {
  const stored = object as unknown as StoredOrder
  return {
    payment: {
      originatingAccount: stored.payment.payerAccount,
      amount: stored.payment.amount,
      currency: stored.payment.currency,
      payee: { name: stored.payment.payeeName, account: stored.payment.payeeAccount },
      accountVersion: Number(stored.payment.payeeAccountVersion),
      executionDate: stored.payment.executionDate,
      reference: stored.payment.reference,
      elements: stored.payment.elements,
    },
    entity: stored.entity,
    externalId: stored.externalId,
    clientId: stored.clientId,
    requesters: stored.requesters,
    instruction: stored.instruction,
    earlier: stored.earlier ?? NO_EARLIER_INSTRUCTIONS,
    counterpartyId: stored.counterpartyId,
    accountId: stored.accountId,
    supersedes: stored.supersedes,
    attachments: stored.attachments,
  }
}

export { orderObject as toObject }

/** What earlier orders like this one are found by. */
export function likenessKeys({
  payment,
}: Pick<OrderContent, 'payment'>): Pick<OrderIndex, 'payeeKey' | 'accountKey' | 'referenceKey'> {
  return {
    payeeKey: matchKey(payment.payee.name),
    accountKey: accountLikeness(payment.payee.account),
    referenceKey: referenceKey(payment.reference),
  }
}

/** The index columns of an order with this content. */
export function indexOf(
  content: OrderContent,
  rest: Pick<OrderIndex, 'id' | 'submittedBy' | 'batchId' | 'createdAt' | 'amountBaseMinor'>,
): OrderIndex {
  const { payment, instruction } = content
  return {
    ...rest,
    clientId: content.clientId,
    externalId: content.externalId,
    originatingAccount: payment.originatingAccount,
    entityId: content.entity,
    amountMinor: amountOf(payment).minor,
    currency: payment.currency,
    reference: payment.reference,
    ...likenessKeys(content),
    requesters: content.requesters,
    instructorId: instruction.instructedBy?.kind === 'person' ? instruction.instructedBy.personId : null,
    channel: instruction.channel,
    paymentDigest: paymentDigest(payment),
    executionDate: payment.executionDate,
    supersedes: content.supersedes,
  }
}

export function amountOf(payment: Payment) {
  return parseAmount(payment.amount, payment.currency)
}

/**
 * How references are matched: letters and digits alone, without a trailing letter after a digit, because the same
 * invoice comes back as `INV-4711-A`, `INV 4711b` or `INV/4711`.
 */
export function referenceKey(reference: string): string {
  return lettersAndDigits(reference).replace(/(?<=\p{N})\p{L}$/u, '')
}
