import type { Tracing, TracingOptions } from './tracing-shape.ts'

export type { Tracing } from './tracing-shape.ts'

const OFF: Tracing = { isOn: false, temporal: null, stop: async () => undefined }

/** Where it is off nothing of it is loaded, registered or wrapped around anything. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { settings } = options
  if (settings === null) return OFF
  const { startSdk } = await import('./tracing-sdk.ts')
  return startSdk({ ...options, settings })
}
