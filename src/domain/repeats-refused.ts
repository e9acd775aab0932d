import { accountLikeness, type AccountIdentification } from './payment.ts'
import { matchKey } from './text.ts'

/** How long a denial, or an alarm, of a change of accounts is remembered: as long as that of an order. */
export const REFUSAL_DAYS = 30

export interface ProposedAccounts {
  readonly counterparties: readonly {
    readonly id: string
    readonly name: string
    readonly accounts: readonly { readonly identification: AccountIdentification }[]
  }[]
}

/**
 * Whether a change names a payee or an account of one that was refused: a payee that says "not ours" on the telephone
 * must not have said it in vain, whoever tries again, in which way, and under which name.
 */
export function repeatsRefused(proposed: ProposedAccounts, refused: readonly ProposedAccounts[]): boolean {
  const before = new Set(refused.flatMap(marksOf))
  return marksOf(proposed).some((mark) => before.has(mark))
}

function marksOf({ counterparties }: ProposedAccounts): string[] {
  return counterparties.flatMap(({ id, name, accounts }) => [
    id,
    `name:${matchKey(name)}`,
    ...accounts.map(({ identification }) => accountLikeness(identification)),
  ])
}
