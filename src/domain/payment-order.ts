import { digestOf, type JsonObject } from './canonical-json.ts'
import type { Instant } from './instant.ts'
import { digestedPayment, paymentDigest, type Payment } from './payment.ts'

export const CHANNELS = [
  'voice',
  'video',
  'chat',
  'email',
  'sms',
  'letter',
  'in_person',
  'erp',
  'portal',
  'unknown',
] as const
export type Channel = (typeof CHANNELS)[number]

/** Channels in which somebody claims to be somebody: the claim names whose key must sign. */
export const CLAIMED_CHANNELS: readonly Channel[] = ['voice', 'video', 'chat', 'email', 'sms']

/** Who is said to have asked: a person on file, or somebody outside (a lawyer, a supplier). */
export type Instructor =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'outside'; readonly name: string }

export interface Instruction {
  readonly channel: Channel
  readonly instructedBy: Instructor | null
  readonly receivedAt: Instant | null
  /** Free text is data: it can only add signals. */
  readonly note: string | null
}

/** The content of an order's version: what its subject digest covers. */
export interface OrderContent {
  readonly payment: Payment
  readonly entity: string
  readonly externalId: string
  /** `null` when a signed-in requester submitted it. */
  readonly clientId: string | null
  /** Person ids of everyone in requestedBy, createdBy, lastChangedBy: none of them may approve. */
  readonly requesters: readonly string[]
  readonly instruction: Instruction
  readonly counterpartyId: string | null
  readonly accountId: string | null
  readonly supersedes: string | null
  /** SHA-256 of each attachment, in the order they were added. */
  readonly attachments: readonly string[]
}

export function orderObject(content: OrderContent): JsonObject {
  const { instruction } = content
  return {
    payment: digestedPayment(content.payment),
    paymentDigest: paymentDigest(content.payment),
    entity: content.entity,
    externalId: content.externalId,
    clientId: content.clientId,
    requesters: [...content.requesters].sort(),
    instruction: {
      channel: instruction.channel,
      instructedBy: instruction.instructedBy === null ? null : { ...instruction.instructedBy },
      receivedAt: instruction.receivedAt,
      note: instruction.note,
    },
    counterpartyId: content.counterpartyId,
    accountId: content.accountId,
    supersedes: content.supersedes,
    attachments: [...content.attachments],
  }
}

/** The subject digest of one version of an order. */
export function orderDigest(content: OrderContent): string {
  return digestOf(orderObject(content))
}
