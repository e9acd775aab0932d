/** What suites of the outside contract ask with, and how they read what is answered: by the contract alone. */
import { randomUUID } from 'node:crypto'
import { BY_ERP, invoiceFrom, strangerCalled, type Invoice } from './invoices.ts'
import type { Office } from './office.ts'
import { outsider, type Ask, type Reply } from './outsider.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
export const time = expect.stringMatching(TIME) as string
export const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-z]+$`)) as string

/** Calls as the ERP, as another company's ERP, as people, and as nobody. */
export function callers(office: Office) {
  const { origin, secrets } = office.service
  const client = (name: string) => outsider(origin, { authorization: `Bearer ${secrets.clients[name]?.secret ?? ''}` })
  const erp = client('erp')
  return {
    erp,
    otherErp: client('other-erp'),
    nobody: outsider(origin),
    submit: (body: unknown, key: string = randomUUID(), ask: Ask = erp) =>
      ask('POST /v1/payment-orders', body, { 'idempotency-key': key }),
    fresh: (changes: Partial<Invoice> = {}) =>
      invoiceFrom(strangerCalled(`Stranger ${randomUUID().slice(0, 8)}`), '12500.00', BY_ERP, changes),
  }
}

export const answer = ({ status, code }: Reply): string => `${status} ${code}`.trim()
