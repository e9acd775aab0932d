import { exitWithParent } from '../embedded/exit-with-parent.ts'
import { handedSocket } from '../embedded/handed-socket.ts'
import { runNamed, type ProcessName } from '../main.ts'
import { requireSandbox } from '../sandbox/require-sandbox.ts'
import { readSettings } from '../platform/config/settings.ts'
import { assertMigrated } from '../platform/postgres/assert-migrated.ts'
import { createLogger } from '../platform/telemetry/logger.ts'
import { databaseUrlOf } from '../process-settings.ts'
import { untilTold } from './until-told.ts'

/** Runs one process until it is told to stop, and says on standard output when it is ready. */
export async function runProcess(name: ProcessName): Promise<void> {
  exitWithParent()
  const socket = handedSocket()
  const settings = readSettings(process.env, name === 'signer' ? 'signer' : 'everything')
  if (name === 'sandbox') requireSandbox(settings.profile)
  const logger = createLogger({ level: settings.logLevel, name })
  await assertMigrated({ url: databaseUrlOf(settings), role: name === 'sandbox' ? 'api' : name })
  const running = await runNamed(name, settings, logger, socket)
  const told = untilTold()
  console.log(`countersign ${name} ready`)
  await told
  await running.stop()
}
