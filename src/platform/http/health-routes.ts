import { Router } from 'express'
import type { Registry } from 'prom-client'
import { readParts, type ReadinessChecks } from './readiness.ts'

/**
 * `/healthz`: this process answers. `/readyz`: what it needs answers too, named part by part, 503 otherwise.
 * `/metrics`: for Prometheus.
 */
export function healthRoutes(checks: ReadinessChecks, metrics: Registry): Router {
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    const parts = Object.entries(await readParts(checks))
    const ready = parts.every(([, works]) => works)
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not_ready',
      parts: Object.fromEntries(parts.map(([name, works]) => [name, works ? 'ok' : 'away'])),
    })
  })
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics())
  })
  return router
}
