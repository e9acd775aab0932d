import { createRemoteJWKSet, jwtVerify } from 'jose'
import { paymentDigest } from '../../src/domain/payment.ts'
import type { Invoice } from './invoices.ts'
import type { Office } from './office.ts'
import { ORGANISATION } from './organisation.ts'

export interface Books {
  readonly clientId?: string
  /** The ERP's own number of the payment; the invoice's unless it is another payment with the same data. */
  readonly paymentId?: string
}

const bound = new Map<string, string>()

/** TEMPORARY until client/ exists. */
export async function mayPay(office: Office, token: string, invoice: Invoice, { clientId = 'erp', paymentId = invoice.externalId }: Books = {}): Promise<string> {
  const jwks = createRemoteJWKSet(new URL('/.well-known/jwks.json', office.service.origin))
  try {
    const { payload } = await jwtVerify(token, jwks, { algorithms: ['ES256'], audience: clientId, issuer: `${office.service.origin}/demo` })
    const vetted = ORGANISATION.counterparties.some(({ name, accounts }) => name === invoice.payee.name && accounts.some(({ iban }) => iban === invoice.payee.account.iban))
    const digest = paymentDigest({ ...invoice, accountVersion: vetted ? 1 : 0, elements: {} })
    if (payload['paymentDigest'] !== digest) return 'another payment'
    const jti = payload.jti ?? ''
    if ((bound.get(jti) ?? paymentId) !== paymentId) return 'bound'
    bound.set(jti, paymentId)
    return 'pay'
  } catch (error) {
    return String(error)
  }
}
