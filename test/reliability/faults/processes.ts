import { setTimeout as sleep } from 'node:timers/promises'
import { asSuperuser } from '../../support/topology.ts'
import { randomCalled } from '../random.ts'
import type { PlannedFault } from '../schedule.ts'
import type { Seat, SeatName } from '../seat.ts'
import type { Stage } from '../stage.ts'

/** kill -9, and started again at once, or only when the fault is over. */
export function killed(name: SeatName) {
  return async ({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<void> => {
    const random = randomCalled(dice)
    const seats = installation.seatsOf(name)
    // One of them, or all.
    const victims = random.below(3) === 0 ? seats : [random.pick(seats)]
    const isStartedAtOnce = random.below(2) === 0
    if (isStartedAtOnce) for (const seat of victims) seat.signal('SIGKILL')
    else await Promise.all(victims.map((seat) => seat.empty('SIGKILL')))
    await sleep(lastsMs)
    for (const seat of victims) seat.fill()
  }
}

/** The worker that has the sequencer's seat, by what it wrote into the log's own table. */
export async function sequencerKilled({ installation }: Stage, { lastsMs }: PlannedFault): Promise<void> {
  const holder = await asSuperuser(installation.postgres.url, async (client) => {
    const { rows } = await client.query<{ holder: string }>('SELECT holder FROM log_epochs ORDER BY epoch DESC LIMIT 1')
    return rows[0]?.holder ?? ''
  })
  const pid = Number(holder.split(':').at(-1))
  // Nobody of ours when it has just been killed: then there is no sequencer, which will do as well.
  installation
    .seatsOf('worker')
    .find((seat) => seat.pid() === pid)
    ?.signal('SIGKILL')
  await sleep(lastsMs)
}

export async function paused({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<void> {
  const seat = randomCalled(dice).pick(installation.seats)
  seat.signal('SIGSTOP')
  try {
    await sleep(lastsMs)
  } finally {
    seat.signal('SIGCONT')
  }
}

export async function restarted({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<void> {
  const seat: Seat = randomCalled(dice).pick(installation.seats)
  await seat.empty('SIGTERM')
  await sleep(lastsMs / 2)
  seat.fill()
}
