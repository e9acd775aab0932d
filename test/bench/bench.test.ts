import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { passedOn, runProgram } from '../support/command.ts'
import { ROOT } from '../support/compose.ts'
import { describeWithService } from '../support/service.ts'

const Report = z.looseObject({
  ratios: z.object({ throughput1: z.number(), throughput20: z.number(), throughput50: z.number() }),
  eventsPerOrder: z.int(),
  workflowTasksPerOrder: z.int(),
  straightThroughRatio: z.number(),
  straightThrough: z.looseObject({ file: z.object({ payments: z.int(), acceptedPerSecond: z.number() }) }),
  releaseLatencyMs: z.object({ p50: z.number(), p99: z.number() }),
})

describeWithService('The bench', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('measures both, on servers of its own, and counts what an order costs on Temporal', async () => {
    const json = join(folder, 'bench.json')
    const args = ['--import', './scripts/run-typescript.mjs', 'test/bench/run.ts', '--quick', '--json', json]
    const bench = runProgram(process.execPath, args, { env: passedOn(), cwd: ROOT })
    const { code } = await bench.ended
    if (code !== 0) throw new Error(bench.output())
    const { eventsPerOrder, workflowTasksPerOrder } = Report.parse(JSON.parse(readFileSync(json, 'utf8')))
    // No timing asserts: only what does not depend on the machine.
    expect({ eventsPerOrder, workflowTasksPerOrder }).toEqual({ eventsPerOrder: 15, workflowTasksPerOrder: 2 })
  }, 600_000)
})
