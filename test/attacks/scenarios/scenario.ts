import type { OrderView } from '../../../src/orders/schema.ts'
import { Refusal } from '../../support/http.ts'
import type { Office } from '../../support/office.ts'
import type { Paid } from '../../support/paying.ts'

/**
 * One attack and its honest twin. They play and report, and judge nothing: the tests of this folder do that, and an
 * ablation can play them again with a control switched off and see whether the attack pays.
 */
export interface Scenario {
  /** As in the corpus. */
  readonly number: number
  /** What happened, as a sentence. */
  readonly title: string
  attack(office: Office): Promise<Attack>
  /** The same day at the office, honestly done; throws unless it is paid. */
  twin(office: Office): Promise<Paid>
}

export interface Attack {
  /** Every order the attackers want paid, as it stands when they have done what they can. */
  readonly orders: readonly OrderView[]
  /** What they, or those they deceived, were refused on the way: `403 SCOPE`. */
  readonly refused: readonly string[]
}

/** How a call was refused, in one word and number; `accepted` when it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'accepted'
  } catch (error) {
    if (error instanceof Refusal) return asWord(error)
    throw error
  }
}

export function asWord(refusal: Refusal): string {
  return `${refusal.status} ${refusal.code}`
}

export function signalsOf(order: OrderView | undefined): string[] {
  return order?.signals.map(({ code }) => code) ?? []
}

/** The kinds of requirement that people have yet to meet; time will pass anyway. */
export function missingFrom(order: OrderView | undefined): string[] {
  const waiting = order?.requirements.filter(({ status, kind }) => status === 'waiting' && kind !== 'cooling_off') ?? []
  return [...new Set(waiting.map(({ kind }) => kind))].sort()
}
