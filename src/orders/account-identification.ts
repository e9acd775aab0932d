import { electronicFormatIBAN, isValidBIC, validateIBAN, ValidationErrorsIBAN } from 'ibantools'
import { refuseField } from '../domain/errors.ts'
import type { AccountIdentification } from '../domain/payment.ts'
import { lettersAndDigits, plainText } from '../domain/text.ts'
import { NOT_PROVIDED } from '../domain/vetted-account.ts'

type Other = Extract<AccountIdentification, { other: unknown }>['other']

/** ISO 20022 lengths: `GenericAccountIdentification1/Id` Max34Text, its scheme Max35Text. */
const OTHER_ID_LENGTH = 34
const SCHEME_LENGTH = 35
const COUNTRY = /^[A-Z]{2}$/

/**
 * Reads `{iban, bic?}` or `{other: {id, scheme?, bic?, country?}}` from outside and writes codes in their one
 * spelling. Refuses with 422 ACCOUNT_FORMAT, FIELD_UNKNOWN, IBAN_INVALID, IBAN_AS_OTHER, BIC_INVALID, COUNTRY_INVALID
 * or TEXT_…, each with the path of the field.
 */
export function parseAccountIdentification(value: unknown, path: string): AccountIdentification {
  if (!isRecord(value) || 'iban' in value === 'other' in value) {
    throw refuseField(
      path,
      'ACCOUNT_FORMAT',
      'Give the account as {"iban": …, "bic"?: …} or as {"other": {"id": …, …}}, one of the two.',
    )
  }
  if ('other' in value) {
    refuseUnknown(value, ['other'], path)
    return { other: parseOtherAccount(value['other'], `${path}.other`) }
  }
  refuseUnknown(value, ['iban', 'bic'], path)
  const iban = parseIban(text(value, 'iban', path), `${path}.iban`)
  return value['bic'] === undefined ? { iban } : { iban, bic: parseBic(text(value, 'bic', path), `${path}.bic`) }
}

/**
 * The electronic format (ISO 13616: no spaces, capitals) of an IBAN whose country, length, structure and mod 97 check
 * digits are right. National check digits inside the BBAN are left to the bank: their rules have exceptions.
 */
export function parseIban(value: string, path: string): string {
  const iban = toIban(value)
  if (iban === null) {
    throw refuseField(
      path,
      'IBAN_INVALID',
      'Check the IBAN against the invoice: its country, length or check digits do not fit.',
    )
  }
  return iban
}

/** An ISO 9362 business identifier code of 8 or 11 characters, in capitals. */
export function parseBic(value: string, path: string): string {
  const bic = value.toUpperCase()
  // Eleven letters, and the word for none.
  if (!isValidBIC(bic) || bic === NOT_PROVIDED)
    throw refuseField(path, 'BIC_INVALID', 'Write the BIC with its 8 or 11 characters, such as AGRIFRPP.')
  return bic
}

/** An account number of another scheme; an IBAN among them is refused, since it would be matched as another account. */
export function parseOtherAccountId(value: string, path: string): string {
  const id = plainText(value, path, OTHER_ID_LENGTH)
  // Whatever separates its characters, and in whatever form they are written.
  if (toIban(lettersAndDigits(id)) !== null)
    throw refuseField(path, 'IBAN_AS_OTHER', 'This is an IBAN: give it as "iban" (IBAN in a pain.001).')
  return id
}

function parseOtherAccount(value: unknown, path: string): Other {
  if (!isRecord(value))
    throw refuseField(path, 'ACCOUNT_FORMAT', 'Give it as {"id": …, "scheme"?: …, "bic"?: …, "country"?: …}.')
  refuseUnknown(value, ['id', 'scheme', 'bic', 'country'], path)
  return {
    id: parseOtherAccountId(text(value, 'id', path), `${path}.id`),
    ...(value['scheme'] !== undefined && {
      scheme: plainText(text(value, 'scheme', path), `${path}.scheme`, SCHEME_LENGTH),
    }),
    ...(value['bic'] !== undefined && { bic: parseBic(text(value, 'bic', path), `${path}.bic`) }),
    ...(value['country'] !== undefined && { country: parseCountry(text(value, 'country', path), `${path}.country`) }),
  }
}

function toIban(value: string): string | null {
  const iban = electronicFormatIBAN(value)
  if (iban === null) return null
  const { errorCodes } = validateIBAN(iban)
  return errorCodes.every((code) => code === ValidationErrorsIBAN.WrongAccountBankBranchChecksum) ? iban : null
}

function parseCountry(value: string, path: string): string {
  if (!COUNTRY.test(value))
    throw refuseField(path, 'COUNTRY_INVALID', 'Use the ISO 3166-1 code of two capitals, such as GB.')
  return value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: Record<string, unknown>, field: string, path: string): string {
  const member = value[field]
  if (typeof member === 'string') return member
  throw refuseField(`${path}.${field}`, 'ACCOUNT_FORMAT', 'Give this field as a string.')
}

function refuseUnknown(value: Record<string, unknown>, known: readonly string[], path: string): void {
  const unknown = Object.keys(value).find((field) => !known.includes(field))
  if (unknown !== undefined)
    throw refuseField(`${path}.${unknown}`, 'FIELD_UNKNOWN', `Remove this field; known here are ${known.join(', ')}.`)
}
