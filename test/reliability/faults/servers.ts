import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import type { PlannedFault } from '../schedule.ts'
import type { Stage } from '../stage.ts'

/** What waited is answered by then. */
const ANSWERED_MS = 5_000

interface Server {
  up(): Promise<void>
  /** How many of its processes. */
  kill(): Promise<number>
  pause(): Promise<() => void>
}

export const postgresOf = ({ installation }: Stage): Server => installation.postgres
export const temporalOf = ({ installation }: Stage): Server => installation.temporal

export function serverKilled(serverOf: (stage: Stage) => Server) {
  return async (stage: Stage, { lastsMs }: PlannedFault): Promise<boolean> => {
    const killed = await serverOf(stage).kill()
    await sleep(lastsMs)
    await serverOf(stage).up()
    return killed > 0
  }
}

export function serverPaused(serverOf: (stage: Stage) => Server) {
  return async (stage: Stage, { lastsMs }: PlannedFault): Promise<boolean> => {
    const resume = await serverOf(stage).pause()
    await sleep(lastsMs)
    resume()
    return isAnsweredLate(stage, lastsMs)
  }
}

/** Whether somebody's request had to wait for as long as nearly all of it; one that was given up is counted anyway. */
function isAnsweredLate({ installation }: Stage, lastsMs: number): Promise<boolean> {
  const late = async (): Promise<true | undefined> => installation.proxy.slowestMs() >= lastsMs * 0.8 || undefined
  return until('a request being answered late', late, ANSWERED_MS).catch(() => false)
}

/** What a power cut leaves, but for the disk's own cache. */
export async function everythingKilled({ installation }: Stage, { lastsMs }: PlannedFault): Promise<boolean> {
  const { seats, postgres, temporal } = installation
  const [exits, ...servers] = await Promise.all([
    Promise.all(seats.map((seat) => seat.empty('SIGKILL'))),
    postgres.kill(),
    temporal.kill(),
  ])
  await sleep(lastsMs)
  // Nobody waits for anybody: whoever comes too early has to come again.
  for (const seat of seats) seat.fill()
  await Promise.all([postgres.up(), temporal.up()])
  return exits.every(({ signal }) => signal === 'SIGKILL') && servers.every((killed) => killed > 0)
}

/** With everything it knew: what waits has to begin again from the record. */
export async function temporalLost({ installation }: Stage, { lastsMs }: PlannedFault): Promise<boolean> {
  const killed = await installation.temporal.kill()
  await installation.temporal.forget()
  await sleep(lastsMs / 2)
  await installation.temporal.up()
  return killed > 0
}
