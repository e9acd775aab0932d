import type { JsonObject } from '../../domain/canonical-json.ts'

/**
 * Work that may wait and be tried again: mail, webhooks. Jobs are enqueued by the outbox's relay, never by a use
 * case, because a queue cannot take part in a transaction. Data holds ids alone: a queue is not the record.
 */
export interface JobQueue {
  /** Does nothing where the queue still knows a job of this id, so enqueueing twice is harmless. */
  enqueue(queue: string, name: string, data: JsonObject, options: JobOptions): Promise<void>
  /** Starts taking jobs. A handler that throws is called again, as `backoff` says, up to `attempts` times. */
  work(queue: string, handler: JobHandler, options?: { readonly concurrency?: number }): void
  /** Lets handlers that run finish, and takes no more. */
  close(): Promise<void>
}

export interface JobOptions {
  /** A UUID, such as the id of the outbox message. */
  readonly jobId: string
  readonly delayMs?: number
  /** 1 unless told, or what the schedule has room for. */
  readonly attempts?: number
  readonly backoff?: Backoff
}

/** `webhook` is the schedule of `webhook-backoff.ts`; `exponential` doubles from `delayMs`. */
export type Backoff = { readonly kind: 'exponential'; readonly delayMs: number } | { readonly kind: 'webhook' }

export interface Job {
  readonly id: string
  readonly name: string
  readonly data: JsonObject
  /** Counts from 1. */
  readonly attempt: number
  readonly isLastAttempt: boolean
}

/** Of one try. `failed` is tried again, `given_up` is not. */
export type JobOutcome = 'done' | 'failed' | 'given_up'

export type JobHandler = (job: Job) => Promise<void>

/** Thrown by a handler when trying again can change nothing, such as a webhook endpoint that answers 410 Gone. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
}
