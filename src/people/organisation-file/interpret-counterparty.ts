import { noteText, plainText } from '../../domain/text.ts'
import { parseVettedAccount } from '../../orders/parse-vetted-account.ts'
import type { FileContact, FileCounterparty } from '../organisation.ts'
import { isTimeZone, type Findings } from './findings.ts'
import { parsePhoneNumber } from './phone-number.ts'
import { NAME_LENGTH, type Raw, type RawOrganisation } from './schema.ts'

export function counterpartyOf(
  one: Raw<'counterparties'>,
  path: string,
  raw: RawOrganisation,
  findings: Findings,
): FileCounterparty {
  findings.attempt(() => plainText(one.name, `${path}.name`, NAME_LENGTH))
  findings.attempt(() => plainText(noteText(one.provenance, `${path}.provenance`, 500), `${path}.provenance`, 500))
  const accounts = one.accounts.flatMap((account, index) => {
    return findings.attempt(() => parseVettedAccount(account, `${path}.accounts[${index}]`)) ?? []
  })
  const contacts = one.contacts.flatMap((contact, index) =>
    contactOf(contact, `${path}.contacts[${index}]`, raw, findings),
  )
  return { name: one.name, accounts, contacts, provenance: one.provenance }
}

function contactOf(
  contact: Raw<'counterparties'>['contacts'][number],
  path: string,
  raw: RawOrganisation,
  findings: Findings,
): FileContact[] {
  const given = 'timeZone' in contact ? contact.timeZone : undefined
  if (given !== undefined && !isTimeZone(given))
    findings.add(`${path}.timeZone`, 'TIME_ZONE', 'Use a name such as Europe/Paris.')
  // Where nothing is said, hours are counted as at home.
  const timeZone = given ?? raw.entities[0]?.timeZone ?? 'UTC'
  if ('email' in contact) return [{ kind: 'email', value: contact.email, timeZone }]
  const phone = findings.attempt(() => parsePhoneNumber(contact.phone, `${path}.phone`))
  return phone === null ? [] : [{ kind: 'phone', value: phone, timeZone }]
}
