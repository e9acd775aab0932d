import { Counter, type Registry } from 'prom-client'
import { CountersignError } from '../../domain/errors.ts'

export interface ReleaseMetrics {
  released(): void
  /** Refusals by their code, everything else as `FAULT`. */
  failed(error: unknown): void
  checkpointFailed(error: unknown): void
}

/** How the signer says that this is not the log it signed before. */
const OTHER_HISTORY = ['CHECKPOINT_BEHIND', 'CHECKPOINT_FORK', 'CHECKPOINT_ROOT', 'GENESIS_CHANGED', 'LOG_SHORT']

/** What the releaser and the sequencer of a worker did. */
export function createReleaseMetrics(registry: Registry): ReleaseMetrics {
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
  // A series that begins with its first increment is one that `increase` does not see.
  failures.inc({ code: 'EVIDENCE_REFUSED' }, 0)
  const checkpointFailures = new Counter({
    name: 'countersign_checkpoint_failures_total',
    help: 'Checkpoints that the signer refused or that failed, by code',
    labelNames: ['code'],
    registers: [registry],
  })
  for (const code of OTHER_HISTORY) checkpointFailures.inc({ code }, 0)
  return {
    released: () => releases.inc(),
    failed: (error) => failures.inc({ code: codeOf(error) }),
    checkpointFailed: (error) => checkpointFailures.inc({ code: codeOf(error) }),
  }
}

function codeOf(error: unknown): string {
  return error instanceof CountersignError ? error.code : 'FAULT'
}
