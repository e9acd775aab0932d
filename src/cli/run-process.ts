import { exitWithParent } from '../embedded/exit-with-parent.ts'
import { runApi, runSandbox, runSigner, runWorker, type Running } from '../main.ts'
import { requireSandbox } from '../sandbox/require-sandbox.ts'
import { readSettings } from '../platform/config/settings.ts'
import { assertMigrated } from '../platform/postgres/assert-migrated.ts'
import { createLogger } from '../platform/telemetry/logger.ts'
import { databaseUrlOf } from '../process-settings.ts'
import { untilTold } from './until-told.ts'

export type ProcessName = 'api' | 'worker' | 'signer' | 'sandbox'

/** Runs one process until it is told to stop, and says on standard output when it is ready. */
export async function runProcess(name: ProcessName): Promise<void> {
  exitWithParent()
  const settings = readSettings(process.env, name === 'signer' ? 'signer' : 'everything')
  if (name === 'sandbox') requireSandbox(settings.profile)
  const logger = createLogger({ level: settings.logLevel, name })
  await assertMigrated({ url: databaseUrlOf(settings), role: name === 'sandbox' ? 'api' : name })
  const running = await start(name, settings, logger)
  const told = untilTold()
  console.log(`countersign ${name} ready`)
  await told
  await running.stop()
}

function start(name: ProcessName, ...args: Parameters<typeof runApi>): Promise<Running> {
  switch (name) {
    case 'api':
      return runApi(...args)
    case 'worker':
      return runWorker(...args)
    case 'signer':
      return runSigner(...args)
    case 'sandbox':
      return runSandbox(...args)
  }
}
