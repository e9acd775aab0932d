import type { Bundle, Finding } from '../bundle.ts'
import type { Ledger } from './ledger.ts'

/** Where in the log each of these accounts and contacts was taken off file. */
export type OffFile = ReadonlyMap<string, number>

/** What is said to be off file and is not, by the log, is a finding: somebody altered it. */
export function proveOffFile({ offFile = [] }: Bundle, ledger: Ledger, findings: Finding[]): OffFile {
  const proven = new Map<string, number>()
  for (const { id, entryId } of offFile) {
    const entry = ledger.entry(entryId)
    if (entry?.kind === 'directory.retired' && namedIn(entry.fields).includes(id)) proven.set(id, entry.leafIndex)
    else findings.push({ code: 'OFF_FILE', about: id, detail: 'The log does not say that this was taken off file.' })
  }
  return proven
}

function namedIn({ accounts, contacts }: Readonly<Record<string, unknown>>): unknown[] {
  return [accounts, contacts].flatMap((ids): unknown[] => (Array.isArray(ids) ? ids : []))
}
