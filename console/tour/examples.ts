import type { OrderBody } from '../../src/orders/schema.ts'

/** The two payments of the tour, as `examples/` has them for the ERP. `/submit?example=` may fill its form with them. */
export const EXAMPLES = ['fraud', 'twin'] as const
export type Example = (typeof EXAMPLES)[number]

export const EXTERNAL_IDS: Readonly<Record<Example, string>> = { fraud: 'MERIDIAN-CLOSING-1', twin: 'INV-4711' }

/** What the supplier's paper invoice says. The page knows it as a clerk does, not from the service. */
export const INVOICE = {
  supplier: 'Ateliers du Rhone SAS',
  number: 'INV-4711',
  amount: '214000.00',
  currency: 'EUR',
  iban: 'FR7699990000420002140001788',
  accountLast4: '1788',
}

export function isExample(value: string | null): value is Example {
  return EXAMPLES.some((example) => example === value)
}

/** The body of `POST /v1/payment-orders`. */
export function exampleOrder(example: Example, now: Date): OrderBody {
  const common = {
    requestedBy: ['ana@example.com'],
    originatingAccount: 'main-eur',
    amount: INVOICE.amount,
    currency: INVOICE.currency,
    executionDate: nextWeekday(now),
    externalId: EXTERNAL_IDS[example],
  }
  const receivedAt = now.toISOString()
  if (example === 'twin') {
    return {
      ...common,
      payee: { name: INVOICE.supplier, account: { iban: INVOICE.iban, bic: 'XMPLFRPP' } },
      reference: INVOICE.number,
      instruction: { channel: 'video', instructedBy: 'cfo@example.com', receivedAt },
    }
  }
  return {
    ...common,
    payee: {
      name: 'Meridian Advisory Partners Ltd',
      account: { iban: 'GB46XMPL99000121400088', bic: 'XMPLGB2L' },
    },
    reference: 'Project Meridian closing payment',
    instruction: {
      channel: 'video',
      instructedBy: 'cfo@example.com',
      receivedAt,
      note: 'Cleo on a video call: urgent, has to go out today. Strictly confidential, speak to nobody about it.',
    },
  }
}

/** YYYY-MM-DD of the first working day after `now`, by UTC: banks' holidays do not matter to a tour. */
function nextWeekday(now: Date): string {
  const day = new Date(now)
  do day.setUTCDate(day.getUTCDate() + 1)
  while (day.getUTCDay() === 0 || day.getUTCDay() === 6)
  return day.toISOString().slice(0, 10)
}
