import { randomUUID } from 'node:crypto'
import type { BareClient } from './bare/client.ts'
import { databaseCost, type DatabaseCost } from './database-cost.ts'
import { closedLoop } from './load.ts'
import { cpuByPart, cpuSince, PARTS, type Part } from './processes.ts'
import { median } from './statistics.ts'
import type { TwoSignatures, Waits } from './two-signatures.ts'

export interface Round {
  readonly perSecond: number
  readonly cpuMs: Record<Part, number>
  readonly database: DatabaseCost
}

export interface Throughput {
  readonly inFlight: number
  readonly bare: readonly Round[]
  readonly ours: readonly Round[]
  /** Ours ÷ bare, of the medians. */
  readonly ratio: number
  /** Of every order of ours. */
  readonly waits: readonly Waits[]
  readonly bareIds: readonly string[]
  readonly ourIds: readonly string[]
}

/** Rounds of both in turn, on the same servers: what slows the machine down slows both down. */
export async function measureThroughput(
  { bare, ours, databaseUrl }: { bare: BareClient; ours: TwoSignatures; databaseUrl: string },
  load: { readonly inFlight: number; readonly orders: number },
  rounds: number,
): Promise<Throughput> {
  const [bareRounds, ourRounds]: [Round[], Round[]] = [[], []]
  const [bareIds, ourIds, waits]: [string[], string[], Waits[]] = [[], [], []]
  for (let round = 0; round < rounds; round += 1) {
    bareRounds.push(
      await measure(databaseUrl, load, async () => {
        const orderId = `bare-${randomUUID()}`
        await bare.approveOnce(orderId)
        bareIds.push(orderId)
      }),
    )
    ourRounds.push(
      await measure(databaseUrl, load, async () => {
        const paid = await ours.payOnce()
        waits.push(paid.waits)
        ourIds.push(paid.orderId)
      }),
    )
  }
  const rate = (all: readonly Round[]): number => median(all.map((one) => one.perSecond))
  const ratio = rate(ourRounds) / rate(bareRounds)
  return { inFlight: load.inFlight, bare: bareRounds, ours: ourRounds, ratio, waits, bareIds, ourIds }
}

async function measure(
  databaseUrl: string,
  load: { readonly inFlight: number; readonly orders: number },
  work: () => Promise<void>,
): Promise<Round> {
  const [cpu, before] = [cpuByPart(), await databaseCost(databaseUrl)]
  const { perSecond } = await closedLoop(load, work)
  const after = await databaseCost(databaseUrl)
  return {
    perSecond,
    cpuMs: cpuSince(cpu, load.orders),
    database: {
      commits: (after.commits - before.commits) / load.orders,
      walBytes: (after.walBytes - before.walBytes) / load.orders,
    },
  }
}

/** Of several rounds, each number by itself. */
export function medianRound(rounds: readonly Round[]): Round {
  const of = (pick: (round: Round) => number): number => median(rounds.map(pick))
  return {
    perSecond: of((round) => round.perSecond),
    cpuMs: Object.fromEntries(PARTS.map((part) => [part, of((round) => round.cpuMs[part])])) as Record<Part, number>,
    database: { commits: of((round) => round.database.commits), walBytes: of((round) => round.database.walBytes) },
  }
}
