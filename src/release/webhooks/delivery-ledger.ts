import { gather } from '../../platform/gather.ts'
import type { PublishedEvent } from '../../platform/events.ts'
import type { Db } from '../../platform/postgres/database.ts'
import { readTargets, recordTries, type DeliveryTarget, type RecordedTry } from './store.ts'

/** Who is to be told of an event, and who was: asked and written for all the events that are passed on together. */
export interface DeliveryLedger {
  /** The endpoints that see the event and have not taken it, with what posting it to them needs. */
  targetsOf(event: PublishedEvent): Promise<readonly DeliveryTarget[]>
  /** Once it returns, the try is on record. */
  record(tried: RecordedTry): Promise<void>
}

/** What a pass of the relay hands over comes in one go. */
const ASK_WITHIN_MS = 0
/** Answers come in one by one, a few milliseconds apart. */
const RECORD_WITHIN_MS = 5
const MOST = 50

/** `db` as `worker`. */
export function createDeliveryLedger(db: Db): DeliveryLedger {
  const asked = gather((events: readonly PublishedEvent[]) => targetsOfEach(db, events), {
    ms: ASK_WITHIN_MS,
    most: MOST,
  })
  const tries = gather((tried: readonly RecordedTry[]) => recordEach(db, tried), { ms: RECORD_WITHIN_MS, most: MOST })
  return {
    targetsOf: (event) => asked.add(event),
    record: (tried) => tries.add(tried),
  }
}

async function targetsOfEach(db: Db, events: readonly PublishedEvent[]): Promise<DeliveryTarget[][]> {
  const targets = await readTargets(db, events)
  return events.map((event) => targets.filter((target) => target.eventId === event.id))
}

async function recordEach(db: Db, tried: readonly RecordedTry[]): Promise<undefined[]> {
  await recordTries(db, tried)
  return tried.map(() => undefined)
}
