/** What a verifier of a call needs to know about contacts of payees, from the content of signed changes alone. */
import type { ContactOnFile } from '../domain/callable-contact.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import { putsOnFile } from '../domain/removal.ts'
import { matchKey } from '../domain/text.ts'
import { toAccountChange } from './account-change.ts'
import { toContactChange } from './contact-change.ts'

export interface CalledPayee {
  readonly id: string
  readonly name: string
}

export type VouchedContact = ContactOnFile & { readonly id: string }

/** Who is called about a change of accounts; null: nobody. */
export function payeeCalledAbout(content: JsonObject): CalledPayee | null {
  const { payeeIsOnFile, counterparties } = toAccountChange(content)
  const [payee] = counterparties
  return payeeIsOnFile && payee !== undefined ? { id: payee.id, name: payee.name } : null
}

/**
 * The contacts that a change put on file for this payee when it took effect. By its id as well as by its name: whoever
 * signed the change read the name, and the record alone says which id goes with it.
 */
export function contactsPutOnFile(
  {
    type,
    content,
    satisfiedAt,
  }: { readonly type: string; readonly content: JsonObject; readonly satisfiedAt: Instant },
  payee: CalledPayee,
): VouchedContact[] {
  if (!putsOnFile(type, content)) return []
  const isIt = (one: CalledPayee): boolean => one.id === payee.id && matchKey(one.name) === matchKey(payee.name)
  if (type === 'contact-change') {
    const { counterparty, contact } = toContactChange(content)
    return isIt(counterparty) ? [{ ...contact, verifiedAt: satisfiedAt, onboarded: false }] : []
  }
  if (type !== 'account-change') return []
  const { action, counterparties } = toAccountChange(content)
  return counterparties
    .filter(isIt)
    .flatMap(({ contacts }) =>
      contacts.map((contact) => ({ ...contact, verifiedAt: satisfiedAt, onboarded: action === 'onboard' })),
    )
}
