import { canonicalizeJson, digestOf, sha256Hex, type JsonObject } from '../../domain/canonical-json.ts'
import { assessChange } from '../../domain/assess-change.ts'
import { assessOrder, type Assessment } from '../../domain/assess-order.ts'
import type { Evidence } from '../../domain/evidence.ts'
import { elapsedMs } from '../../domain/instant.ts'
import { covers, specsDigest } from '../../domain/requirement-spec.ts'
import type { SubjectDuties } from '../../domain/requirement.ts'
import { resolve } from '../../domain/resolve.ts'
import { challengeOf } from '../../domain/statement.ts'
import type { SubjectRef } from '../../domain/subject.ts'
import { withAlternatives } from '../../domain/requirement.ts'
import { verifyStoredAssertion } from '../../people/keys/verify-assertion.ts'
import { compileOnce } from '../../risk/policy-in-force.ts'
import { dutiesOf, factsOf, toContent, vouchedPayee } from '../../orders/proof.ts'
import { changeCircumstances, requestersOf } from '../../consent/change-kind.ts'
import { profileRules } from '../../platform/config/profile.ts'
import type { Bundle, BundleAssessment, BundleEvidence, BundleSubject, BundleTrust, Finding } from '../bundle.ts'
import { objectAt, parseObject } from './json-members.ts'
import type { Ledger } from './ledger.ts'
import type { ProvenPeople } from './people.ts'

/** How far a log entry's own time may be from the time the record gives for the same event. */
const CLOCK_TOLERANCE_MS = 5_000

export interface Proof {
  readonly bundle: Bundle
  readonly trust: BundleTrust
  readonly ledger: Ledger
  readonly people: ProvenPeople
  readonly findings: Finding[]
}

/** Everything about one subject: what was asked follows from policy and facts, and the evidence meets it. */
export async function proveSubject(subject: BundleSubject, proof: Proof): Promise<void> {
  const refuse = (code: string, detail: string): void => {
    proof.findings.push({ code, about: subject.id, detail })
  }
  const ref: SubjectRef = { type: subject.type, id: subject.id, version: subject.version, digest: subject.digest }
  if (digestOf(subject.content) !== subject.digest)
    return refuse('SUBJECT_DIGEST', 'The content is not what the digest says.')

  const newest = proveAssessments(subject, ref, proof, refuse)
  if (newest === null) return
  const assessed = assessAnew(subject, newest, proof, refuse)
  if (assessed === null) return
  if (specsDigest(assessed.assessment.specs) !== specsDigest(newest.specs)) {
    return refuse('REQUIREMENTS_DIFFER', 'Policy asks for something else than what was collected.')
  }
  const satisfied = proof.ledger.entry(subject.satisfiedEntryId)
  const isSatisfiedEntry =
    (satisfied?.kind === 'subject.approved' ||
      satisfied?.kind === 'subject.applied' ||
      straightThrough(subject, satisfied?.kind)) &&
    isAbout(satisfied?.fields, ref)
  if (
    satisfied === null ||
    !isSatisfiedEntry ||
    Math.abs(elapsedMs(satisfied.at, subject.satisfiedAt)) > CLOCK_TOLERANCE_MS
  ) {
    return refuse('NOT_APPROVED_IN_LOG', 'The log does not say that this was satisfied then.')
  }

  // Evidence of earlier versions answers nothing any more.
  const evidence: Evidence[] = []
  const unheard: string[] = []
  const blind = blindRequirementIds(assessed.assessment.requirements)
  for (const one of subject.evidence.filter((candidate) => candidate.subject.version === subject.version)) {
    if (await isEvidenceProven(one, subject, blind, proof)) evidence.push({ ...one, voidedBy: null })
    if (one.contactedBy !== 'none' && !assessed.contactedBy.includes(one.contactedBy)) unheard.push(one.contactedBy)
  }
  if (unheard.length > 0)
    refuse('CONTACTED_IGNORED', 'A signer was contacted about this, and it was not assessed again.')

  const resolution = resolve({
    subject: ref,
    requirements: assessed.assessment.requirements,
    evidence,
    duties: assessed.duties,
    standings: proof.people.standings,
    expiresAt: subject.expiresAt,
    now: subject.satisfiedAt,
  })
  if (resolution.status !== 'satisfied')
    refuse('NOT_SATISFIED', `The evidence does not meet the requirements: ${resolution.status}.`)
}

