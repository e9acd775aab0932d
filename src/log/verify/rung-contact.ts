import { whyNotRung, type RungContact } from '../../domain/callable-contact.ts'
import type { JsonObject } from '../../domain/canonical-json.ts'
import type { Requirement } from '../../domain/requirement.ts'
import { contactsPutOnFile, payeeCalledAbout, type CalledPayee, type VouchedContact } from '../../directory/proof.ts'
import { toContent } from '../../orders/proof.ts'
import type { BundleEvidence, BundleSubject } from '../bundle.ts'
import { objectAt, parseObject } from './json-members.ts'
import type { ProvenEntry } from './ledger.ts'
import type { Proof } from './proof.ts'

type CallbackRequirement = Extract<Requirement, { kind: 'callback' }>

export interface CallToProve {
  readonly subject: BundleSubject
  readonly requirement: CallbackRequirement
  /** Whom the payment is said to come from. */
  readonly instructors: readonly string[]
  /** The entry that accepted the caller's signature. */
  readonly accepted: ProvenEntry
}

/** A signed call that says whom the caller rang; one that an earlier version had signed says nothing of it. */
export function saysWhomItRang(said: JsonObject): boolean {
  return objectAt(said, 'callback')?.['contact'] !== undefined
}

/**
 * The calls that count in a subject and whom they rang, null where the statement does not say. It is the caller's key
 * that says so: nobody with the record alone can have one signed that says nothing.
 */
export function callsIn(
  subject: Pick<BundleSubject, 'version' | 'evidence'>,
): { readonly evidence: BundleEvidence; readonly rung: RungContact | null }[] {
  return subject.evidence
    .filter((one) => one.kind === 'callback' && one.decision !== 'deny' && one.subject.version === subject.version)
    .map((evidence) => ({ evidence, rung: rungIn(Buffer.from(evidence.statement, 'base64url')) }))
}

/**
 * Why the contact that was rung proves nothing; null where it is proven. The record's word for whose number it is and
 * how long it has been there counts for nothing: it has to be the one that signatures, or genesis, put on file for
 * whoever was to be called.
 */
export function whyContactIsUnproven(
  said: JsonObject,
  outcome: JsonObject,
  call: CallToProve,
  proof: Proof,
): { readonly code: string; readonly detail: string } | null {
  if (!saysWhomItRang(said)) return null
  const rung = rungSaid(said)
  const unproven = {
    code: 'CONTACT_UNPROVEN',
    detail: 'The contact that was rung is not one that signatures put on file for whoever had to be called.',
  }
  if (rung === null || outcome['contactId'] !== rung.id) return unproven
  const { requirement, accepted } = call
  const rule = { minAgeDays: requirement.contactMinAgeDays, now: accepted.at }
  switch (whyNotRung(provenContacts(call, proof), rung, rule)) {
    case null:
      return null
    case 'CONTACT_NOT_ON_FILE':
      return unproven
    case 'CONTACT_TOO_NEW':
      return { code: 'CONTACT_TOO_NEW', detail: 'The contact that was rung had not been on file for long enough.' }
  }
}

function provenContacts(call: CallToProve, { bundle, ledger, people }: Proof): VouchedContact[] {
  const { subject, requirement, instructors, accepted } = call
  if (requirement.callee === 'instructor') {
    const callees = requirement.personId === undefined ? instructors : [requirement.personId]
    return people.contacts.filter((one) => callees.includes(one.personId))
  }
  const payee = payeeOf(subject)
  if (payee === null) return []
  return bundle.subjects
    .filter((one) => (ledger.entry(one.satisfiedEntryId)?.leafIndex ?? Infinity) < accepted.leafIndex)
    .flatMap((one) => contactsPutOnFile(one, payee))
}

function payeeOf({ type, content }: BundleSubject): CalledPayee | null {
  if (type === 'account-change') return payeeCalledAbout(content)
  if (type !== 'order') return null
  const { counterpartyId, payment } = toContent(content)
  return counterpartyId === null ? null : { id: counterpartyId, name: payment.payee.name }
}

/** The contact that a caller's signature rests on, by its id; by the outcome where the statement does not say. */
export function contactRung(
  { statement }: Pick<BundleEvidence, 'statement'>,
  { callbacks }: Pick<BundleSubject, 'callbacks'>,
): string | null {
  const said = parseObject(Buffer.from(statement, 'base64url').toString('utf8'))
  const outcome = callbacks.find((one) => one.id === objectAt(said, 'callback')?.['id'])?.outcome
  const recorded = outcome?.['contactId']
  return rungSaid(said)?.id ?? (typeof recorded === 'string' ? recorded : null)
}

/** Whom a signed statement about a call says that the caller rang; null where it says nothing of it. */
export function rungIn(statement: Uint8Array): RungContact | null {
  return rungSaid(parseObject(new TextDecoder().decode(statement)))
}

function rungSaid(said: JsonObject): RungContact | null {
  const contact = objectAt(objectAt(said, 'callback'), 'contact')
  const { id, value } = contact ?? {}
  return typeof id === 'string' && typeof value === 'string' ? { id, value } : null
}
