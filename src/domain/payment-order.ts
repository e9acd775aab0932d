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

/**
 * What earlier versions said of who asked, and by what way, where this one says otherwise: a claim that was amended away
 * was made all the same, and whatever stops or binds on its account still does.
 */
export interface EarlierInstructions {
  readonly channels: readonly Channel[]
  /** Person ids. */
  readonly instructors: readonly string[]
}

export const NO_EARLIER_INSTRUCTIONS: EarlierInstructions = { channels: [], instructors: [] }

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
  readonly earlier: EarlierInstructions
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
    ...earlierObject(content.earlier),
    counterpartyId: content.counterpartyId,
    accountId: content.accountId,
    supersedes: content.supersedes,
    attachments: [...content.attachments],
  }
}

/** Absent where there is nothing: most orders say one thing from the beginning. */
function earlierObject({ channels, instructors }: EarlierInstructions): JsonObject {
  if (channels.length === 0 && instructors.length === 0) return {}
  return { earlier: { channels: [...channels].sort(), instructors: [...instructors].sort() } }
}

/** Everybody on file who was ever said to have asked for it. */
export function instructorsNamed({ instruction, earlier }: Pick<OrderContent, 'instruction' | 'earlier'>): string[] {
  const { instructedBy } = instruction
  return [...new Set([...(instructedBy?.kind === 'person' ? [instructedBy.personId] : []), ...earlier.instructors])]
}

/** Every way by which it was ever said to have been asked for. */
export function channelsNamed({ instruction, earlier }: Pick<OrderContent, 'instruction' | 'earlier'>): Channel[] {
  return [...new Set([instruction.channel, ...earlier.channels])]
}

/** What of `before` and the versions before it the version that follows no longer says. */
export function claimsLeftOut(
  before: Pick<OrderContent, 'instruction' | 'earlier'>,
  next: Instruction,
): EarlierInstructions {
  const instructors = next.instructedBy?.kind === 'person' ? [next.instructedBy.personId] : []
  return {
    channels: channelsNamed(before).filter((channel) => channel !== next.channel),
    instructors: instructorsNamed(before).filter((personId) => !instructors.includes(personId)),
  }
}

/** The subject digest of one version of an order. */
export function orderDigest(content: OrderContent): string {
  return digestOf(orderObject(content))
}
