/**
 * Everything a run will do, drawn up-front from its seed: which orders, what becomes of each, which fault strikes when
 * and for how long. A round depends on seed and number alone, so that a longer run begins like a shorter one, and one
 * round can be played by itself.
 */
import { randomCalled, type Random } from './random.ts'

export const FAULTS = [
  'api killed',
  'worker killed',
  'signer killed',
  'sequencer killed',
  'PostgreSQL killed',
  'Temporal killed',
  'everything killed at once',
  'a process paused',
  'PostgreSQL paused',
  'Temporal paused',
  'a process restarted',
  'PostgreSQL restarted, and copied for later',
  'requests dropped, repeated and reordered',
  'webhook receiver broken',
  'mail server broken',
  "signer's disk full",
  "PostgreSQL's disk full",
  'clock a day behind',
  'clock a day ahead',
  'Temporal lost',
  "yesterday's database restored",
] as const
export type FaultName = (typeof FAULTS)[number]

/** What is meant to become of an order, and how it gets there. */
export const FATES = ['released', 'paid', 'called back', 'denied', 'amended', 'held and lifted', 'cancelled'] as const
export type Fate = (typeof FATES)[number]

export interface PlannedOrder {
  /** The invoice's number, and the idempotency key. */
  readonly invoice: string
  readonly fate: Fate
  /** Index of the payee in the organisation's file. */
  readonly payee: number
  readonly amount: string
  readonly startMs: number
}

export interface PlannedFault {
  readonly name: FaultName
  /** After the round's beginning. */
  readonly atMs: number
  readonly lastsMs: number
  /** Longer than what the service waits for, which is seldom. */
  readonly isLong: boolean
  /** For whatever else is left to chance: which process, in which way. */
  readonly dice: string
}

export interface Round {
  readonly seed: number
  readonly number: number
  readonly orders: readonly PlannedOrder[]
  readonly fault: PlannedFault
}

export interface Schedule {
  readonly seed: number
  readonly rounds: readonly Round[]
}

/** Payees that are only ever paid, and those whose orders are stopped: a payee's denials follow its later orders. */
export const PAID_PAYEES = 12
export const STOPPED_PAYEES = 8

/** Paid by one signature of an approver; the others take two, a call and a review. */
const SMALL: readonly Fate[] = ['released', 'paid', 'cancelled', 'denied']
const STOPPED: readonly Fate[] = ['denied', 'cancelled']
const COMMON: readonly Fate[] = ['released', 'released', 'paid', 'paid', ...FATES]

/** What lasts long takes a minute or two. One round of each kind in so many passes through the deck, and no more. */
interface Seldom {
  readonly passes: number
  readonly faults: readonly FaultName[]
  readonly leastMs: number
  readonly mostMs: number
}

const SELDOM: readonly Seldom[] = [
  {
    // Beyond RPC deadline (20 s), lock patience (10 s), webhook timeout (15 s), dead connections (30 s) and at times the
    // relay's lease (60 s); and clocks that are further apart than is tolerated (30 s).
    ...{ passes: 4, leastMs: 35_000, mostMs: 70_000 },
    faults: [
      ...(['a process paused', 'PostgreSQL paused', 'Temporal paused'] as const),
      ...(['webhook receiver broken', 'clock a day behind'] as const),
    ],
  },
  // Past the end of a cooling-off.
  { passes: 2, leastMs: 15_000, mostMs: 18_000, faults: ['clock a day behind'] },
]

export interface ScheduleOptions {
  readonly faults?: readonly FaultName[]
  /** Every fault that is seldom long is long. */
  readonly isLong?: boolean
}

/** Every fault once in so many rounds as there are. */
export function planSchedule(seed: number, rounds: number, options: ScheduleOptions = {}): Schedule {
  const numbers = Array.from({ length: rounds }, (_, index) => index + 1)
  return { seed, rounds: numbers.map((number) => planRound(seed, number, options)) }
}

