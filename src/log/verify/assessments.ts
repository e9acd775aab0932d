import { digestOf } from '../../domain/canonical-json.ts'
import { assessChange } from '../../domain/assess-change.ts'
import { assessOrder, type Assessment } from '../../domain/assess-order.ts'
import { elapsedMs, type Instant } from '../../domain/instant.ts'
import type { OrderFacts } from '../../domain/order-facts.ts'
import type { OrderContent } from '../../domain/payment-order.ts'
import type { Policy } from '../../domain/policy.ts'
import { covers, specsDigest } from '../../domain/requirement-spec.ts'
import type { SubjectDuties } from '../../domain/requirement.ts'
import type { SubjectRef } from '../../domain/subject.ts'
import type { Asked } from '../../domain/waits.ts'
import { changeCircumstances, changeDuties } from '../../consent/change-kind.ts'
import { CHANGED_MS } from '../../directory/read-payee.ts'
import { amountOf } from '../../orders/order-content.ts'
import { dutiesOf, factsOf, toContent, vouchedAccounts } from '../../orders/proof.ts'
import { profileRules } from '../../platform/config/profile.ts'
import { compileOnce } from '../../risk/policy-in-force.ts'
import type { BundleAssessment, BundleSubject } from '../bundle.ts'
import { parseObject } from './json-members.ts'
import { isAround, type ProvenEntry } from './ledger.ts'
import { isAbout, isVersion, type Proof, type Refuse } from './proof.ts'

export interface AssessedVersion {
  readonly newest: BundleAssessment
  /** The entry that fixes the newest, and the one that began this version. */
  readonly entry: ProvenEntry
  readonly began: ProvenEntry
  /** When the newest was made, and what those of this version before it asked for, oldest first. */
  readonly assessedAt: Instant
  readonly askedBefore: readonly Asked[]
}

/**
 * The chain of assessments: none left out, each fixed by its log entry, each asking for at least what the one before
 * asked, the last version begun when the record says.
 */
export function proveAssessments(
  subject: BundleSubject,
  ref: SubjectRef,
  { ledger }: Proof,
  refuse: Refuse,
): AssessedVersion | null {
  let before: { readonly one: BundleAssessment; readonly entry: ProvenEntry } | null = null
  let began: ProvenEntry | null = null
  const asked: Asked[] = []
  for (const one of subject.assessments) {
    const entry = ledger.entry(one.entryId)
    const fields = entry?.fields
    const fits =
      fields !== undefined &&
      fields['revision'] === String(one.revision) &&
      fields['policyHash'] === one.policyHash &&
      fields['specsDigest'] === specsDigest(one.specs) &&
      fields['factsDigest'] === digestOf(one.facts)
    if (entry === null || !fits || !isVersion(fields, ref, one.version)) {
      refuse('ASSESSMENT_NOT_LOGGED', `The log says something else about the assessment of version ${one.version}.`)
      return null
    }
    if (!follows(one, before?.one ?? null) || (before !== null && entry.leafIndex <= before.entry.leafIndex)) {
      refuse('ASSESSMENT_MISSING', 'An assessment is missing, or they are not in the order in which they were made.')
      return null
    }
    if (before !== null && !covers(one.specs, before.one.specs)) {
      refuse('REQUIREMENTS_SHRANK', 'Something that was asked once was no longer asked later.')
      return null
    }
    if (one.revision === 1) began = entry
    if (one.version === subject.version) asked.push({ at: madeAt(one, entry, subject), specs: one.specs })
    before = { one, entry }
  }
  if (before === null || began === null || before.one.version !== subject.version || !isAbout(began.fields, ref)) {
    refuse('ASSESSMENT_NOT_LOGGED', 'The log does not know this version.')
    return null
  }
  const { startedAt, expiresAt } = began.fields
  if (startedAt !== subject.startedAt || expiresAt !== subject.expiresAt || !isAround(began.at, subject.startedAt)) {
    refuse('START_DIFFERS', 'The waits were counted from another moment than the submission, or to another end.')
    return null
  }
  const { one: newest, entry } = before
  return { newest, entry, began, assessedAt: madeAt(newest, entry, subject), askedBefore: asked.slice(0, -1) }
}

/** By the log: no other time of the record bears on how long is waited. */
function madeAt(one: BundleAssessment, entry: ProvenEntry, subject: BundleSubject): Instant {
  return one.revision === 1 ? subject.startedAt : entry.at
}

function follows(one: BundleAssessment, before: BundleAssessment | null): boolean {
  if (before === null) return one.version === 1 && one.revision === 1
  if (one.version === before.version) return one.revision === before.revision + 1
  return one.version === before.version + 1 && one.revision === 1
}

