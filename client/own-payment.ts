import { formatAmount, parseAmount } from '../src/domain/money.ts'
import { paymentDigest, type AccountIdentification } from '../src/domain/payment.ts'

/**
 * A payment as the ERP is about to send it to the bank: read from the ERP's own books at that moment, in the shape of
 * `POST /v1/payment-orders`. What else that body has (who asked, how) may be there and is not looked at.
 */
export interface ErpPayment {
  readonly externalId: string
  /** The id of the account in organisation.yaml, not its IBAN. */
  readonly originatingAccount: string
  /** Decimal string in the currency's own decimals: `12500.00`. */
  readonly amount: string
  readonly currency: string
  readonly payee: { readonly name: string; readonly account: AccountIdentification }
  /** `YYYY-MM-DD` */
  readonly executionDate: string
  readonly reference: string
  /** Every further element that affects amount or routing, by ISO 20022 path. */
  readonly elements?: Readonly<Record<string, string>>
}

/** The payment digest by the ERP's own data. `accountVersion` is the one thing only Countersign knows. Throws TypeError. */
export function ownPaymentDigest(payment: ErpPayment, accountVersion: string): string {
  const { payee, elements = {} } = payment
  for (const member of ['externalId', 'originatingAccount', 'executionDate', 'reference'] as const)
    assertText(payment[member], member)
  assertText(payee.name, 'payee.name')
  for (const [path, value] of Object.entries(elements)) assertText(value, `elements.${path}`)
  return paymentDigest({
    originatingAccount: payment.originatingAccount,
    amount: formatAmount(parseAmount(payment.amount, payment.currency)),
    currency: payment.currency,
    payee: { name: payee.name, account: ownAccount(payee.account) },
    accountVersion: Number(accountVersion),
    executionDate: payment.executionDate,
    reference: payment.reference,
    elements,
  })
}

/**
 * Codes in the one spelling that Countersign hashes: an IBAN without spaces, in capitals. An account with members that
 * do not belong there is refused: what the digest leaves out, a bank might act on.
 */
function ownAccount(account: AccountIdentification): AccountIdentification {
  if ('iban' in account === 'other' in account)
    throw new TypeError('Unexpected payee.account, expected either iban or other')
  if ('iban' in account) {
    assertMembers(account, ['iban', 'bic'], 'payee.account')
    const iban = account.iban.replaceAll(/[ -]/g, '').toUpperCase()
    return account.bic === undefined ? { iban } : { iban, bic: account.bic.toUpperCase() }
  }
  assertMembers(account, ['other'], 'payee.account')
  assertMembers(account.other, ['id', 'scheme', 'bic', 'country'], 'payee.account.other')
  const { bic } = account.other
  return { other: bic === undefined ? account.other : { ...account.other, bic: bic.toUpperCase() } }
}

function assertMembers(value: object, known: readonly string[], path: string): void {
  for (const [member, content] of Object.entries(value)) {
    if (!known.includes(member)) throw new TypeError(`Unexpected ${path}.${member}, expected ${known.join(', ')}`)
    if (member !== 'other' && content !== undefined) assertText(content, `${path}.${member}`)
  }
}

function assertText(value: unknown, path: string): void {
  if (typeof value !== 'string') throw new TypeError(`Unexpected ${path}, expected a string`)
}
