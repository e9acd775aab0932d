import type { JsonObject } from './canonical-json.ts'
import { accountObject, type AccountIdentification } from './payment.ts'

/**
 * An account as it is on file: its number, and the further elements that say at which bank, in which branch and by which
 * intermediaries it is reached, by their ISO 20022 path (`CdtrAgt/FinInstnId/ClrSysMmbId/MmbId`).
 */
export type VettedAccount = AccountIdentification & { readonly elements?: Elements }

type Elements = Readonly<Record<string, string>>

/** The canonical object of an account on file: what is signed for it. */
export function vettedAccountObject(account: VettedAccount): JsonObject {
  const { elements } = account
  return { ...accountObject(account), ...(elements === undefined ? {} : { elements: { ...elements } }) }
}

/** Whatever of a payment's elements can lead it to another bank, or to another account there. */
const ROUTING = /^(?:CdtrAgt|IntrmyAgt|CdtrAcct\/Id\/)/

export function isRoutingElement(path: string): boolean {
  return ROUTING.test(path)
}

/** A bank by a code of its own. Its name or address alone may be those of several. */
const BANK_CODES = [
  'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId',
  'CdtrAgt/FinInstnId/LEI',
  'CdtrAgt/FinInstnId/Othr/Id',
] as const

/** What SEPA files say in the place of a bank that they do not name (EPC implementation guidelines). */
export const NOT_PROVIDED = 'NOTPROVIDED'

/** An IBAN names its bank; any other number is an account only together with the bank it is at. */
export function namesBank(account: VettedAccount): boolean {
  if ('iban' in account || account.other.bic !== undefined) return true
  return BANK_CODES.some((path) => ![undefined, NOT_PROVIDED].includes(account.elements?.[path]))
}

/**
 * Whether a payment to `account`, with these further elements, goes to the account that is on file. What leads it
 * elsewhere must have been vetted as it stands. An IBAN names its bank, so it may say less of it than is on file; it may
 * not contradict that.
 */
export function isSameAccount(onFile: VettedAccount, account: AccountIdentification, elements: Elements): boolean {
  const [vetted, asked] = [routeOf(onFile, onFile.elements ?? {}), routeOf(account, elements)]
  const isVetted = Object.entries(asked).every(([path, value]) => vetted[path] === value)
  if ('iban' in onFile)
    return 'iban' in account && onFile.iban === account.iban && isSameBank(onFile, account) && isVetted
  if ('iban' in account) return false
  const isSameNumber = numberKey({ ...onFile.other, country: '' }) === numberKey({ ...account.other, country: '' })
  const [one, other] = [onFile.other.country, account.other.country]
  // Whose bank is named need not say its country as well.
  const isSameCountry = one === other || (namesBank(onFile) && (one === undefined || other === undefined))
  return isSameNumber && isSameCountry && isVetted && Object.keys(vetted).length === Object.keys(asked).length
}

/** Whether a payment to one of two accounts on file would go by the other, as where one of them does not name the bank. */
export function isOneAccount(one: VettedAccount, other: VettedAccount): boolean {
  return isSameAccount(one, other, other.elements ?? {}) || isSameAccount(other, one, one.elements ?? {})
}

/** By which two accounts on file are one: everything of them, and nothing interpreted. JSON keeps the members apart. */
export function accountKey(account: VettedAccount): string {
  const route = Object.entries(routeOf(account, account.elements ?? {})).sort(([a], [b]) => (a < b ? -1 : 1))
  const elements = route.length === 0 ? '' : route
  if ('other' in account) return `other:${numberKey(account.other, elements)}`
  const bank = account.bic?.slice(0, 8) ?? ''
  return bank === '' && elements === ''
    ? `iban:${account.iban}`
    : `iban:${JSON.stringify([account.iban, bank, elements])}`
}

type Other = Extract<AccountIdentification, { other: unknown }>['other']

function numberKey({ scheme = '', country = '', bic = '', id }: Other, elements: unknown = ''): string {
  // The branch `XXX` is the bank's head office, which is who is meant without one (ISO 9362).
  return JSON.stringify([scheme, country, bic.replace(/XXX$/, ''), elements, id])
}

type Iban = Extract<AccountIdentification, { iban: string }>

/**
 * The first eight characters name the bank, the rest a branch of it. A payment without a BIC contradicts nothing; where
 * none is on file it is the IBAN's country that another one would have to contradict.
 */
function isSameBank(onFile: Iban, { bic }: Iban): boolean {
  if (bic === undefined) return true
  return onFile.bic === undefined
    ? bic.slice(4, 6) === onFile.iban.slice(0, 2)
    : bic.slice(0, 8) === onFile.bic.slice(0, 8)
}

/** The elements that lead somewhere, without those that repeat what the account itself says. */
function routeOf(account: AccountIdentification, elements: Elements): Record<string, string> {
  const said: Elements =
    'iban' in account
      ? { [COUNTRY]: account.iban.slice(0, 2) }
      : { [COUNTRY]: account.other.country ?? '', [SCHEME]: account.other.scheme ?? '' }
  return Object.fromEntries(
    Object.entries(elements).filter(([path, value]) => isRoutingElement(path) && said[path] !== value),
  )
}

const COUNTRY = 'CdtrAgt/FinInstnId/PstlAdr/Ctry'
const SCHEME = 'CdtrAcct/Id/Othr/SchmeNm/Prtry'
