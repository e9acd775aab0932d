import { join } from 'node:path'
import type { Logger } from 'pino'
import { now as readNow } from '../platform/clock.ts'
import type { Settings } from '../platform/config/settings.ts'
import { serveHealth } from '../platform/http/serve-health.ts'
import { serve, type Serving } from '../platform/http/serve.ts'
import { createRegistry } from '../platform/telemetry/process-metrics.ts'
import { isAskedInATrace, traceRequests } from '../platform/telemetry/trace-requests.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import {
  bundleTrustOf,
  databaseUrlOf,
  keyTrustOf,
  logOriginOf,
  signerAddressOf,
  signerFolderOf,
} from '../process-settings.ts'
import { createLogReader } from '../release/signer/log-reader.ts'
import { rememberRegistrations } from '../release/signer/remember-registrations.ts'
import { createCheckpointing } from '../release/signer/sign-checkpoint.ts'
import { verifyStoredRegistration } from '../people/keys/verify-registration.ts'
import { createSignerApp } from '../release/signer/signer-app.ts'
import { openSignerKeys } from '../release/signer/signer-keys.ts'
import type { Running } from './running.ts'
import { traced } from './traced.ts'

/** Verifies everything again and alone holds the keys. One of it, in a network of its own. */
export async function runSigner(
  settings: Settings,
  logger: Logger,
  socket: number | null = null,
): Promise<Running & Serving> {
  const { profile } = settings
  const folder = signerFolderOf(settings)
  const tracing = await traced('signer', settings, logger)
  const trust = await keyTrustOf(settings)
  const keys = await openSignerKeys(folder, logOriginOf(settings))
  const db = createDatabase({
    url: databaseUrlOf(settings),
    role: 'signer',
    max: 5,
    onError: (error) => logger.warn(error, 'database connection'),
  })
  const reader = createLogReader()
  const checkpointing = createCheckpointing({ db, key: keys.log, reader, memoryPath: join(folder, 'memory.json') })
  const signing = {
    db,
    keys,
    reader,
    issuer: `${settings.publicOrigin}/${profile}`,
    genesisDigest: () => checkpointing.genesisDigest(),
    catchUp: (size: number) => checkpointing.catchUp(size),
    clock: () => new Date(),
    verifyRegistration: rememberRegistrations(verifyStoredRegistration),
    liftings: new Set<string>(),
    trust: {
      ...bundleTrustOf(profile, trust),
      logKey: keys.logVerifierKey,
      genesisConfirmation: settings.genesisConfirmation,
    },
  }
  const { host, port } = signerAddressOf(settings)
  const app = createSignerApp({
    signing,
    checkpointing,
    onError: (error) => logger.error(error, 'signer'),
    observers: tracing.isOn ? [traceRequests(isAskedInATrace)] : [],
  })
  // On one machine it is nobody else's business; in a network of its own it must be reached by name.
  const isLocalHost = host === 'localhost' || host === '127.0.0.1'
  const serving = await serve(app, {
    port,
    ...(isLocalHost ? { host: '127.0.0.1' } : {}),
    socket,
    setting: 'SIGNER_URL',
  })
  const health = await serveHealth(settings, { database: () => readNow(db) }, createRegistry())
  return {
    port: serving.port,
    async stop() {
      await health.stop()
      await serving.stop()
      await db.destroy()
      await tracing.stop()
    },
  }
}
