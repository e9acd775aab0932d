import type { TracingSettings } from '../config/settings-shape.ts'
import type { TemporalTracing } from './temporal-tracing.ts'

export interface Tracing {
  readonly isOn: boolean
  /** What Temporal's clients and workers are given; null: nothing. */
  readonly temporal: TemporalTracing | null
  /** Sends what is left. */
  stop(): Promise<void>
}

export interface TracingOptions {
  /** Null: off. */
  readonly settings: TracingSettings | null
  readonly process: 'api' | 'worker' | 'signer'
  readonly version: string
  /** A collector that is away. Spans are lost then, and nothing else. */
  readonly onError: (error: Error) => void
}

const OFF: Tracing = { isOn: false, temporal: null, stop: async () => undefined }

/** Where it is off nothing of it is loaded, registered or wrapped around anything. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { settings } = options
  if (settings === null) return OFF
  const { startSdk } = await import('./tracing-sdk.ts')
  return startSdk({ ...options, settings })
}
