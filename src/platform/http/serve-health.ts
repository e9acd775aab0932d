import express from 'express'
import type { Registry } from 'prom-client'
import type { Settings } from '../config/settings.ts'
import { watchReadiness } from '../telemetry/process-metrics.ts'
import { healthRoutes } from './health-routes.ts'
import type { ReadinessChecks } from './readiness.ts'
import { serve, type Serving } from './serve.ts'

/** The probes of a process that has no HTTP of its own for others, where `HEALTH_ADDRESS` asks for them. */
export async function serveHealth(
  { healthAddress }: Pick<Settings, 'healthAddress'>,
  checks: ReadinessChecks,
  metrics: Registry,
): Promise<Pick<Serving, 'stop'>> {
  if (healthAddress === null) return { stop: async () => undefined }
  watchReadiness(metrics, checks)
  const app = express()
  app.disable('x-powered-by')
  return serve(app.use(healthRoutes(checks, metrics)), { ...healthAddress, setting: 'HEALTH_ADDRESS' })
}
