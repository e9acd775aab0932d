import type { Assessment } from '../domain/assess-order.ts'
import type { Expectation } from '../domain/blind-entry.ts'
import type { JsonObject, JsonValue } from '../domain/canonical-json.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import type { Instant } from '../domain/instant.ts'
import type { SubjectDuties } from '../domain/requirement.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import type { Asked } from '../domain/waits.ts'
import type { Placed } from '../holds/active-holds.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

/** One version of a subject with its newest assessment, as the record holds it. */
export interface SubjectHead {
  readonly type: SubjectType
  readonly id: string
  readonly version: number
  readonly digest: string
  readonly state: SubjectState
  readonly revision: number
  readonly startedAt: Instant
  readonly expiresAt: Instant
  readonly escalatedAt: Instant | null
  /** Who escalated it and why; null where time did. */
  readonly escalatedBy: string | null
  readonly escalationReason: string | null
  readonly approvedAt: Instant | null
  readonly createdAt: Instant
  /** The log entry that says it was satisfied. */
  readonly satisfiedEntryId: string | null
  /** The content of this version, exactly the object whose digest is `digest`. */
  readonly content: JsonObject
  readonly assessment: StoredAssessment
}

export interface StoredAssessment extends Omit<Assessment, 'expiresAt'> {
  readonly policyHash: string
  readonly facts: JsonValue
  readonly assessedAt: Instant
  /** The log entry that fixes it. */
  readonly entryId: string
}

/** An assessment to be stored, with the policy and the facts it rests on. */
export interface NewAssessment extends Assessment {
  /** What the one before rests on is so no more: it is put on record also where it asks for nothing else. */
  readonly restsOnOther?: boolean
  readonly policyHash: string
  readonly facts: JsonValue
}

/** What the consent machine knows of a version that is assessed again. */
export interface KnownOfVersion {
  /** How its signers said they were contacted about it. */
  readonly contactedBy: readonly ContactedBy[]
  /** Its assessments so far, all of them, oldest first. */
  readonly askedBefore: readonly Asked[]
}

/**
 * What a room must say about its subjects for them to run on the one consent machine. A new control is a new kind or
 * a new requirement, never a branch in here.
 */
export interface SubjectKind {
  readonly type: SubjectType
  /**
   * What is agreed to of our own record is so `at_once`, in the deciding transaction, and cannot be denied any more. A
   * payment is `approved` first and can be denied until the releaser has a token for it.
   */
  readonly takesEffect: 'at_once' | 'when_released'
  /** How a change of our own record comes into force. Absent of payments, which are held when they are released. */
  effect?(content: JsonObject): Effect
  /** Assesses the version again, under the policy in force now. Only ever adds to what was asked before. */
  assessAgain(tx: Tx, head: SubjectHead, known: KnownOfVersion, now: Instant): Promise<NewAssessment>
  /** Who may not serve which function. Read again in every transaction that decides. */
  duties(db: Executor, head: SubjectHead): Promise<SubjectDuties>
  /** The same for a whole list, by id, without asking the record for each of them. */
  dutiesOfAll(db: Executor, heads: readonly SubjectHead[]): Promise<ReadonlyMap<string, SubjectDuties>>
  /** One line for lists, e.g. `EUR 12,500.00 to Ateliers du Rhone SAS`; without amount and account when blind. */
  title(content: JsonObject, blind: boolean): string
  /** What lists show in columns. */
  summary(content: JsonObject, blind: boolean): SubjectSummary
  /** Where words that people search for stand in its content (SQL/JSON paths); never an amount or an account. */
  readonly searchPaths: readonly string[]
  /** Whether its content names accounts of payees; then, once it is over, they are for those who need them. */
  readonly namesAccounts: boolean
  /** The content as somebody sees it who still has to type amount and account from the invoice. */
  blindContent(content: JsonObject): JsonObject
  /** What a blind entry and a callee's statement are compared with; null where there is nothing to state. */
  expectation(content: JsonObject): Expectation | null
  /** The counterparty whose contacts a callback to the payee uses. */
  callbackCounterparty(content: JsonObject): string | null
  /** Runs in the deciding transaction when the subject is satisfied. Payments: nothing yet, the releaser takes over. */
  takeEffect(tx: Tx, head: SubjectHead, now: Instant): Promise<void>
  /** Keeps the room's own projection in step with the state. */
  stateChanged(tx: Tx, head: SubjectHead, state: SubjectState, now: Instant): Promise<void>
  /** What a hold would have to name to stop it, `everything` aside. */
  holdTargets(head: Pick<SubjectHead, 'id' | 'content' | 'assessment'>): readonly HoldTarget[]
  /**
   * The same of its earlier versions and of the subjects that it takes the place of, for each of these by its id, as far
   * as one of these holds could name it. Absent where nothing says more than its newest version.
   */
  carriedTargets?(
    db: Executor,
    heads: readonly SubjectHead[],
    holds: readonly Placed[],
  ): Promise<ReadonlyMap<string, readonly CarriedTarget[]>>
  /** Members of an event's `data`, besides `version` and `state`. */
  eventData(head: Pick<SubjectHead, 'id' | 'content'>): JsonObject
}

export interface Effect {
  /** All that name it; or those on people alone, on whose signatures nothing rests meanwhile. */
  readonly stoppedBy: 'every_hold' | 'holds_on_people'
  /**
   * No release is under way while it comes into force: whoever is told that it is in force can rely on that nothing is
   * released any more as it was before.
   */
  readonly excludesReleases: boolean
}

/** Amount and account never stand here while blind. Of what is no payment, no more than the payee. */
export interface SubjectSummary {
  readonly amount: string | null
  readonly currency: string | null
  readonly payee: string | null
  readonly externalId: string | null
  readonly channel: string | null
}

export interface HoldTarget {
  readonly scope: 'order' | 'counterparty' | 'person' | 'channel' | 'entity'
  readonly target: string
}

export interface CarriedTarget extends HoldTarget {
  /** The other subject that a hold on it stops first; null where that is an earlier version of this one. */
  readonly through: string | null
}

export type SubjectKinds = ReadonlyMap<SubjectType, SubjectKind>
