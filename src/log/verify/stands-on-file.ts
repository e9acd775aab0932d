import { toContent, vouchedAccounts } from '../../orders/proof.ts'
import type { Bundle } from '../bundle.ts'
import { callsIn, contactRung } from './rung-contact.ts'

/**
 * What of the directory a payment stands on, by id: its account as signatures put it on file, and whoever was rung, for
 * itself or for what vouches for it.
 */
export function standsOnFile({ subjects }: Pick<Bundle, 'subjects'>): string[] {
  const [first] = subjects
  const vouched = first?.type === 'order' ? vouchedAccounts(toContent(first.content), subjects) : []
  const rung = subjects.flatMap((subject) =>
    callsIn(subject).flatMap(({ evidence }) => contactRung(evidence, subject) ?? []),
  )
  return [...new Set([...vouched.map(({ accountId }) => accountId), ...rung])].sort()
}
