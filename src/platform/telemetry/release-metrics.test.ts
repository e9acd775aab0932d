import { CountersignError } from '../../domain/errors.ts'
import { createRegistry } from './process-metrics.ts'
import { createReleaseMetrics } from './release-metrics.ts'

describe('what a worker tells of releases', () => {
  it('begins at zero for what an alert waits for, so that the first one counts as an increase', async () => {
    const registry = createRegistry()
    createReleaseMetrics(registry, ['CHECKPOINT_BEHIND'])
    const text = await registry.metrics()
    expect(text).toContain('countersign_release_failures_total{code="EVIDENCE_REFUSED"} 0')
    expect(text).toContain('countersign_checkpoint_failures_total{code="CHECKPOINT_BEHIND"} 0')
    expect(text).toContain('countersign_release_failures_total{code="CHECKPOINT_BEHIND"} 0')
    expect(text).toContain('countersign_releases_total 0')
  })

  it('counts refusals by their code and everything else as a fault', async () => {
    const registry = createRegistry()
    const metrics = createReleaseMetrics(registry, [])
    metrics.released()
    metrics.failed(new CountersignError({ code: 'EVIDENCE_REFUSED', status: 409, detail: 'no' }))
    metrics.checkpointFailed(new Error('gone'))
    const text = await registry.metrics()
    expect(text).toContain('countersign_releases_total 1')
    expect(text).toContain('countersign_release_failures_total{code="EVIDENCE_REFUSED"} 1')
    expect(text).toContain('countersign_checkpoint_failures_total{code="FAULT"} 1')
  })
})
