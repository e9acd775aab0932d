import { databaseCost, singleInsertRate, type DatabaseCost } from './database-cost.ts'
import { nextInvoice } from './company.ts'
import type { Installation } from './installation.ts'
import { closedLoop } from './load.ts'
import { measureFile, type FileRate } from './payment-file.ts'
import { median } from './statistics.ts'

export interface StraightThrough {
  /** Orders that policy asks nothing of, a second: acknowledged, assessed and approved. */
  readonly acceptedPerSecond: number
  /** The same until the last of them is released, signed and told. */
  readonly releasedPerSecond: number
  readonly commitsPerSecond: number
  /** Accepted ÷ commits. */
  readonly ratio: number
  readonly database: DatabaseCost
  /** The same handed in as one file. */
  readonly file: FileRate
}

const INSERTS = 2_000
const IN_FLIGHT = 20

/** Against what the same PostgreSQL does at most for one writer: commit one row after the other. */
export async function measureStraightThrough(
  installation: Installation,
  databaseUrl: string,
  orders: number,
  rounds: number,
): Promise<StraightThrough> {
  const [accepted, released, commits, costs]: [number[], number[], number[], DatabaseCost[]] = [[], [], [], []]
  const files: FileRate[] = []
  for (let round = 0; round < rounds; round += 1) {
    commits.push(await singleInsertRate(databaseUrl, INSERTS))
    const before = await databaseCost(databaseUrl)
    const ids: string[] = []
    const began = performance.now()
    const load = await closedLoop({ inFlight: IN_FLIGHT, orders }, async () => {
      const { id, state, signals } = await installation.erp.submit(nextInvoice('straight through'))
      if (state !== 'approved') throw new Error(`Order ${id} is ${state}: ${signals.map((one) => one.code).join(', ')}`)
      ids.push(id)
    })
    accepted.push(load.perSecond)
    await Promise.all(ids.map((id) => installation.releasedAt(id)))
    released.push((orders * 1000) / (performance.now() - began))
    const after = await databaseCost(databaseUrl)
    costs.push({
      commits: (after.commits - before.commits) / orders,
      walBytes: (after.walBytes - before.walBytes) / orders,
    })
    files.push(await measureFile(installation, orders))
  }
  return {
    acceptedPerSecond: median(accepted),
    releasedPerSecond: median(released),
    commitsPerSecond: median(commits),
    ratio: median(accepted.map((rate, round) => rate / (commits[round] ?? Number.NaN))),
    database: { commits: median(costs.map((one) => one.commits)), walBytes: median(costs.map((one) => one.walBytes)) },
    file: {
      payments: orders,
      acceptedPerSecond: median(files.map((one) => one.acceptedPerSecond)),
      releasedPerSecond: median(files.map((one) => one.releasedPerSecond)),
    },
  }
}
