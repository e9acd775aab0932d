/**
 * `npm run bench [-- --json FILE]`: what an order costs here, against what a bare approval costs on the same Temporal
 * and the same PostgreSQL, in one go. docs/performance.md says how to read it.
 */
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../src/embedded/postgres.ts'
import { startTemporal } from '../../src/embedded/temporal.ts'
import { passedOn, runProgram, type Command } from '../support/command.ts'
import { connectBare, type BareClient } from './bare/client.ts'
import { historyCost } from './history-cost.ts'
import { openInstallation, type Servers } from './installation.ts'
import { measureOpenLoop, latencies } from './open-loop.ts'
import { readOptions, type BenchOptions } from './options.ts'
import { printReport, type Report } from './report.ts'
import { watchStatements } from './statements.ts'
import { measureStraightThrough } from './straight-through.ts'
import { measureThroughput, medianRound, type Throughput } from './throughput.ts'
import { twoSignatures } from './two-signatures.ts'
import { measureWaiting } from './waiting-orders.ts'

const options = readOptions(process.argv.slice(2))
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
// Started as root, PostgreSQL runs as another account, which must pass through to its files.
chmodSync(folder, 0o711)
const stops: (() => Promise<unknown>)[] = []
const say = (line: string): void => console.error(line)

try {
  const report = await bench(options, await startServers())
  printReport(report)
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  for (const stop of stops.toReversed()) await stop().catch((error: unknown) => console.error('While stopping:', error))
  rmSync(folder, { recursive: true, force: true })
  // Explicit, because an embedded server's package sets an exit code of its own.
  process.exit(process.exitCode)
}

async function startServers(): Promise<Servers> {
  say('starting PostgreSQL (durable) and Temporal …')
  const { profile } = options
  const settings = profile === null ? {} : { shared_preload_libraries: 'pg_stat_statements' }
  const postgres = await startPostgres({ dataDir: folder, log: () => undefined, settings })
  stops.push(() => postgres.stop())
  const temporal = await startTemporal({ dataDir: folder, log: () => undefined, onProgress: () => undefined })
  stops.push(() => temporal.stop())
  return { folder, databaseUrl: postgres.url, temporalAddress: temporal.address, profile }
}

async function bench(wanted: BenchOptions, servers: Servers): Promise<Report> {
  const { databaseUrl } = servers
  const bare = await startBare(servers)
  const installation = await openInstallation(servers)
  stops.push(() => installation.stop())
  const ours = twoSignatures(installation)

  say('warming up …')
  // Services run for weeks; for the first few hundred orders half of what they run is not compiled yet.
  await measureThroughput({ bare, ours, databaseUrl }, { inFlight: 20, orders: wanted.warmUp }, 1)
  const statements = wanted.profile === null ? null : await watchStatements(databaseUrl)
  const throughputs: Throughput[] = []
  for (const load of wanted.ordersInFlight) {
    say(`${load.inFlight} in flight, ${wanted.rounds} × ${load.orders} orders of each …`)
    throughputs.push(await measureThroughput({ bare, ours, databaseUrl }, load, wanted.rounds))
  }
  const orders = throughputs.reduce((sum, one) => sum + one.ourIds.length, 0)
  if (wanted.profile !== null && statements !== null)
    writeFileSync(join(wanted.profile, 'statements.txt'), await statements.since(orders))
  const busy = throughputs.find((one) => one.inFlight === 20)
  if (busy === undefined) throw new TypeError('Unexpected: not measured at 20 in flight')
  const [ourHistory, bareHistory] = [
    await historyCost(bare.client, busy.ourIds.slice(0, 20)),
    await historyCost(bare.client, busy.bareIds.slice(0, 20)),
  ]
  say('straight through …')
  const straight = await measureStraightThrough(installation, databaseUrl, wanted.straightThrough, wanted.rounds)
  const capacity = medianRound(busy.ours).perSecond
  const open = []
  for (const share of [0.5, 0.8]) {
    say(`open loop at ${share * 100} % of ${capacity.toFixed(1)}/s …`)
    open.push({ share, ...(await measureOpenLoop(ours, capacity * share, wanted.openLoopSeconds)) })
  }
  say(`${wanted.waiting.join(', ')} orders waiting …`)
  const waiting = wanted.waiting.length === 0 ? null : await measureWaiting(installation, databaseUrl, wanted.waiting)
  return {
    machine: { cores: cpus().length, memoryGib: Math.round(totalmem() / 2 ** 30), node: process.version },
    ratios: ratiosOf(throughputs),
    eventsPerOrder: ourHistory.events,
    workflowTasksPerOrder: ourHistory.workflowTasks,
    straightThroughRatio: straight.ratio,
    releaseLatencyMs: latencies(busy.waits).releaseMs,
    evidenceLatencyMs: latencies(busy.waits).evidenceMs,
    history: { ours: ourHistory, bare: bareHistory },
    throughput: throughputs.map(({ inFlight, bare: theirs, ours: own, ratio }) => ({
      ...{ inFlight, ratio, bare: medianRound(theirs), ours: medianRound(own) },
      perSecondOfRounds: { bare: theirs.map((one) => one.perSecond), ours: own.map((one) => one.perSecond) },
    })),
    straightThrough: straight,
    openLoop: open,
    waiting,
  }
}

function ratiosOf(all: readonly Throughput[]): Report['ratios'] {
  return Object.fromEntries(all.map(({ inFlight, ratio }) => [`throughput${inFlight}`, ratio]))
}

async function startBare({ databaseUrl, temporalAddress }: Servers): Promise<BareClient> {
  const taskQueue = `bare-${randomUUID()}`
  const program = join(import.meta.dirname, 'bare/worker.ts')
  const hook = join(import.meta.dirname, '../../scripts/run-typescript.mjs')
  const env = { ...passedOn(), DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, TASK_QUEUE: taskQueue }
  const worker: Command = runProgram(process.execPath, ['--import', hook, program], { env, cwd: folder })
  stops.push(() => worker.stop())
  await worker.says(/bare worker ready/)
  const client = await connectBare(temporalAddress, taskQueue)
  stops.push(() => client.close())
  return client
}
