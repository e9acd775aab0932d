import { Router } from 'express'
import type { Registry } from 'prom-client'
import { readNotices, readParts, type ReadinessChecks, type ReadinessNotices } from './readiness.ts'

/**
 * `/healthz`: this process answers. `/readyz`: what it needs answers too, named part by part, 503 otherwise; notices
 * stand beside it.
 * `/metrics`: for Prometheus.
 */
export function healthRoutes(checks: ReadinessChecks, metrics: Registry, notices: ReadinessNotices = {}): Router {
  // By their exact names alone: a proxy keeps these from the outside (deploy/caddy/Caddyfile), and knows no others.
  const router = Router({ strict: true, caseSensitive: true })
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    const [parts, words] = await Promise.all([readParts(checks), readNotices(notices)])
    const ready = Object.values(parts).every((works) => works)
    const standing = Object.entries(parts).map(([name, works]) => [name, works ? 'ok' : 'away'] as const)
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not_ready',
      parts: { ...Object.fromEntries(standing), ...words },
    })
  })
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics())
  })
  return router
}
