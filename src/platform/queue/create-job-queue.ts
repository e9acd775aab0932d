import { createPostgresBackend, Queue, UnrecoverableError, Worker } from 'bullmq'
import type { Job as BullJob, JobsOptions } from 'bullmq'

import { PermanentFailure } from './job-queue.ts'
import type { Backoff, Job, JobHandler, JobOptions, JobOutcome, JobQueue } from './job-queue.ts'
import type { JsonObject } from '../../domain/canonical-json.ts'
import { JOB_SCHEMA } from './migrate-job-queue.ts'
import { WEBHOOK_ATTEMPTS, webhookBackoffMs } from './webhook-backoff.ts'

export interface JobQueueOptions {
  /** Of PostgreSQL, whose schema `migrateJobQueue` prepared. */
  readonly databaseUrl: string
  /** When set, jobs are kept on this Redis instead. */
  readonly redisUrl?: string | undefined
  /** How much faster than by the book the webhook schedule runs; 1 but for the demo. */
  readonly timeScale?: number
  /** For how long a job belongs to a worker that is not heard of; after twice that another has it. 30 s unless told. */
  readonly lockMs?: number
  /** How often jobs that finished long ago are removed; five minutes unless told. */
  readonly cleaningMs?: number
  readonly onError: (error: Error, about: { readonly queue: string; readonly jobId?: string }) => void
  /** Told how each try of a job ended. */
  readonly onTried?: (queue: string, outcome: JobOutcome) => void
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * Finished jobs are kept a while: as long as one is there, enqueueing its id again does nothing. They are cleaned away
 * now and then, and not with each job that ends: for that, PostgreSQL would look through all that are kept each time.
 */
const KEEP: JobsOptions = { removeOnComplete: false, removeOnFail: false }
const KEPT_MS = { completed: HOUR_MS, failed: 30 * DAY_MS } as const
const CLEANING_MS = HOUR_MS / 12

/**
 * How often a job may lose its worker. BullMQ's default of one takes a second loss for the job's own fault and gives it
 * up for good; ours are webhooks and mail, and whoever kills workers kills them again.
 */
const LOSSES_BORNE = 1_000

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Jobs on BullMQ: in PostgreSQL, so that one server is enough, or on Redis where there is one. */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  const queues = new Map<string, Queue>()
  const workers: Worker[] = []
  const worked = new Set<string>()
  let cleaned = Promise.resolve()
  const cleaning = setInterval(() => {
    cleaned = cleaned.then(clean)
  }, options.cleaningMs ?? CLEANING_MS)
  // What else runs keeps a process up, not this.
  cleaning.unref()

  function openQueue(name: string): Queue {
    const open = queues.get(name) ?? createQueue(name, options)
    queues.set(name, open)
    return open
  }

  /** Of the queues that this process works on. Several may do so at once. */
  async function clean(): Promise<void> {
    for (const name of worked) {
      try {
        for (const state of ['completed', 'failed'] as const) await openQueue(name).clean(KEPT_MS[state], 0, state)
      } catch (error) {
        options.onError(error instanceof Error ? error : new Error(String(error)), { queue: name })
      }
    }
  }

  return {
    async enqueue(queue, name, data, jobOptions) {
      // BullMQ takes an id that looks like an integer, or has a colon, for one of its own.
      if (!UUID.test(jobOptions.jobId)) throw new TypeError(`Unexpected job id "${jobOptions.jobId}", expected a UUID`)
      await openQueue(queue).add(name, data, toBullOptions(jobOptions))
    },
    work(queue, handler, { concurrency = 5 } = {}) {
      worked.add(queue)
      workers.push(createWorker(queue, handler, concurrency, options))
    },
    async close() {
      clearInterval(cleaning)
      await cleaned
      await Promise.all(workers.map((worker) => worker.close()))
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

function createQueue(name: string, options: JobQueueOptions): Queue {
  const queue = options.redisUrl
    ? new Queue(name, { connection: redis(options.redisUrl), defaultJobOptions: KEEP })
    : new Queue(name, { connection: postgres(options.databaseUrl), defaultJobOptions: KEEP }, createPostgresBackend)
  queue.on('error', (error) => options.onError(error, { queue: name }))
  return queue as Queue
}

function createWorker(name: string, handler: JobHandler, concurrency: number, options: JobQueueOptions): Worker {
  const { lockMs = 30_000 } = options
  const behaviour = {
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: LOSSES_BORNE,
    settings: { backoffStrategy: (failures: number) => webhookBackoffMs(failures, options.timeScale ?? 1) },
  }
  const process = (job: BullJob): Promise<void> =>
    runHandler(handler, job, (outcome) => options.onTried?.(name, outcome))
  const worker = options.redisUrl
    ? new Worker(name, process, { connection: redis(options.redisUrl), ...behaviour })
    : new Worker(name, process, { connection: postgres(options.databaseUrl), ...behaviour }, createPostgresBackend)
  worker.on('error', (error) => options.onError(error, { queue: name }))
  worker.on('failed', (job, error) => options.onError(error, { queue: name, ...(job?.id ? { jobId: job.id } : {}) }))
  return worker as Worker
}

async function runHandler(
  handler: JobHandler,
  bullJob: BullJob,
  onTried: (outcome: JobOutcome) => void,
): Promise<void> {
  const job = toJob(bullJob)
  try {
    await handler(job)
    onTried('done')
  } catch (error) {
    const isPermanent = error instanceof PermanentFailure
    onTried(isPermanent || job.isLastAttempt ? 'given_up' : 'failed')
    if (isPermanent) throw new UnrecoverableError(error.message)
    throw error
  }
}

function toJob(job: BullJob): Job {
  const attempt = job.attemptsMade + 1
  const data = job.data as JsonObject
  return { id: job.id ?? '', name: job.name, data, attempt, isLastAttempt: attempt >= (job.opts.attempts ?? 1) }
}

function toBullOptions({ jobId, delayMs, attempts, backoff }: JobOptions): JobsOptions {
  return {
    jobId,
    attempts: attempts ?? (backoff?.kind === 'webhook' ? WEBHOOK_ATTEMPTS : 1),
    ...(delayMs === undefined ? {} : { delay: delayMs }),
    ...(backoff === undefined ? {} : { backoff: toBullBackoff(backoff) }),
  }
}

function toBullBackoff(backoff: Backoff): JobsOptions['backoff'] & object {
  // A type BullMQ does not know goes to the worker's own `backoffStrategy`.
  if (backoff.kind === 'webhook') return { type: 'webhook' }
  return { type: 'exponential', delay: backoff.delayMs, jitter: 0.25 }
}

function redis(url: string): { url: string; maxRetriesPerRequest: null } {
  // Null, or blocking commands fail while Redis is away instead of waiting for it.
  return { url, maxRetriesPerRequest: null }
}

function postgres(url: string): { connectionString: string; schema: string; options: string; max: number } {
  return { connectionString: url, schema: JOB_SCHEMA, options: '-c role=countersign_worker', max: 4 }
}
