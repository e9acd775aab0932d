import type { PlannedFault, PlannedOrder } from '../schedule.ts'

/** One that a fault itself brings, beside those of its round: small, and released when nothing is in its way. */
export function extraOrder(
  { dice }: Pick<PlannedFault, 'dice'>,
  word: string,
  changes: Partial<PlannedOrder> = {},
): PlannedOrder {
  const invoice = `${word} ${dice}`.replaceAll(/\W+/g, '-')
  return { invoice, fate: 'released', payee: 0, amount: '1234.56', startMs: 0, ...changes }
}
