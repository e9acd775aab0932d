import { verifyRelease, type RefusalCode } from '../../client/index.ts'
import type { Invoice } from './invoices.ts'
import type { Office } from './office.ts'

/**
 * The last check, in the ERP, against its own books: may this invoice be paid on this token? The code of the refusal,
 * or `pay`, which binds token and invoice to each other.
 */
export async function mayPay(
  { service, books }: Office,
  token: string,
  invoice: Invoice,
  clientId = 'erp',
): Promise<RefusalCode | 'pay'> {
  const verdict = await verifyRelease(token, invoice, books, { origin: service.origin, clientId, profiles: ['demo'] })
  return verdict.valid ? 'pay' : verdict.code
}
