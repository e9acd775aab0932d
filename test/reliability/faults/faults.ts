import type { FaultName, PlannedFault } from '../schedule.ts'
import type { Stage } from '../stage.ts'
import { clockAhead, clockBehind } from './clock.ts'
import { postgresCopied } from './copied-database.ts'
import { postgresDiskFull, signersDiskFull } from './disks.ts'
import { oldDatabaseRestored } from './old-database.ts'
import { killed, paused, restarted, sequencerKilled } from './processes.ts'
import { everythingKilled, postgresOf, serverKilled, serverPaused, temporalLost, temporalOf } from './servers.ts'
import { badLine, mailBroken, receiverBroken } from './surroundings.ts'

export interface Fault {
  /** In the middle of a round's work, or once all of it has come to rest. */
  readonly when: 'during' | 'after'
  /** The record itself is away or cannot be written: an answer 500 is not nice then, and no wonder. */
  readonly mayBe500: boolean
  /** Breaks something, and mends it. Whether it struck what it was meant for. */
  strike(stage: Stage, plan: PlannedFault): Promise<boolean>
}

const during = (strike: Fault['strike']): Fault => ({ when: 'during', mayBe500: false, strike })
const duringWithout = (strike: Fault['strike']): Fault => ({ when: 'during', mayBe500: true, strike })
const after = (strike: Fault['strike']): Fault => ({ when: 'after', mayBe500: false, strike })

export const FAULT: Readonly<Record<FaultName, Fault>> = {
  'api killed': during(killed('api')),
  'worker killed': during(killed('worker')),
  'signer killed': during(killed('signer')),
  'sequencer killed': during(sequencerKilled),
  'PostgreSQL killed': duringWithout(serverKilled(postgresOf)),
  'Temporal killed': during(serverKilled(temporalOf)),
  'everything killed at once': duringWithout(everythingKilled),
  'a process paused': during(paused),
  'PostgreSQL paused': duringWithout(serverPaused(postgresOf)),
  'Temporal paused': during(serverPaused(temporalOf)),
  'a process restarted': during(restarted),
  'PostgreSQL restarted, and copied for later': duringWithout(postgresCopied),
  'requests dropped, repeated and reordered': during(badLine),
  'webhook receiver broken': during(receiverBroken),
  'mail server broken': during(mailBroken),
  "signer's disk full": during(signersDiskFull),
  "PostgreSQL's disk full": duringWithout(postgresDiskFull),
  'clock a day behind': during(clockBehind),
  'clock a day ahead': after(clockAhead),
  'Temporal lost': during(temporalLost),
  "yesterday's database restored": { ...after(oldDatabaseRestored), mayBe500: true },
}