/** A payment that policy asks nothing of is approved by its submission. */
function straightThrough(subject: BundleSubject, kind: string | undefined): boolean {
  return kind === 'subject.submitted' && subject.assessments.at(-1)?.specs.length === 0
}

/** The chain of assessments, each fixed by its log entry, each asking for at least what the one before asked. */
function proveAssessments(
  subject: BundleSubject,
  ref: SubjectRef,
  { ledger }: Proof,
  refuse: (code: string, detail: string) => void,
): BundleAssessment | null {
  let before: BundleAssessment | null = null
  for (const one of subject.assessments) {
    const entry = ledger.entry(one.entryId)
    const fields = entry?.fields
    const fits =
      fields !== undefined &&
      fields['revision'] === String(one.revision) &&
      fields['policyHash'] === one.policyHash &&
      fields['specsDigest'] === specsDigest(one.specs) &&
      fields['factsDigest'] === digestOf(one.facts)
    if (!fits || !isVersion(fields, ref, one.version)) {
      refuse('ASSESSMENT_NOT_LOGGED', `The log says something else about the assessment of version ${one.version}.`)
      return null
    }
    if (before !== null && !covers(one.specs, before.specs)) {
      refuse('REQUIREMENTS_SHRANK', 'Something that was asked once was no longer asked later.')
      return null
    }
    before = one
  }
  const ofThisVersion = subject.assessments.filter((one) => one.version === subject.version)
  const first = ofThisVersion[0]
  const newest = ofThisVersion.at(-1)
  const firstEntry = first === undefined ? null : ledger.entry(first.entryId)
  if (newest === undefined || firstEntry === null || !isAbout(firstEntry.fields, ref)) {
    refuse('ASSESSMENT_NOT_LOGGED', 'The log does not know this version.')
    return null
  }
  if (Math.abs(elapsedMs(firstEntry.at, subject.startedAt)) > CLOCK_TOLERANCE_MS) {
    refuse('START_DIFFERS', 'The waits were counted from another moment than the submission.')
    return null
  }
  return newest
}

interface Assessed {
  readonly assessment: Pick<Assessment, 'specs' | 'requirements'>
  readonly duties: SubjectDuties
  readonly contactedBy: readonly string[]
}

/** The same rules over the same facts; facts that lower the risk must be vouched for by signatures themselves. */
function assessAnew(
  subject: BundleSubject,
  newest: BundleAssessment,
  proof: Proof,
  refuse: (code: string, detail: string) => void,
): Assessed | null {
  const { bundle, people, trust } = proof
  const policyDocument = bundle.policies.find((one) => one.hash === newest.policyHash)?.document
  const hashFits =
    policyDocument !== undefined && digestOf(parseObject(JSON.stringify(policyDocument))) === newest.policyHash
  if (
    policyDocument === undefined ||
    !hashFits ||
    people.baseCurrency === null ||
    !people.isPolicyOfGenesis(newest.policyHash)
  ) {
    refuse('POLICY_UNPROVEN', 'The policy that was applied is not one that was ever in force.')
    return null
  }
  const policy = compileOnce(policyDocument, newest.policyHash, people.baseCurrency)
  const { timeScale } = profileRules(trust.profile)
  const version = { subjectId: subject.id, version: subject.version, startedAt: subject.startedAt, timeScale }

  const { type } = subject
  if (type === 'batch') {
    refuse('SUBJECT_TYPE', 'Batches are not signed as one.')
    return null
  }
  if (type !== 'order') {
    const circumstances = changeCircumstances(type, subject.content)
    const assessment = assessChange(policy, { ...version, type, ...circumstances })
    const duties = {
      requesters: requestersOf(subject.content),
      instructors: [],
      instructorCounts: false,
      spending: null,
    }
    return { assessment, duties, contactedBy: ['voice', 'video', 'chat', 'email', 'in_person'] }
  }
  const content = toContent(subject.content)
  const facts = factsOf(newest.facts)
  if (facts.payee.known && facts.payee.value.accountKnown && !vouchedPayee(content, bundle.subjects)) {
    refuse('PAYEE_UNPROVEN', 'Nobody signed for this account of this payee.')
    return null
  }
  const assessment = assessOrder(policy, { ...version, content, facts })
  return {
    assessment,
    duties: dutiesOf(content, assessment.requirements, policy, facts),
    contactedBy: facts.contactedBy,
  }
}

