import { Counter, type Registry } from 'prom-client'
import { CountersignError } from '../../domain/errors.ts'

export interface ReleaseMetrics {
  released(): void
  /** Refusals by their code, everything else as `FAULT`. */
  failed(error: unknown): void
}

/** What the releaser of a worker did. */
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
  return {
    released: () => releases.inc(),
    failed: (error) => failures.inc({ code: error instanceof CountersignError ? error.code : 'FAULT' }),
  }
}
