import type { HistoryCost } from './history-cost.ts'
import type { OpenLoop } from './open-loop.ts'
import { PARTS } from './processes.ts'
import { rounded } from './statistics.ts'
import type { StraightThrough } from './straight-through.ts'
import type { Round } from './throughput.ts'
import type { WaitingOrders } from './waiting-orders.ts'

interface Latency {
  readonly p50: number
  readonly p99: number
}

/** What `--json` writes. Ratios are ours ÷ bare; milliseconds, bytes and CPU are for one order. */
export interface Report {
  readonly machine: { readonly cores: number; readonly memoryGib: number; readonly node: string }
  /** `throughput1`, `throughput20`, `throughput50` */
  readonly ratios: Readonly<Record<string, number>>
  readonly eventsPerOrder: number
  readonly workflowTasksPerOrder: number
  readonly straightThroughRatio: number
  /** At 20 in flight: from the verdict on the last signature to the webhook. */
  readonly releaseLatencyMs: Latency
  /** At 20 in flight: from posting a signature to its verdict. */
  readonly evidenceLatencyMs: Latency
  readonly history: { readonly ours: HistoryCost; readonly bare: HistoryCost }
  readonly throughput: readonly {
    readonly inFlight: number
    readonly ratio: number
    readonly bare: Round
    readonly ours: Round
    readonly perSecondOfRounds: { readonly bare: readonly number[]; readonly ours: readonly number[] }
  }[]
  readonly straightThrough: StraightThrough
  readonly openLoop: readonly (OpenLoop & { readonly share: number })[]
  readonly waiting: WaitingOrders | null
}

export function printReport(report: Report): void {
  console.log(`${report.machine.cores} cores, ${report.machine.memoryGib} GiB, Node ${report.machine.node}`)
  console.table(
    report.throughput.map(({ inFlight, ratio, bare, ours }) => ({
      'in flight': inFlight,
      'bare/s': rounded(bare.perSecond),
      'ours/s': rounded(ours.perSecond),
      ratio: rounded(ratio),
      'bare commits': rounded(bare.database.commits),
      'our commits': rounded(ours.database.commits),
      'bare WAL': Math.round(bare.database.walBytes),
      'our WAL': Math.round(ours.database.walBytes),
    })),
  )
  console.log('CPU milliseconds for each order')
  console.table(
    Object.fromEntries(
      report.throughput.flatMap(({ inFlight, bare, ours }) => [
        [`bare, ${inFlight} in flight`, cpuOf(bare)],
        [`ours, ${inFlight} in flight`, cpuOf(ours)],
      ]),
    ),
  )
  const { waiting, ...numbers } = report
  console.log(JSON.stringify({ ...numbers, throughput: undefined, waiting }, null, 1))
}

function cpuOf({ cpuMs }: Round): Record<string, number> {
  const sum = PARTS.reduce((total, part) => total + cpuMs[part], 0)
  return Object.fromEntries([...PARTS.map((part) => [part, rounded(cpuMs[part])]), ['sum', rounded(sum)]])
}