/** Whether one signature is over exactly this, by a proven key, and logged. Unproven evidence counts for nothing. */
async function isEvidenceProven(
  one: BundleEvidence,
  subject: BundleSubject,
  blind: ReadonlySet<string>,
  { trust, ledger, people, findings }: Proof,
): Promise<boolean> {
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
    entry.fields['statementDigest'] === sha256Hex(bytes)
  if (!logged) return refuse('EVIDENCE_NOT_LOGGED', 'The log does not know this signature.')

  const said = parseObject(new TextDecoder().decode(bytes))
  const ref = objectAt(said, 'subject')
  const aboutThis =
    said['rpId'] === trust.rpId &&
    ref?.['type'] === subject.type &&
    ref['id'] === subject.id &&
    ref['version'] === String(subject.version) &&
    ref['digest'] === subject.digest &&
    canonicalizeJson(said['content']) === canonicalizeJson(subject.content)
  const saidSo =
    said['decision'] === one.decision &&
    said['requirementId'] === one.requirementId &&
    said['personId'] === one.personId &&
    said['contactedBy'] === one.contactedBy &&
    typeof said['expiresAt'] === 'string' &&
    said['expiresAt'] >= one.acceptedAt
  if (!aboutThis || !saidSo) return refuse('STATEMENT_DIFFERS', 'What was signed is not what is claimed.')
  const extra = extraProof(one, said, subject, blind)
  if (extra !== null) return refuse('STATEMENT_DIFFERS', extra)
  try {
    await verifyStoredAssertion({
      clientDataJSON: one.clientDataJSON,
      authenticatorData: one.authenticatorData,
      signature: one.signature,
      credentialId: key.credentialId,
      publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')),
      expectedChallenge: challengeOf(bytes),
      trust: { rpId: trust.rpId, origins: trust.origins },
    })
    return true
  } catch (error) {
    return refuse('SIGNATURE_INVALID', error instanceof Error ? error.message : 'The signature does not verify.')
  }
}

/** A blind approval says that it was blind, a callback which call it is about. */
function extraProof(
  one: BundleEvidence,
  said: JsonObject,
  subject: BundleSubject,
  blind: ReadonlySet<string>,
): string | null {
  if (one.decision === 'deny') return null
  if (one.requirementId !== null && blind.has(one.requirementId) && said['blindEntry'] !== true)
    return 'The signer was shown amount and account without typing them.'
  if (one.kind === 'callback') {
    const signed = objectAt(said, 'callback')
    const call = subject.callbacks.find((callback) => callback.id === signed?.['id'])
    const confirmed = call?.outcome['outcome'] === 'confirmed' && call.outcome['statedMatched'] === true
    return call !== undefined && confirmed && digestOf(call.outcome) === signed?.['outcomeDigest']
      ? null
      : 'The call that was signed for was not completed.'
  }
  return null
}

/** The approvals that policy wants made blind. */
function blindRequirementIds(requirements: Assessment['requirements']): ReadonlySet<string> {
  return new Set(
    withAlternatives(requirements).flatMap((one) => (one.kind === 'approval' && one.blindEntry ? [one.id] : [])),
  )
}

function isAbout(fields: JsonObject | undefined, ref: SubjectRef): boolean {
  const subject = objectAt(fields, 'subject')
  return isVersion(fields, ref, ref.version) && subject?.['digest'] === ref.digest
}

function isVersion(fields: JsonObject | undefined, ref: SubjectRef, version: number): boolean {
  const subject = objectAt(fields, 'subject')
  return subject?.['type'] === ref.type && subject['id'] === ref.id && subject['version'] === String(version)
}
