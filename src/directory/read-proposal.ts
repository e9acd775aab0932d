/** From what a caller wrote to what is proposed: parsed, normalised, in its one spelling. */
import { refuseField } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { noteText, plainText } from '../domain/text.ts'
import { isSameAccount } from '../domain/vetted-account.ts'
import { parseVettedAccount } from '../orders/parse-vetted-account.ts'
import { isTimeZone } from '../people/organisation-file/findings.ts'
import { parsePhoneNumber } from '../people/organisation-file/phone-number.ts'
import { newId } from '../platform/ids.ts'
import type { ProposedAccount, ProposedContact, ProposedCounterparty } from './account-change.ts'
import { isSameContact } from './contact-change.ts'
import type { ContactBody, CounterpartyBody } from './schema.ts'

export function readCounterpartyBody(body: CounterpartyBody, now: Instant): ProposedCounterparty {
  const accounts = body.accounts.map((account, index) => readAccount(account, `accounts[${index}]`))
  const contacts = (body.contacts ?? []).map((contact, index) => readContact(contact, `contacts[${index}].`, now))
  refuseRepeated(accounts, 'accounts', ({ identification: one }, { identification: earlier }) =>
    isSameAccount(earlier, one, one.elements ?? {}),
  )
  refuseRepeated(contacts, 'contacts', isSameContact)
  return {
    id: newId('cpt'),
    name: plainText(body.name, 'name', 140),
    provenance: readProvenance(body.provenance),
    accounts,
    contacts,
  }
}

export function readAccount(account: unknown, path: string): ProposedAccount {
  return { id: newId('acc'), version: 1, identification: parseVettedAccount(account, path) }
}

/** `prefix` is what comes before the names of its fields: empty, or `contacts[0].`. */
export function readContact({ kind, value, timeZone }: ContactBody, prefix: string, now: Instant): ProposedContact {
  if (!isTimeZone(timeZone))
    throw refuseField(
      `${prefix}timeZone`,
      'TIME_ZONE',
      'Use a name of the IANA time zone database, such as Europe/Paris.',
    )
  const path = `${prefix}value`
  const written = kind === 'phone' ? parsePhoneNumber(value, path) : readAddress(value, path)
  return { id: newId('con'), kind, value: written, timeZone, verifiedAt: now }
}

export function readProvenance(provenance: string): string {
  return plainText(noteText(provenance, 'provenance', 500), 'provenance', 500)
}

/** Not whether it exists: mail tells. That it is one address, which no header or list can be made of. */
function readAddress(value: string, path: string): string {
  if (/^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,190}$/.test(value)) return plainText(value, path, 254)
  throw refuseField(path, 'EMAIL_FORMAT', 'Write one mail address, such as accounts@example.com.')
}

function refuseRepeated<T>(list: readonly T[], path: string, isSame: (one: T, earlier: T) => boolean): void {
  list.forEach((one, index) => {
    if (list.slice(0, index).some((earlier) => isSame(one, earlier)))
      throw refuseField(`${path}[${index}]`, 'DUPLICATE', 'This is in the list already. Name each once.')
  })
}
