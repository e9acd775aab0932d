import { Command } from 'commander'
import { CountersignError } from '../domain/errors.ts'
import { parseRatesFile } from '../people/rates-file.ts'
import { readOrganisation } from '../people/read-organisation.ts'
import { replaceRates, type ReplacedRates } from '../people/replace-rates.ts'
import { parseSettings } from '../platform/config/settings.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { readText } from './read-text.ts'
import { readRuntime } from './runtime-file.ts'

/** `countersign rates FILE`: newer exchange rates, with the worker's login; for whoever runs it, every few days. */
export function ratesCommand(): Command {
  return new Command('rates')
    .description('put newer exchange rates in force')
    .argument('<rates.yaml>', '`rates:` as in organisation.yaml')
    .option('--allow-large-moves', 'also where a rate moves by more than a fifth', false)
    .action(async (path: string, options: { allowLargeMoves: boolean }) => {
      const text = await readText(path)
      const url = await databaseOf(process.env)
      const db = createDatabase({ url, role: 'worker', max: 1, onError: () => undefined })
      try {
        const rates = parseRatesFile(text, (await readOrganisation(db))?.baseCurrency ?? '')
        console.log(told(await replaceRates(db, rates, options)))
      } finally {
        await db.destroy()
      }
    })
}

async function databaseOf(env: NodeJS.ProcessEnv): Promise<string> {
  const settings = parseSettings(env)
  const url = settings.databaseUrl ?? (await readRuntime(settings.dataDir))?.databaseUrl
  if (url !== undefined) return url
  const detail = 'No service runs here. Start it first (npm start), or set DATABASE_URL to its database.'
  throw new CountersignError({ code: 'NOT_RUNNING', status: 500, detail })
}

function told({ before, after }: ReplacedRates): string {
  const lines = Object.entries(after.rates).map(([currency, rate]) => {
    return `  ${currency}  ${rate}  (${before.rates[currency] ?? 'none'} before)`
  })
  return [`Rates of ${after.asOf} are in force for ${after.maxAgeDays} days after it:`, ...lines].join('\n')
}
