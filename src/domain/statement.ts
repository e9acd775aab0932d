import { sha256 } from '@noble/hashes/sha2.js'
import type { RungContact } from './callable-contact.ts'
import { canonicalBytes, digestOf, type JsonObject } from './canonical-json.ts'
import type { ContactedBy, Decision } from './evidence.ts'
import type { Instant } from './instant.ts'
import type { SubjectRef, SubjectType } from './subject.ts'

export type StatementType = `countersign/${SubjectType}/1` | 'countersign/callback/1' | 'countersign/review/1'

/** Of a callback: its outcome with what the callee stated (a digest), and whom the caller rang. */
export interface StatedCall {
  readonly id: string
  readonly outcomeDigest: string
  /** Named as it is, so that the caller sees what they sign for; the log has nothing but a digest of the statement. */
  readonly contact: RungContact
}

/**
 * What the screen renders before somebody signs, untimed. `content` is the subject's own object (for an order the
 * payment, who asked and how), so that the bytes that are shown are the bytes that are hashed.
 */
export interface Presentation {
  readonly type: StatementType
  /** The organisation's installation: a statement made for one is worth nothing in another. */
  readonly rpId: string
  readonly subject: SubjectRef
  readonly requirementId: string | null
  readonly decision: Decision
  readonly personId: string
  /** The person a delegate signs for. */
  readonly forPersonId: string | null
  readonly policyHash: string
  /** Codes of the signals shown as reasons. */
  readonly reasons: readonly string[]
  readonly content: JsonObject
  readonly callback: StatedCall | null
}

/** The exact bytes one person signs for one decision: a presentation plus what is settled when Sign is pressed. */
export interface Statement extends Presentation {
  readonly contactedBy: ContactedBy
  /** The signer typed amount and account ending before they were shown, and they matched. */
  readonly blindEntry: boolean
  readonly reason: string | null
  /** 32 random bytes, base64url. */
  readonly nonce: string
  readonly expiresAt: Instant
}

/** How long a statement can be signed: five minutes from its making. */
export const STATEMENT_LIFETIME_MS = 5 * 60_000

export function presentationObject(presentation: Presentation): JsonObject {
  return {
    type: presentation.type,
    rpId: presentation.rpId,
    subject: { ...presentation.subject, version: String(presentation.subject.version) },
    requirementId: presentation.requirementId,
    decision: presentation.decision,
    personId: presentation.personId,
    forPersonId: presentation.forPersonId,
    policyHash: presentation.policyHash,
    reasons: [...presentation.reasons],
    content: presentation.content,
    callback: callbackObject(presentation.callback),
  }
}

function callbackObject(call: StatedCall | null): JsonObject | null {
  if (call === null) return null
  const { id, outcomeDigest, contact } = call
  return { id, outcomeDigest, contact: { id: contact.id, value: contact.value } }
}

export function presentationBytes(presentation: Presentation): Uint8Array {
  return canonicalBytes(presentationObject(presentation))
}

export function statementBytes(statement: Statement): Uint8Array {
  return canonicalBytes({
    ...presentationObject(statement),
    contactedBy: statement.contactedBy,
    blindEntry: statement.blindEntry,
    reason: statement.reason,
    nonce: statement.nonce,
    expiresAt: statement.expiresAt,
  })
}

/** The WebAuthn challenge: SHA-256 of the statement's bytes. */
export function challengeOf(bytes: Uint8Array): Uint8Array {
  return sha256(bytes)
}

/** A private reason for a denial made under threat: it also holds and alerts, and is shown to nobody else. */
export const DURESS = 'duress'

export function statementType(subjectType: SubjectType, requirementKind: string | null): StatementType {
  if (requirementKind === 'callback') return 'countersign/callback/1'
  if (requirementKind === 'review') return 'countersign/review/1'
  return `countersign/${subjectType}/1`
}

/** What a callback's signature covers besides the subject. */
export function callbackOutcomeDigest(outcome: JsonObject): string {
  return digestOf(outcome)
}
