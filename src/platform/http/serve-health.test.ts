import { freePort } from '../../embedded/free-port.ts'
import { createRegistry } from '../telemetry/process-metrics.ts'
import { serveHealth } from './serve-health.ts'

describe('the probes of a process that serves nobody else', () => {
  it('are answered where the settings say, with each part as a number', async () => {
    const healthAddress = { host: '127.0.0.1', port: await freePort() }
    const checks = { database: async () => 1, signer: () => Promise.reject(new Error('gone')) }
    const health = await serveHealth({ healthAddress }, checks, createRegistry())
    const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${healthAddress.port}${path}`)
    try {
      expect((await get('/healthz')).status).toBe(200)
      expect((await get('/readyz')).status).toBe(503)
      const text = await (await get('/metrics')).text()
      expect(text).toContain('countersign_ready{part="database"} 1')
      expect(text).toContain('countersign_ready{part="signer"} 0')
    } finally {
      await health.stop()
    }
    await expect(get('/healthz')).rejects.toThrow()
  })

  it('are not answered at all unless asked for', async () => {
    const asked: string[] = []
    const registry = createRegistry()
    const health = await serveHealth(
      { healthAddress: null },
      { database: async () => asked.push('database') },
      registry,
    )
    expect(registry.getSingleMetric('countersign_ready')).toBeUndefined()
    await health.stop()
    expect(asked).toEqual([])
  })
})
