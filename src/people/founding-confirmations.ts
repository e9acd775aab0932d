import { z } from 'zod'
import { entriesOf } from '../log/log.ts'
import { genesisEntries } from '../log/read-log.ts'
import type { Executor } from '../platform/postgres/database.ts'

const Confirmed = z.object({
  confirmations: z.array(z.object({ personId: z.string(), confirmedKeyId: z.string() })),
})

/** Which of the two founding administrators confirmed which key, as the log says; empty before genesis, and without one. */
export async function foundingConfirmations(db: Executor): Promise<ReadonlyMap<string, string>> {
  const { confirmed } = await genesisEntries(db)
  const [entry] = confirmed === null ? [] : await entriesOf(db, [confirmed])
  if (entry === undefined) return new Map()
  const { confirmations } = Confirmed.parse(JSON.parse(entry.body))
  return new Map(confirmations.map(({ personId, confirmedKeyId }) => [confirmedKeyId, personId]))
}
