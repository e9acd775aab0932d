import { setTimeout as sleep } from 'node:timers/promises'
import { asSuperuser } from '../../support/topology.ts'
import { until } from '../../support/until.ts'
import { randomCalled } from '../random.ts'
import type { PlannedFault } from '../schedule.ts'
import type { Seat, SeatName } from '../seat.ts'
import type { Stage } from '../stage.ts'

/** kill -9, and started again at once, or only when the fault is over. */
export function killed(name: SeatName) {
  return async ({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<boolean> => {
    const random = randomCalled(dice)
    const seats = installation.seatsOf(name)
    // One of them, or all.
    const victims = random.below(3) === 0 ? seats : [random.pick(seats)]
    const isStartedAtOnce = random.below(2) === 0
    const exits = await Promise.all(victims.map((seat) => (isStartedAtOnce ? seat.kill() : seat.empty('SIGKILL'))))
    await sleep(lastsMs)
    for (const seat of victims) seat.fill()
    return exits.some(({ signal }) => signal === 'SIGKILL')
  }
}

/** Until one of the workers has the seat that another left by a fault before. */
const SEATED_MS = 45_000

/** The worker that has the sequencer's seat, by what it wrote into the log's own table. */
export async function sequencerKilled({ installation }: Stage, { lastsMs }: PlannedFault): Promise<boolean> {
  const sequencer = await until(
    'a worker having the seat of the sequencer',
    async () => {
      const pid = await readSequencer(installation.postgres.url)
      return installation.seatsOf('worker').find((seat) => seat.pid() === pid)
    },
    SEATED_MS,
  )
  const { signal } = await sequencer.kill()
  await sleep(lastsMs)
  return signal === 'SIGKILL'
}

function readSequencer(databaseUrl: string): Promise<number> {
  return asSuperuser(databaseUrl, async (client) => {
    const { rows } = await client.query<{ holder: string }>('SELECT holder FROM log_epochs ORDER BY epoch DESC LIMIT 1')
    return Number(rows[0]?.holder.split(':').at(-1))
  })
}

export async function paused({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<boolean> {
  const seat = randomCalled(dice).pick(installation.seats)
  seat.signal('SIGSTOP')
  try {
    const [, isAnswering] = await Promise.all([sleep(lastsMs), isAnsweringWithin(seat, lastsMs)])
    return !isAnswering
  } finally {
    seat.signal('SIGCONT')
  }
}

function isAnsweringWithin({ probes }: Seat, milliseconds: number): Promise<boolean> {
  return fetch(`${probes}/healthz`, { signal: AbortSignal.timeout(milliseconds) }).then(
    () => true,
    () => false,
  )
}

/** Ended in order: by itself, when told, and not by the supervisor who lost patience. */
export async function restarted({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<boolean> {
  const seat: Seat = randomCalled(dice).pick(installation.seats)
  const { code } = await seat.empty('SIGTERM')
  await sleep(lastsMs / 2)
  seat.fill()
  return code === 0
}
