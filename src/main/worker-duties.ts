import { hostname } from 'node:os'
import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { ConsentProcess } from '../consent/consent-process.ts'
import { recordKeptAnswers } from '../consent/record-kept-answers.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { sweepSubjects } from '../consent/sweep-subjects.ts'
import { OTHER_HISTORY } from '../log/other-history.ts'
import { runSequencer } from '../log/run-sequencer.ts'
import { mergeLineSums } from '../orders/merge-line-sums.ts'
import { purgeChallenges } from '../people/purge-challenges.ts'
import { createClockWatch } from '../platform/clock-skew.ts'
import { readTraceOf } from '../platform/events.ts'
import { purgeIdempotencyKeys } from '../platform/http/purge-idempotency-keys.ts'
import { keepHouse } from '../platform/housekeeping.ts'
import type { Db } from '../platform/postgres/database.ts'
import { relayOutbox, type Delivery } from '../platform/relay-outbox.ts'
import { createReleaseMetrics, type ReleaseMetrics } from '../platform/telemetry/release-metrics.ts'
import type { WorkMetrics } from '../platform/telemetry/work-metrics.ts'
import { runReleaser } from '../release/run-releaser.ts'
import type { Signer } from '../release/signer-client.ts'

export interface WorkerDuties {
  readonly db: Db
  readonly url: string
  readonly kinds: SubjectKinds
  readonly signer: Signer
  readonly consent: ConsentProcess
  readonly temporal: Client
  readonly registry: Registry
  readonly work: WorkMetrics
  readonly deliver: (message: Delivery) => Promise<void>
  /** Puts one person's answer on record, as the workflow has it done. */
  readonly record: (challengeId: string) => Promise<unknown>
  readonly isTraced: boolean
  readonly signal: AbortSignal
  readonly logger: Logger
}

/**
 * What a worker does besides Temporal's activities: loops that end when `signal` aborts, and reject only where the duty
 * is lost for good. Any number of workers share them.
 */
export function workerDuties(duties: WorkerDuties): readonly Promise<void>[] {
  const releases = createReleaseMetrics(duties.registry, OTHER_HISTORY)
  return [
    relay(duties),
    sequence(duties, releases),
    release(duties, releases),
    sweep(duties),
    recordKept(duties),
    tidy(duties, 'purge', 3_600_000, purgeIdempotencyKeys),
    tidy(duties, 'purge of challenges', 3_600_000, purgeChallenges),
    tidy(duties, 'line sums', 600_000, mergeLineSums),
  ]
}

function relay({ db, url, deliver, work, signal, logger }: WorkerDuties): Promise<void> {
  return relayOutbox({
    db,
    url,
    deliver: async (message) => {
      await deliver(message)
      if (message.kind === 'event') work.published(message.event.type)
    },
    signal,
    onError: (error, message) => {
      if (message !== undefined) work.relayFailed(message.kind)
      logger.warn({ err: error, message }, 'outbox')
    },
  })
}

function sequence({ db, url, signer, signal, logger }: WorkerDuties, releases: ReleaseMetrics): Promise<void> {
  return runSequencer({
    db,
    url,
    signer,
    holder: `${hostname()}:${process.pid}`,
    signal,
    onError: (error) => {
      releases.checkpointFailed(error)
      logger.warn(error, 'sequencer')
    },
  })
}

function release(duties: WorkerDuties, releases: ReleaseMetrics): Promise<void> {
  const { db, url, kinds, signer, temporal, isTraced, signal, logger } = duties
  return runReleaser({
    db,
    url,
    kinds,
    signer,
    clocks: createClockWatch(db, temporal),
    signal,
    onReleased: () => releases.released(),
    onWaiting: (waiting) => releases.waiting(waiting),
    ...(isTraced ? { traceOf: (orderId: string) => readTraceOf(db, orderId) } : {}),
    onError: (error, orderId) => {
      releases.failed(error)
      logger.error({ err: error, orderId }, 'release')
    },
  })
}

function sweep({ db, consent, work, signal, logger }: WorkerDuties): Promise<void> {
  return sweepSubjects({
    db,
    process: consent,
    intervalMs: 60_000,
    signal,
    onLost: () => work.workflowLost(),
    onSwept: () => work.swept(),
    onError: (error) => logger.warn(error, 'sweeper'),
  })
}

function recordKept({ db, record, work, signal, logger }: WorkerDuties): Promise<void> {
  const about = 'kept answers'
  return keepHouse({ intervalMs: 5_000, signal, onError: (error) => logger.warn(error, about) }, () =>
    recordKeptAnswers({
      db,
      record,
      onOutcome(outcome, answer) {
        work.keptAnswer(outcome)
        if (outcome === 'lost')
          logger.error({ answer }, 'a signature was kept and not recorded in time: it counts for nothing')
        else logger.warn({ outcome, answer }, about)
      },
      onError: (error, answer) => logger.warn({ err: error, answer }, about),
    }),
  )
}

function tidy(
  { db, signal, logger }: WorkerDuties,
  about: string,
  intervalMs: number,
  page: (db: Db) => Promise<number>,
): Promise<void> {
  return keepHouse({ intervalMs, signal, onError: (error) => logger.warn(error, about) }, () => page(db))
}