function planRound(seed: number, number: number, { faults = FAULTS, isLong = false }: ScheduleOptions): Round {
  const random = randomCalled(`round ${number} of seed ${seed}`)
  const count = random.between(3, 6)
  return {
    ...{ seed, number },
    orders: Array.from({ length: count }, (_, index) => planOrder(random, `R${seed}-${number}-${index + 1}`)),
    fault: {
      name: faultOf(seed, number, faults),
      atMs: random.between(0, 1_200),
      lastsMs: random.between(500, 3_000),
      isLong: false,
      ...longer(seed, number, faults, isLong),
      dice: `fault ${number} of seed ${seed}`,
    },
  }
}

function planOrder(random: Random, invoice: string): PlannedOrder {
  const fate = random.pick(COMMON)
  const units = SMALL.includes(fate) ? random.between(100, 24_000) : random.between(30_000, 90_000)
  return {
    invoice,
    fate,
    payee: STOPPED.includes(fate) ? PAID_PAYEES + random.below(STOPPED_PAYEES) : random.below(PAID_PAYEES),
    // Odd cents, or payments would look alike and be asked about for that.
    amount: `${units}.${String(random.between(1, 99)).padStart(2, '0')}`,
    startMs: random.between(0, 600),
  }
}

/** From dice of its own, so that what else a seed draws stays as it is. */
function longer(
  seed: number,
  number: number,
  faults: readonly FaultName[],
  isAlways: boolean,
): Partial<Pick<PlannedFault, 'lastsMs' | 'isLong'>> {
  const fault = faultOf(seed, number, faults)
  const found = SELDOM.find(
    (one) => one.faults.includes(fault) && (isAlways || seldomRound(seed, number, faults, one) === number),
  )
  if (found === undefined) return {}
  const lastsMs = randomCalled(`length ${number} of seed ${seed}`).between(found.leastMs, found.mostMs)
  return { lastsMs, isLong: true }
}

/** The round of these passes that is chosen. */
function seldomRound(seed: number, number: number, faults: readonly FaultName[], seldom: Seldom): number | undefined {
  const first = Math.floor((number - 1) / (seldom.passes * faults.length)) * seldom.passes
  const decks = Array.from({ length: seldom.passes }, (_, index) => deckOf(seed, first + index, faults))
  const candidates = decks
    .flat()
    .flatMap((fault, index) => (seldom.faults.includes(fault) ? [first * faults.length + index + 1] : []))
  const dice = randomCalled(`long among ${candidates.join(' ')} of seed ${seed}`)
  return candidates.length === 0 ? undefined : dice.pick(candidates)
}

function faultOf(seed: number, number: number, faults: readonly FaultName[]): FaultName {
  const fault = deckOf(seed, Math.floor((number - 1) / faults.length), faults)[(number - 1) % faults.length]
  if (fault === undefined) throw new RangeError('Unexpected empty list of faults')
  return fault
}

/** Shuffled anew each time it has run out. What is restored was copied in the same pass through it. */
function deckOf(seed: number, pass: number, faults: readonly FaultName[]): FaultName[] {
  return copiedFirst(randomCalled(`faults ${pass} of seed ${seed}`).shuffle(faults))
}

function copiedFirst(deck: FaultName[]): FaultName[] {
  const copied = deck.indexOf('PostgreSQL restarted, and copied for later')
  const restored = deck.indexOf("yesterday's database restored")
  if (restored < 0 || copied < restored) return deck
  return deck.with(copied, "yesterday's database restored").with(restored, 'PostgreSQL restarted, and copied for later')
}

/** One line, for a test's name and a failure's message. */
export function describeRound({ seed, number, orders, fault }: Round): string {
  const fates = orders.map(({ fate }) => fate).join(', ')
  return `round ${number} of seed ${seed}: ${fault.name} after ${fault.atMs} ms for ${fault.lastsMs} ms, while orders are ${fates}`
}
