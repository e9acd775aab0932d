/** The two signatures of genesis, from migration 0140 on. */
import type { Executor, Tx } from '../platform/postgres/database.ts'
import type { BundleConfirmation } from '../log/bundle.ts'
import type { SignedGenesis } from './accepted-genesis.ts'
import { genesisStatementBytes } from './genesis-statement.ts'

type Tables = {
  genesis_confirmations: {
    key_id: string
    statement: Buffer
    client_data_json: string
    authenticator_data: string
    signature: string
  }
}

export async function insertConfirmations(tx: Tx, signed: readonly SignedGenesis[]): Promise<void> {
  const rows = signed.map(({ statement, credential }) => ({
    key_id: statement.keyId,
    statement: Buffer.from(genesisStatementBytes(statement)),
    client_data_json: credential.response.clientDataJSON,
    authenticator_data: credential.response.authenticatorData,
    signature: credential.response.signature,
  }))
  await tx.withTables<Tables>().insertInto('genesis_confirmations').values(rows).execute()
}

/** Both, by key; none before the administrators confirmed each other, or where nobody has to. */
export async function readConfirmations(db: Executor): Promise<BundleConfirmation[]> {
  const rows = await db.withTables<Tables>().selectFrom('genesis_confirmations').selectAll().orderBy('key_id').execute()
  return rows.map((row) => ({
    keyId: row.key_id,
    statement: row.statement.toString('base64url'),
    clientDataJSON: row.client_data_json,
    authenticatorData: row.authenticator_data,
    signature: row.signature,
  }))
}