export interface Assessed {
  readonly assessment: Pick<Assessment, 'specs' | 'requirements' | 'expiresAt'>
  readonly duties: SubjectDuties
  readonly contactedBy: readonly string[]
}

/** The same rules over the same facts; facts that lower the risk must be vouched for by signatures themselves. */
export function assessAnew(
  subject: BundleSubject,
  version: AssessedVersion,
  proof: Proof,
  refuse: Refuse,
): Assessed | null {
  const { people, trust } = proof
  const policy = provenPolicy(version.newest.policyHash, proof)
  if (policy === null) {
    refuse('POLICY_UNPROVEN', 'The policy that was applied is not one that was ever in force.')
    return null
  }
  const { timeScale } = profileRules(trust.profile)
  const { type, startedAt } = subject
  const { assessedAt, askedBefore } = version
  const bound = { subjectId: subject.id, version: subject.version, startedAt, assessedAt, askedBefore, timeScale }
  if (type === 'batch') {
    refuse('SUBJECT_TYPE', 'Batches are not signed as one.')
    return null
  }
  if (type !== 'order') {
    const circumstances = changeCircumstances(type, subject.content)
    // The organisation's file is vetted by a quorum alone. It came with the organisation, or it is no such file.
    if (circumstances.onboarding && version.began.leafIndex !== 1) {
      refuse('ONBOARDING_LATE', 'Payees that came after set-up were put on file as if they had come with it.')
      return null
    }
    const assessment = assessChange(policy, { ...bound, type, ...circumstances })
    const duties = changeDuties(type, subject.content)
    return { assessment, duties, contactedBy: ['voice', 'video', 'chat', 'email', 'in_person'] }
  }
  const content = toContent(subject.content)
  const facts = factsOf(version.newest.facts)
  if (!areFactsProven(content, facts, version, proof, people.baseCurrency, refuse)) return null
  const assessment = assessOrder(policy, { ...bound, content, facts })
  const duties = dutiesOf(content, assessment.requirements, policy, facts)
  return { assessment, duties, contactedBy: facts.contactedBy }
}

function provenPolicy(hash: string, { bundle, people }: Proof): Policy | null {
  const document = bundle.policies.find((one) => one.hash === hash)?.document
  if (document === undefined || people.baseCurrency === null || !people.isPolicyOfGenesis(hash)) return null
  return digestOf(parseObject(JSON.stringify(document))) === hash
    ? compileOnce(document, hash, people.baseCurrency)
    : null
}

/** Facts are the record's word. Those that make a payment look safer need another's. */
function areFactsProven(
  content: OrderContent,
  facts: OrderFacts,
  { entry }: AssessedVersion,
  { bundle, ledger, offFile }: Proof,
  baseCurrency: string | null,
  refuse: Refuse,
): boolean {
  const amount = amountOf(content.payment)
  const base = facts.amountBase
  const isOwnAmount = !base.known || base.value.minor === amount.minor
  if (base.known && (base.value.currency !== baseCurrency || (amount.currency === baseCurrency && !isOwnAmount))) {
    refuse('FACTS_DIFFER', 'The amount that was assessed is not the amount of the payment.')
    return false
  }
  const sum = facts.history.known ? facts.history.value.cumulative : null
  if (sum !== null && sum.currency !== baseCurrency) {
    refuse('FACTS_DIFFER', 'Earlier payments were added up in another currency.')
    return false
  }
  if (sum !== null && base.known && sum.minor < base.value.minor) {
    refuse('FACTS_DIFFER', 'Earlier payments with this one were added up to less than this one.')
    return false
  }
  const isKnown = facts.payee.known && facts.payee.value.accountKnown
  // The token repeats its version on file, and an ERP may go by that.
  if (!isKnown && content.payment.accountVersion === 0) return true

  // What was taken off file is no account that is known, but it had its version.
  const isGone = (accountId: string): boolean => isKnown && offFile.has(accountId)
  const vouchers = vouchedAccounts(content, bundle.subjects).flatMap(({ subject, accountId }) => {
    const applied = ledger.entry(subject.satisfiedEntryId)
    return applied !== null && applied.leafIndex < entry.leafIndex && !isGone(accountId) ? [subject] : []
  })
  if (vouchers.length === 0) {
    refuse('PAYEE_UNPROVEN', 'Nobody signed for this account of this payee before it was paid.')
    return false
  }
  if (!isKnown) return true
  const isFresh = (one: BundleSubject): boolean =>
    one.content['action'] !== 'onboard' && elapsedMs(one.satisfiedAt, entry.at) < CHANGED_MS
  if (facts.payee.value.accountChangedAt === null && vouchers.every(isFresh)) {
    refuse('FACTS_DIFFER', 'The bank details had just been changed, and nobody was told.')
    return false
  }
  return true
}
