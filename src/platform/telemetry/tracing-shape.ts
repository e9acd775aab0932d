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
