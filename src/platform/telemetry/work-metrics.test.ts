import { createRegistry } from './process-metrics.ts'
import { createWorkMetrics } from './work-metrics.ts'

describe('what a worker tells of its work', () => {
  it('begins at zero for what alerts wait for, so that the first one counts as an increase', async () => {
    const registry = createRegistry()
    createWorkMetrics(registry)
    const text = await registry.metrics()
    for (const queue of ['webhooks', 'notices', 'mail']) {
      for (const outcome of ['done', 'failed', 'given_up'])
        expect(text).toContain(`countersign_jobs_total{queue="${queue}",outcome="${outcome}"} 0`)
    }
    expect(text).toContain('countersign_workflows_restarted_total 0')
    for (const outcome of ['recorded', 'refused', 'lost'])
      expect(text).toContain(`countersign_kept_answers_total{outcome="${outcome}"} 0`)
    expect(text).toContain('countersign_outbox_failures_total{kind="workflow"} 0')
  })

  it('counts, and knows since when it has not swept', async () => {
    const registry = createRegistry()
    const work = createWorkMetrics(registry)
    work.published('payment_order.denied')
    work.job('mail', 'failed')
    work.relayFailed('workflow')
    work.workflowLost()
    work.keptAnswer('lost')
    const text = await registry.metrics()
    expect(text).toContain('countersign_events_total{type="payment_order.denied"} 1')
    expect(text).toContain('countersign_jobs_total{queue="mail",outcome="failed"} 1')
    expect(text).toContain('countersign_outbox_failures_total{kind="workflow"} 1')
    expect(text).toContain('countersign_workflows_restarted_total 1')
    expect(text).toContain('countersign_kept_answers_total{outcome="lost"} 1')
    const age = async () => Number(/^countersign_sweep_age_seconds (\S+)$/m.exec(await registry.metrics())?.[1])
    await new Promise((resolve) => setTimeout(resolve, 60))
    const before = await age()
    expect(before).toBeGreaterThan(0.05)
    work.swept()
    expect(await age()).toBeLessThan(before)
  })
})
