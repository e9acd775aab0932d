import { canonicalizeJson, digestOf, sha256Hex, type JsonObject } from '../../domain/canonical-json.ts'
import { elapsedMs, isInstant, plus } from '../../domain/instant.ts'
import { withAlternatives, type Requirement } from '../../domain/requirement.ts'
import { statementType } from '../../domain/statement.ts'
import { sameSubject } from '../../domain/subject.ts'
import { profileRules } from '../../platform/config/profile.ts'
import type { BundleEvidence, BundleKey, BundleSubject } from '../bundle.ts'
import type { AssessedVersion } from './assessments.ts'
import { objectAt, parseObject } from './json-members.ts'
import { isAround, type ProvenEntry } from './ledger.ts'
import { revocationOf } from './people.ts'
import { isAbout, type Proof } from './proof.ts'
import { contactRung, whyContactIsUnproven } from './rung-contact.ts'
import { verifyStoredSignature } from './stored-signature.ts'

export interface SignedFor {
  readonly subject: BundleSubject
  readonly version: AssessedVersion
  readonly requirements: readonly Requirement[]
  /** Whom it is said to come from. */
  readonly instructors: readonly string[]
  /** The entry that says it was satisfied. */
  readonly satisfied: ProvenEntry
}

/** Whether one signature is over exactly this, by a proven key, and logged. Unproven evidence counts for nothing. */
export async function isEvidenceProven(one: BundleEvidence, signedFor: SignedFor, proof: Proof): Promise<boolean> {
  const { trust, ledger, people, findings } = proof
  const { version, satisfied } = signedFor
  const refuse = (code: string, detail: string): false => {
    findings.push({ code, about: one.id, detail })
    return false
  }
  const key = people.keys.get(one.keyId)
  if (key === undefined || key.personId !== one.personId)
    return refuse('EVIDENCE_KEY', 'The key of this signature is not proven to be this person’s.')
  const bytes = new Uint8Array(Buffer.from(one.statement, 'base64url'))
  const entry = ledger.entry(one.entryId)
  const logged =
    entry?.kind === 'evidence.accepted' &&
    entry.fields['evidenceId'] === one.id &&
    entry.fields['keyId'] === one.keyId &&
    entry.fields['statementDigest'] === sha256Hex(bytes) &&
    entry.fields['acceptedAt'] === one.acceptedAt &&
    isAround(entry.at, one.acceptedAt)
  if (!logged) return refuse('EVIDENCE_NOT_LOGGED', 'The log does not know this signature.')
  const isInTime = entry.leafIndex > version.began.leafIndex && entry.leafIndex < satisfied.leafIndex
  if (one.decision !== 'deny' && !isInTime)
    return refuse('EVIDENCE_LATE', 'This was signed before it was asked for, or after it was said to be enough.')
  if (one.decision !== 'deny' && isInQuarantine(key, entry, proof))
    return refuse('EVIDENCE_KEY', 'The key of this signature was not confirmed yet, or in quarantine.')

  const said = parseObject(new TextDecoder().decode(bytes))
  const different = differenceOf(said, one, signedFor, trust.rpId)
  if (different !== null) return refuse('STATEMENT_DIFFERS', different)
  const unproven = one.decision === 'deny' ? null : whyCallIsUnproven(said, one, signedFor, entry, proof)
  if (unproven !== null) return refuse(unproven.code, unproven.detail)
  try {
    await verifyStoredSignature(one, key, trust)
    return true
  } catch (error) {
    return refuse('SIGNATURE_INVALID', error instanceof Error ? error.message : 'The signature does not verify.')
  }
}

/**
 * A payment stands on keys that were good until its release, and on calls to contacts that were on file until then. What
 * is on file stays there when a key is given up, or a contact goes, later.
 */
export function isVoid(
  one: BundleEvidence,
  { subject, satisfied }: SignedFor,
  { people, ledger, offFile }: Proof,
): boolean {
  const key = people.keys.get(one.keyId)
  const revokedAt = key === undefined ? null : revocationOf(key, ledger)
  const rung = one.kind === 'callback' ? contactRung(one, subject) : null
  const goneAt = rung === null ? null : (offFile.get(rung) ?? null)
  return [revokedAt, goneAt].some((at) => at !== null && (subject.type === 'order' || at < satisfied.leafIndex))
}

