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
  /** Breaks something, and mends it. */
  strike(stage: Stage, plan: PlannedFault): Promise<void>
}

const during = (strike: Fault['strike']): Fault => ({ when: 'during', strike })
const after = (strike: Fault['strike']): Fault => ({ when: 'after', strike })

export const FAULT: Readonly<Record<FaultName, Fault>> = {
  'api killed': during(killed('api')),
  'worker killed': during(killed('worker')),
  'signer killed': during(killed('signer')),
  'sequencer killed': during(sequencerKilled),
  'PostgreSQL killed': during(serverKilled(postgresOf)),
  'Temporal killed': during(serverKilled(temporalOf)),
  'everything killed at once': during(everythingKilled),
  'a process paused': during(paused),
  'PostgreSQL paused': during(serverPaused(postgresOf)),
  'Temporal paused': during(serverPaused(temporalOf)),
  'a process restarted': during(restarted),
  'PostgreSQL restarted, and copied for later': during(postgresCopied),
  'requests dropped, repeated and reordered': during(badLine),
  'webhook receiver broken': during(receiverBroken),
  'mail server broken': during(mailBroken),
  "signer's disk full": during(signersDiskFull),
  "PostgreSQL's disk full": during(postgresDiskFull),
  'clock a day behind': during(clockBehind),
  'clock a day ahead': after(clockAhead),
  'Temporal lost': during(temporalLost),
  "yesterday's database restored": after(oldDatabaseRestored),
}
