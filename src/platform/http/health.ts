import { Router } from 'express'
import type { Metrics } from '../telemetry/metrics.ts'

/** Something this process cannot work without, e.g. the record. Resolves when it answers. */
export interface ReadinessCheck {
  readonly name: string
  readonly check: () => Promise<unknown>
}

const TIMEOUT_MS = 3_000

/**
 * `/healthz`: the process turns; restart it when not. `/readyz`: what it needs answers; send it no traffic when not.
 * Neither says more than names: they are open to anyone.
 */
export function healthRoutes(options: { readonly checks: readonly ReadinessCheck[]; readonly metrics: Metrics }): Router {
  const router = Router()

  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })

  router.get('/readyz', async (_request, response) => {
    const results = await Promise.all(options.checks.map(run))
    const isReady = results.every(([, result]) => result === 'ok')
    const checks = Object.fromEntries(results)
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ok' : 'unavailable', checks })
  })

  router.get('/metrics', async (_request, response) => {
    const { registry } = options.metrics
    response.set('Content-Type', registry.contentType).send(await registry.metrics())
  })

  return router
}

async function run({ name, check }: ReadinessCheck): Promise<[name: string, result: 'ok' | 'failed']> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), TIMEOUT_MS)
  })
  try {
    await Promise.race([check(), late])
    return [name, 'ok']
  } catch {
    return [name, 'failed']
  } finally {
    clearTimeout(timer)
  }
}