/**
 * A key confirms nothing before it was confirmed itself, by its place in the log: keys that confirm each other in a
 * circle prove nothing. One that another key vouched for waits for a while more.
 */
function isInQuarantine(key: BundleKey, entry: ProvenEntry, { bundle, ledger, trust }: Proof): boolean {
  const change = bundle.subjects.find((one) => one.id === key.confirmedBy)
  if (change === undefined) return false
  const confirmed = ledger.entry(change.satisfiedEntryId)
  if (confirmed === null || entry.leafIndex <= confirmed.leafIndex) return true
  const hours = change.content['endorsedBy'] === null ? 0 : profileRules(trust.profile).quarantineHours
  return elapsedMs(entry.at, plus(change.satisfiedAt, hours * 3_600_000)) > 0
}

function differenceOf(said: JsonObject, one: BundleEvidence, signedFor: SignedFor, rpId: string): string | null {
  const { subject } = signedFor
  const ref = objectAt(said, 'subject')
  const aboutThis =
    said['rpId'] === rpId &&
    sameSubject(one.subject, subject) &&
    isAbout({ subject: ref ?? null }, subject) &&
    canonicalizeJson(said['content']) === canonicalizeJson(subject.content)
  const type = statementType(subject.type, one.kind === 'callback' && one.decision === 'deny' ? null : one.kind)
  const saidSo =
    said['type'] === type &&
    said['decision'] === one.decision &&
    said['requirementId'] === one.requirementId &&
    said['personId'] === one.personId &&
    said['contactedBy'] === one.contactedBy &&
    typeof said['expiresAt'] === 'string' &&
    isInstant(said['expiresAt']) &&
    elapsedMs(one.acceptedAt, said['expiresAt']) > 0
  if (!aboutThis || !saidSo) return 'What was signed is not what is claimed.'
  return one.decision === 'deny' ? null : missingIn(said, one, signedFor)
}

/** A blind approval says that it was blind, a callback which call it is about, a review why. */
function missingIn(said: JsonObject, one: BundleEvidence, { subject, requirements }: SignedFor): string | null {
  const requirement = requirementOf(one, requirements)
  if (requirement?.kind === 'approval' && requirement.blindEntry && said['blindEntry'] !== true)
    return 'The signer was shown amount and account without typing them.'
  if (one.kind === 'review' && (typeof said['reason'] !== 'string' || said['reason'].trim() === ''))
    return 'The reviewer gave no reason.'
  if (one.kind !== 'callback') return null
  const outcome = outcomeOf(said, subject)
  const confirmed = outcome?.['outcome'] === 'confirmed' && outcome['statedMatched'] === true
  return confirmed && digestOf(outcome) === objectAt(said, 'callback')?.['outcomeDigest']
    ? null
    : 'The call that was signed for was not completed.'
}

function outcomeOf(said: JsonObject, { callbacks }: BundleSubject): JsonObject | undefined {
  const id = objectAt(said, 'callback')?.['id']
  return callbacks.find((callback) => callback.id === id)?.outcome
}

function requirementOf(one: BundleEvidence, requirements: readonly Requirement[]): Requirement | undefined {
  return withAlternatives(requirements).find((asked) => asked.id === one.requirementId)
}

function whyCallIsUnproven(
  said: JsonObject,
  one: BundleEvidence,
  { subject, requirements, instructors }: SignedFor,
  accepted: ProvenEntry,
  proof: Proof,
): ReturnType<typeof whyContactIsUnproven> {
  const requirement = requirementOf(one, requirements)
  // Evidence of another kind than the requirement's answers nothing.
  if (requirement?.kind !== 'callback') return null
  return whyContactIsUnproven(
    said,
    outcomeOf(said, subject) ?? {},
    { subject, requirement, instructors, accepted },
    proof,
  )
}
