/**
 * Countersign is three processes that share nothing but the record, each wired by hand and read from top to bottom:
 * `api` answers ERPs and people, `worker` does what has to happen, `signer` alone can release; and `sandbox`, for
 * integrators. A process loads its own and nothing of the others: what the signer does not need is not in it.
 */
import type { Logger } from 'pino'
import type { Running } from './main/running.ts'
import type { Settings } from './platform/config/settings.ts'

export type ProcessName = 'api' | 'worker' | 'signer' | 'sandbox'

/** Runs one of them; `socket` is one that is listened on already. */
export async function runNamed(
  name: ProcessName,
  settings: Settings,
  logger: Logger,
  socket: number | null,
): Promise<Running> {
  switch (name) {
    case 'api':
      return (await import('./main/api.ts')).runApi(settings, logger, socket)
    case 'worker':
      return (await import('./main/worker.ts')).runWorker(settings, logger)
    case 'signer':
      return (await import('./main/signer.ts')).runSigner(settings, logger, socket)
    case 'sandbox':
      return (await import('./main/sandbox.ts')).runSandbox(settings, logger)
  }
}
