import { digestOf, type JsonObject } from './canonical-json.ts'
import { lettersAndDigits } from './text.ts'

/** An account by IBAN, or by another scheme of the payee's country. */
export type AccountIdentification =
  | { readonly iban: string; readonly bic?: string }
  | {
      readonly other: {
        readonly id: string
        readonly scheme?: string
        readonly bic?: string
        readonly country?: string
      }
    }

/**
 * Everything about a credit transfer that affects amount or routing, and nothing else: what an ERP can state from
 * its own books. `originatingAccount` is the id of organisation.yaml; `accountVersion` is that of the vetted
 * account on file, also where name and account were given inline, and `0` for one that is not on file: an ERP takes it
 * from the release token. `elements` are further ISO 20022 elements by path
 * (`CdtrAgt/FinInstnId/ClrSysMmbId/MmbId`), as read from a pain.001.
 */
export interface Payment {
  readonly originatingAccount: string
  readonly amount: string
  readonly currency: string
  readonly payee: { readonly name: string; readonly account: AccountIdentification }
  readonly accountVersion: number
  readonly executionDate: string
  readonly reference: string
  readonly elements: Readonly<Record<string, string>>
}

/** The exact object that is hashed: published, so that an ERP in any language can compute the same. */
export function digestedPayment(payment: Payment): JsonObject {
  return {
    type: 'countersign/payment/1',
    payerAccount: payment.originatingAccount,
    payeeName: payment.payee.name,
    payeeAccount: accountObject(payment.payee.account),
    payeeAccountVersion: String(payment.accountVersion),
    amount: payment.amount,
    currency: payment.currency,
    executionDate: payment.executionDate,
    reference: payment.reference,
    elements: { ...payment.elements },
  }
}

/** SHA-256 (hex) of the RFC 8785 JSON of `digestedPayment`. */
export function paymentDigest(payment: Payment): string {
  return digestOf(digestedPayment(payment))
}

/** The canonical object of an account, without absent members. */
export function accountObject(account: AccountIdentification): JsonObject {
  if ('iban' in account)
    return account.bic === undefined ? { iban: account.iban } : { iban: account.iban, bic: account.bic }
  return { other: Object.fromEntries(Object.entries(account.other).filter(([, value]) => value !== undefined)) }
}

/**
 * By which an account may be the same as another, however it is written: what was refused to one must not come back with
 * a space in its number, or with its bank named in another way. It finds too much rather than too little, and so serves
 * nothing but to add checks; `isSameAccount` says what is on file.
 */
export function accountLikeness(account: AccountIdentification): string {
  if ('iban' in account) return `iban:${account.iban}`
  return `other:${lettersAndDigits(account.other.id)}`
}

/** Its last four letters and digits, which a signer types and a callee states: `5434` of `28 65 43-4`. */
export function accountLast4(account: AccountIdentification): string {
  return endingOf('iban' in account ? account.iban : account.other.id).slice(-4)
}

/** As it is compared: what separates the characters is nobody's to state. */
export function endingOf(text: string): string {
  return lettersAndDigits(text).toUpperCase()
}
