import { Router } from 'express'
import type { Registry } from 'prom-client'

/** Resolves when the part works, rejects when it does not. */
export type ReadinessCheck = () => Promise<unknown>

/** A word about something that keeps nobody from being served: from placing a hold above all. */
export type ReadinessNotice = () => Promise<string>

const CHECK_TIMEOUT_MS = 3_000

/**
 * `/healthz`: this process answers. `/readyz`: what it needs answers too, named part by part, 503 otherwise; notices
 * stand beside it.
 * `/metrics`: for Prometheus.
 */
export function healthRoutes(
  checks: Readonly<Record<string, ReadinessCheck>>,
  metrics: Registry,
  notices: Readonly<Record<string, ReadinessNotice>> = {},
): Router {
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await isWorking(check)] as const),
    )
    const words = await Promise.all(
      Object.entries(notices).map(
        async ([name, notice]) => [name, await inTime(notice()).catch(() => 'unknown')] as const,
      ),
    )
    const ready = results.every(([, works]) => works)
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not_ready',
      parts: Object.fromEntries([...results.map(([name, works]) => [name, works ? 'ok' : 'away'] as const), ...words]),
    })
  })
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics())
  })
  return router
}

async function isWorking(check: ReadinessCheck): Promise<boolean> {
  return inTime(check()).then(
    () => true,
    () => false,
  )
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const timeout = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS).unref(),
  )
  return Promise.race([answer, timeout])
}
