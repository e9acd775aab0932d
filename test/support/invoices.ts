import type { z } from 'zod'
import type { ErpPayment } from '../../client/index.ts'
import type { InstructionBody } from '../../src/orders/schema.ts'
import { exampleIban } from './organisation.ts'

export interface Payee {
  readonly name: string
  readonly account: { readonly iban: string }
}

type Instruction = z.infer<typeof InstructionBody>

/** A payment in the ERP's own books, and what it says of it when it submits it. */
export interface Invoice extends ErpPayment {
  readonly payee: Payee
  readonly requestedBy: string[]
  readonly instruction: Instruction
}

/** Counts up within a test file, whose service nobody shares. */
let issued = 0

/** An invoice as the ERP would submit it, on today's date and under a number of its own. */
export function invoiceFrom(
  { name, account }: Payee,
  amount: string,
  instruction: Instruction,
  changes: Partial<Invoice> = {},
): Invoice {
  issued += 1
  const number = `INV-${1000 + issued}`
  return {
    externalId: number,
    requestedBy: ['ana@example.com'],
    originatingAccount: 'main-eur',
    amount,
    currency: 'EUR',
    executionDate: new Date().toISOString().slice(0, 10),
    reference: number,
    payee: { name, account },
    instruction,
    ...changes,
  }
}

/** A payee whom nobody knows, with an account that nobody has checked. */
export function strangerCalled(name: string): Payee {
  issued += 1
  return { name, account: { iban: exampleIban(90_000_000 + issued * 7) } }
}

/** What somebody with the invoice in hand types blind, or says on the phone. */
export function readFrom(invoice: Pick<Invoice, 'amount' | 'payee'>): { amount: string; accountLast4: string } {
  return { amount: invoice.amount, accountLast4: invoice.payee.account.iban.slice(-4) }
}

export const BY_ERP: Instruction = { channel: 'erp' }

/** The channel by which the request is said to have come from the finance director. */
export function fromCfo(channel: NonNullable<Instruction['channel']>, note?: string): Instruction {
  return {
    channel,
    instructedBy: 'cfo@example.com',
    receivedAt: new Date().toISOString(),
    ...(note === undefined ? {} : { note }),
  }
}
