import type { Logger } from 'pino'
import { exitWithParent } from '../embedded/exit-with-parent.ts'
import { handedSocket } from '../embedded/handed-socket.ts'
import { runApi, runSandbox, runSigner, runWorker, type Running } from '../main.ts'
import { requireSandbox } from '../sandbox/require-sandbox.ts'
import { readSettings, type Settings } from '../platform/config/settings.ts'
import { assertMigrated } from '../platform/postgres/assert-migrated.ts'
import { createLogger } from '../platform/telemetry/logger.ts'
import { databaseUrlOf } from '../process-settings.ts'
import { untilTold } from './until-told.ts'

export type ProcessName = 'api' | 'worker' | 'signer' | 'sandbox'

/** Runs one process until it is told to stop, and says on standard output when it is ready. */
export async function runProcess(name: ProcessName): Promise<void> {
  exitWithParent()
  const socket = handedSocket()
  const settings = readSettings(process.env, name === 'signer' ? 'signer' : 'everything')
  if (name === 'sandbox') requireSandbox(settings.profile)
  const logger = createLogger({ level: settings.logLevel, name })
  await assertMigrated({ url: databaseUrlOf(settings), role: name === 'sandbox' ? 'api' : name })
  const running = await start(name, settings, logger, socket)
  const told = untilTold()
  console.log(`countersign ${name} ready`)
  await told
  await running.stop()
}

function start(name: ProcessName, settings: Settings, logger: Logger, socket: number | null): Promise<Running> {
  switch (name) {
    case 'api':
      return runApi(settings, logger, socket)
    case 'worker':
      return runWorker(settings, logger)
    case 'signer':
      return runSigner(settings, logger, socket)
    case 'sandbox':
      return runSandbox(settings, logger)
  }
}
