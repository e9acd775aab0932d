import type { FaultName } from './schedule.ts'
import type { Trouble } from './unreliable-proxy.ts'

/** What a fault did to those it struck, one count for each round that it was played in. */
interface Effects {
  played: number
  /** It struck what it was meant for, or somebody's request came to grief by it. */
  felt: number
  unanswered: number
  unavailable: number
  errors: number
}

/** Whether what was broken was broken at all: a fault that nobody feels tests nothing. */
export interface Felt {
  note(fault: FaultName, hasStruck: boolean, trouble: Trouble): void
  /** One line for each fault that was played. */
  table(): string
  /** Played so often, and felt by nobody. */
  neverFelt(played: number): FaultName[]
}

export function createFelt(): Felt {
  const effects = new Map<FaultName, Effects>()
  return {
    note(fault, hasStruck, { unanswered, unavailable, errors }) {
      const sum = effects.get(fault) ?? { played: 0, felt: 0, unanswered: 0, unavailable: 0, errors: 0 }
      effects.set(fault, sum)
      sum.played += 1
      if (hasStruck || unanswered + unavailable + errors.length > 0) sum.felt += 1
      sum.unanswered += unanswered
      sum.unavailable += unavailable
      sum.errors += errors.length
    },
    table() {
      const head = 'fault'.padEnd(44) + ['played', 'felt', 'no answer', '503', 'other 5xx'].map(cell).join('')
      const rows = [...effects].toSorted(([one], [other]) => one.localeCompare(other))
      return [head, ...rows.map(([name, one]) => name.padEnd(44) + Object.values(one).map(cell).join(''))].join('\n')
    },
    neverFelt: (played) =>
      [...effects].flatMap(([name, one]) => (one.played >= played && one.felt === 0 ? [name] : [])),
  }
}

const cell = (value: string | number): string => String(value).padStart(11)
