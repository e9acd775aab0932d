import type { Tx } from '../platform/postgres/database.ts'
import { readEvidence } from './evidence-store.ts'
import type { SubjectHead } from './subject-kind.ts'

/** Who said yes to this version, in order of their signatures; each once. */
export async function confirmersOf(tx: Tx, { id, version }: SubjectHead): Promise<string[]> {
  const evidence = (await readEvidence(tx, [id])).filter(({ subject, decision, voidedBy }) => {
    return subject.version === version && decision === 'confirm' && voidedBy === null
  })
  return [...new Set(evidence.map(({ personId }) => personId))]
}
