import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { foundingConfirmations } from './founding-confirmations.ts'
import type { KeyReading } from './view-person.ts'

/** The record's time, and who confirmed the keys that the organisation began with. */
export async function readingOfKeys(db: Executor): Promise<KeyReading> {
  const [now, founding] = await Promise.all([readNow(db), foundingConfirmations(db)])
  return { now, founding }
}
