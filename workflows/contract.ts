/**
 * The contract between the workflow and the rooms that implement its activities. Ids and strings only: what crosses
 * here is written into Temporal's histories, which hold nothing personal.
 */
import { defineSignal, defineUpdate } from '@temporalio/workflow'

export interface ConsentInput {
  readonly subjectType: string
  readonly subjectId: string
  /**
   * Milliseconds from the start until time alone may change something, as the record said when it started this: nothing
   * runs before then unless a decision comes, or `refresh`. Absent after a crash or an upgrade: the record is asked first.
   */
  readonly waitMs?: string
}

/** How the record stands. The record decides; the workflow only waits. */
export interface ConsentStanding {
  readonly status: 'open' | 'closed'
  readonly outstanding: readonly string[]
  /** Milliseconds until it is worth looking again; absent when closed. */
  readonly waitMs?: string
}

export interface ConsentActivities {
  /** Verifies the stored answer to a challenge and records it as evidence; idempotent by challenge id. */
  recordEvidence(challengeId: string): Promise<ConsentStanding>
  /** Asks the record how the subject stands, and makes what is due happen (expiry, escalation, effect). */
  settle(subjectId: string): Promise<ConsentStanding>
}

/** Failure type of a refusal by the rules: its details are `[code, status, detail]`. Everything else is retried. */
export const VERDICT = 'countersign.verdict'

/** A person's decision. The update id is the challenge id, so that a repeated call is answered once. */
export const submitEvidence = defineUpdate<ConsentStanding, [challengeId: string]>('submitEvidence')

/** The record changed by another way (an amendment, a cancellation, a hold): look again. */
export const refresh = defineSignal('refresh')

/** What the API may ask the worker to do with people and keys: a verb and ids. */
export interface PeopleWork {
  readonly verb: 'enrol' | 'addKey' | 'invite' | 'revokeKey' | 'confirmGenesis' | 'foundDemoCompany'
  readonly args: readonly string[]
}

export type PeopleWorkResult = Readonly<Record<string, string | null>>

export interface PeopleActivities {
  peopleWork(work: PeopleWork): Promise<PeopleWorkResult>
}
