import { Command } from 'commander'
import { CountersignError } from '../domain/errors.ts'
import { readGenesisConfirmation, type GenesisConfirmation } from '../people/read-genesis-confirmation.ts'
import { readSettings } from '../platform/config/settings.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { databaseUrlOf } from '../process-settings.ts'

/**
 * `countersign genesis`, where the signer runs: which entry of the log says that the administrators confirmed each
 * other, and of which keys. The signer takes the first one there was and no other, whatever is read here.
 */
export function genesisCommand(): Command {
  return new Command('genesis')
    .description("print the log's entry by which the administrators confirmed each other; run it where the signer runs")
    .action(async () => console.log(JSON.stringify(await confirmationIn(process.env), null, 2)))
}

async function confirmationIn(env: NodeJS.ProcessEnv): Promise<GenesisConfirmation> {
  const settings = readSettings(env, 'signer')
  const onError = (error: Error): void => console.error(error.message)
  const db = createDatabase({ url: databaseUrlOf(settings), role: 'signer', max: 1, onError })
  try {
    const found = await readGenesisConfirmation(db)
    if (found !== null) return found
  } finally {
    await db.destroy()
  }
  throw new CountersignError({
    code: 'GENESIS_PENDING',
    status: 409,
    detail: 'The administrators have not confirmed each other here, or need not: there is no entry to name.',
  })
}
