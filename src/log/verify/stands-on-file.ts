import { accountsNamedIn } from '../../directory/proof.ts'
import type { Bundle } from '../bundle.ts'
import { callsIn } from './rung-contact.ts'

/** What of the directory the subjects stand on, by id: the accounts that they put on file and the contacts that were rung. */
export function standsOnFile({ subjects }: Pick<Bundle, 'subjects'>): string[] {
  const rung = subjects.flatMap(callsIn).flatMap(({ rung: contact }) => contact?.id ?? [])
  return [...new Set([...subjects.flatMap(accountsNamedIn), ...rung])].sort()
}
