import { Counter, Gauge, type Registry } from 'prom-client'
import type { JobOutcome } from '../queue/job-queue.ts'
import type { MessageKind } from '../outbox-store.ts'

export interface WorkMetrics {
  /** An event on its way out: what became of subjects, by the contract's types. */
  published(type: string): void
  /** A message that did not get out of the outbox; it is tried again. */
  relayFailed(kind: MessageKind): void
  job(queue: string, outcome: JobOutcome): void
  /** An open subject that had no running workflow. */
  workflowLost(): void
  /** All open subjects were looked at. */
  swept(): void
  /** A signature that was kept and not recorded at once has its end. */
  keptAnswer(outcome: 'recorded' | 'refused' | 'lost'): void
}

const KINDS: readonly MessageKind[] = ['event', 'workflow', 'mail']
const QUEUES = ['webhooks', 'notices', 'mail']
const KEPT_OUTCOMES = ['recorded', 'refused', 'lost'] as const
const OUTCOMES: readonly JobOutcome[] = ['done', 'failed', 'given_up']

/** What relays, job queues and the sweeper of a worker did. */
export function createWorkMetrics(registry: Registry): WorkMetrics {
  const registers = [registry]
  const events = new Counter({
    name: 'countersign_events_total',
    help: 'Events that this worker passed on, by type: releases, denials, expiries and the rest',
    labelNames: ['type'],
    registers,
  })
  const relayFailures = new Counter({
    name: 'countersign_outbox_failures_total',
    help: 'Messages that did not get out of the outbox at a try, by kind',
    labelNames: ['kind'],
    registers,
  })
  const jobs = new Counter({
    name: 'countersign_jobs_total',
    help: 'Tries of jobs by queue and outcome; given_up: not tried again',
    labelNames: ['queue', 'outcome'],
    registers,
  })
  const lost = new Counter({
    name: 'countersign_workflows_restarted_total',
    help: 'Open subjects that had no running workflow and got one',
    registers,
  })
  const keptAnswers = new Counter({
    name: 'countersign_kept_answers_total',
    help: 'Signatures that were kept and not recorded at once, by outcome; lost: not recorded while they could be',
    labelNames: ['outcome'],
    registers,
  })
  // A series that begins with its first increment is one that `increase` does not see.
  for (const kind of KINDS) relayFailures.inc({ kind }, 0)
  for (const queue of QUEUES) for (const outcome of OUTCOMES) jobs.inc({ queue, outcome }, 0)
  for (const outcome of KEPT_OUTCOMES) keptAnswers.inc({ outcome }, 0)
  let sweptAt = performance.now()
  registry.registerMetric(
    new Gauge({
      name: 'countersign_sweep_age_seconds',
      help: 'Since all open subjects were last compared with running workflows, or since this worker started',
      registers: [],
      collect() {
        this.set((performance.now() - sweptAt) / 1_000)
      },
    }),
  )
  return {
    published: (type) => events.inc({ type }),
    relayFailed: (kind) => relayFailures.inc({ kind }),
    job: (queue, outcome) => jobs.inc({ queue, outcome }),
    workflowLost: () => lost.inc(),
    swept: () => {
      sweptAt = performance.now()
    },
    keptAnswer: (outcome) => keptAnswers.inc({ outcome }),
  }
}
