import type { Logger } from 'pino'
import type { Settings } from '../platform/config/settings.ts'
import { packageVersion } from '../platform/package-root.ts'
import { startTracing, type Tracing } from '../platform/telemetry/tracing.ts'

export function traced(process: 'api' | 'worker' | 'signer', { tracing }: Settings, logger: Logger): Promise<Tracing> {
  const onError = (error: Error): void => logger.warn(error, 'tracing')
  return startTracing({ settings: tracing, process, version: packageVersion(), onError })
}
