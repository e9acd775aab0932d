import { Counter, Gauge, type Registry } from 'prom-client'
import { CountersignError } from '../../domain/errors.ts'

export interface ReleaseMetrics {
  released(): void
  /** Refusals by their code, everything else as `FAULT`. */
  failed(error: unknown): void
  checkpointFailed(error: unknown): void
  /** What the releaser still found approved: how many held, and since when the oldest of the others. */
  waiting(found: { readonly held: number; readonly since: string | null }): void
}

/** What the releaser and the sequencer of a worker did. `awaited`: codes that an alert waits for, of both. */
export function createReleaseMetrics(registry: Registry, awaited: readonly string[]): ReleaseMetrics {
  const releases = new Counter({
    name: 'countersign_releases_total',
    help: 'Payment orders that this worker released',
    registers: [registry],
  })
  const failures = new Counter({
    name: 'countersign_release_failures_total',
    help: 'Attempts to release that were refused or failed, by code',
    labelNames: ['code'],
    registers: [registry],
  })
  const checkpointFailures = new Counter({
    name: 'countersign_checkpoint_failures_total',
    help: 'Checkpoints that the signer refused or that failed, by code',
    labelNames: ['code'],
    registers: [registry],
  })
  // A series that begins with its first increment is one that `increase` does not see.
  failures.inc({ code: 'EVIDENCE_REFUSED' }, 0)
  for (const code of awaited) {
    failures.inc({ code }, 0)
    checkpointFailures.inc({ code }, 0)
  }
  const heldOrders = new Gauge({
    name: 'countersign_held_orders',
    help: 'Approved payment orders that a hold keeps from being released',
    registers: [registry],
  })
  let waitingSince: string | null = null
  registry.registerMetric(
    new Gauge({
      name: 'countersign_release_wait_seconds',
      help: 'How long the oldest approved payment order that is not held has waited to be released',
      registers: [],
      collect() {
        // Grows also while the releaser hangs and looks at nothing.
        this.set(waitingSince === null ? 0 : Math.max(0, (Date.now() - Date.parse(waitingSince)) / 1_000))
      },
    }),
  )
  return {
    waiting: ({ held, since }) => {
      heldOrders.set(held)
      waitingSince = since
    },
    released: () => releases.inc(),
    failed: (error) => failures.inc({ code: codeOf(error) }),
    checkpointFailed: (error) => checkpointFailures.inc({ code: codeOf(error) }),
  }
}

function codeOf(error: unknown): string {
  return error instanceof CountersignError ? error.code : 'FAULT'
}
