import type { Executor } from '../platform/postgres/database.ts'
import { readConfirmations } from './genesis-store.ts'
import { readGenesisStatement } from './genesis-statement.ts'

/**
 * Which of the two founding administrators confirmed which key, by what they signed: anybody who may write entries could
 * say something else in the log. Empty before genesis, and without one.
 */
export async function foundingConfirmations(db: Executor): Promise<ReadonlyMap<string, string>> {
  const signed = (await readConfirmations(db)).flatMap(({ statement }) => {
    return readGenesisStatement(Buffer.from(statement, 'base64url')) ?? []
  })
  return new Map(signed.map(({ personId, confirmedKeyId }) => [confirmedKeyId, personId]))
}
