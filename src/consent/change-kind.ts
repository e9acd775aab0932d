import { assessChange, type ChangeType } from '../domain/assess-change.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import { liftingDuties, liftingTerms } from '../domain/lifting.ts'
import { inheritFrom } from '../domain/ratchet.ts'
import { isRemoval } from '../domain/removal.ts'
import { bindSpecs, type SubjectDuties } from '../domain/requirement.ts'
import { mergeSpecs } from '../domain/requirement-spec.ts'
import { collectSignals } from '../domain/signals.ts'
import { policyInForce } from '../risk/policy-in-force.ts'
import type { Tx } from '../platform/postgres/database.ts'
import type { Effect, SubjectHead, SubjectKind } from './subject-kind.ts'

/** What differs between the changes to our own record; the rest of a `SubjectKind` is the same for all of them. */
export interface ChangeKindParts {
  readonly type: ChangeType
  readonly timeScale: number
  /** Where another one than that of keys: stopped by holds on people alone, and beside releases. */
  effect?(content: JsonObject): Effect
  title(content: JsonObject): string
  takeEffect(tx: Tx, head: SubjectHead, now: Instant): Promise<void>
  /** For account changes: the counterparty that is called about it. */
  callbackCounterparty?(content: JsonObject): string | null
  /** The payee it is about, and where in its content the names of payees stand. */
  payee?(content: JsonObject): string | null
  readonly searchPaths?: readonly string[]
  expectation?: SubjectKind['expectation']
}

/** By convention a change's content names who asked for it in `requesters`: none of them may approve it. */
export function changeKind(parts: ChangeKindParts): SubjectKind {
  return {
    type: parts.type,
    takesEffect: 'at_once',
    effect: (content) => parts.effect?.(content) ?? { stoppedBy: 'holds_on_people', excludesReleases: false },
    async assessAgain(tx, head, { askedBefore }, now) {
      const { policy, hash } = await policyInForce(tx)
      const change = {
        type: parts.type,
        subjectId: head.id,
        startedAt: head.startedAt,
        assessedAt: now,
        askedBefore,
        timeScale: parts.timeScale,
        ...changeCircumstances(parts.type, head.content),
      }
      const fresh = assessChange(policy, change)
      const inherited = inheritFrom([{ assessment: head.assessment, denied: false }])
      const specs = mergeSpecs([...fresh.specs, ...inherited.specs])
      const signals = collectSignals([...fresh.signals, ...head.assessment.signals])
      const because = signals.map((found) => found.code)
      const binding = { ...change, version: head.version, because }
      return {
        ...fresh,
        expiresAt: head.expiresAt,
        signals,
        specs,
        requirements: bindSpecs(specs, binding),
        policyHash: hash,
        facts: {},
      }
    },
    async duties(_db, head) {
      return changeDuties(parts.type, head.content)
    },
    async dutiesOfAll(_db, heads) {
      return new Map(heads.map((head) => [head.id, changeDuties(parts.type, head.content)]))
    },
    summary: (content) => ({
      amount: null,
      currency: null,
      payee: parts.payee?.(content) ?? null,
      externalId: null,
      channel: null,
    }),
    searchPaths: parts.searchPaths ?? [],
    namesAccounts: false,
    title: (content) => parts.title(content),
    blindContent: (content) => content,
    expectation: parts.expectation ?? (() => null),
    callbackCounterparty: (content) => parts.callbackCounterparty?.(content) ?? null,
    takeEffect: (tx, head, now) => parts.takeEffect(tx, head, now),
    async stateChanged() {
      // A change has no projection: it shows in the record only once it has taken effect.
    },
    holdTargets: () => [],
    eventData: (head) => ({ subjectId: head.id, subjectType: parts.type }),
  }
}

/** Who may not sign it, by what is signed: the offline verifier asks the same. */
export function changeDuties(type: ChangeType, content: JsonObject): SubjectDuties {
  const requesters = requestersOf(content)
  if (type === 'hold') return liftingDuties(requesters, liftingTerms(content))
  return { requesters, instructors: [], instructorCounts: false, spending: null }
}

export function requestersOf(content: JsonObject): string[] {
  const requesters = content['requesters']
  return Array.isArray(requesters) ? requesters.filter((one): one is string => typeof one === 'string') : []
}

/** Flags a change's own content carries about how it is assessed: signed with it, so read from nowhere else. */
export function changeCircumstances(
  type: ChangeType,
  content: JsonObject,
): {
  onboarding: boolean
  payeeIsOnFile: boolean
  removal: boolean
  resubmitted: boolean
  exempt: boolean
  isEndorsed: boolean
  leftToAdministrators: boolean
} {
  return {
    onboarding: type === 'account-change' && content['onboarding'] === true,
    payeeIsOnFile: content['payeeIsOnFile'] === true,
    removal: isRemoval(type, content),
    resubmitted: content['resubmitted'] === true,
    exempt: false,
    isEndorsed: type === 'key-change' && typeof content['endorsedBy'] === 'string',
    leftToAdministrators: type === 'hold' && liftingTerms(content).leftToAdministrators,
  }
}
