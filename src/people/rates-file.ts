import { collectFindings } from './organisation-file/findings.ts'
import { interpretRates } from './organisation-file/interpret-organisation.ts'
import { ratesFileSchema } from './organisation-file/schema.ts'
import type { Rates } from './organisation.ts'
import { fileErrors, readYaml, refuseFile } from './yaml-file.ts'

const FILE = { name: 'the rates', code: 'RATES_INVALID' }

/**
 * Reads `rates:` as organisation.yaml has it, in a file of its own. Throws 422 `RATES_INVALID` with every mistake that
 * it finds, each with its path.
 */
export function parseRatesFile(yaml: string, baseCurrency: string): Rates {
  const parsed = ratesFileSchema.safeParse(readYaml(yaml, FILE), { reportInput: true })
  if (!parsed.success) throw refuseFile(FILE, fileErrors(parsed.error.issues, FILE))
  const findings = collectFindings()
  const rates = interpretRates(parsed.data.rates, baseCurrency, findings)
  if (findings.errors.length > 0) throw refuseFile(FILE, findings.errors)
  return rates
}
