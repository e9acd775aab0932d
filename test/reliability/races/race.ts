import { CountersignError } from '../../../src/domain/errors.ts'
import { describeMoments, interleave, type Choose, type Played } from './interleave.ts'
import type { KeptRecord } from './kept-record.ts'
import type { LockWatch } from './lock-watch.ts'
import { oneAfterTheOther, scheduleOf, type Lengths } from './schedules.ts'

/** How many orders of each race are tried: `COUNTERSIGN_RACES`, which `npm run test:races` sets to thousands. */
export const RACES = settingOf('COUNTERSIGN_RACES', 100)
/** The seed of the first; what failed is played again with its seed here and `COUNTERSIGN_RACES=1`. */
const FIRST_SEED = settingOf('COUNTERSIGN_RACE_SEED', 1)
/** Fewer than this are played to look at one of them. */
const FEW = 100
/** For jest: a race that is slow is no failure. */
export const RACE_TIMEOUT_MS = 120_000 + RACES * 5_000

export interface Race {
  readonly record: KeptRecord
  readonly locks: LockWatch
  /** Everything is as it was kept again when it is called; names, and what each does. */
  readonly cast: () =>
    | Promise<Readonly<Record<string, () => Promise<unknown>>>>
    | Readonly<Record<string, () => Promise<unknown>>>
  /** Throws what must not be; else says in a few words how it came out. */
  readonly check: (result: RaceResult) => Promise<string>
  /** How it may come out, each of which some order of steps comes to. */
  readonly outcomes: readonly string[]
  /** How many orders are tried; `RACES` unless told. */
  readonly races?: number
}

export interface RaceResult {
  /** What each was answered: its answer, or the code that it was refused with. */
  readonly answers: Readonly<Record<string, unknown>>
  /** Whether the one's last commit was over before the other's, if there was any: what came before a refusal is none. */
  committedBefore(one: string, other: string): boolean
}

export interface RaceReport {
  readonly played: number
  /** Different orders of steps among them. */
  readonly different: number
  /** How often it came out how. */
  readonly outcomes: Readonly<Record<string, number>>
}

/** Plays the cast against each other in every order asked for and looks at the record after each. */
export async function race(options: Race): Promise<RaceReport> {
  const orders = new Set<string>()
  const outcomes: Record<string, number> = {}
  const playAs = async (seed: string, choose: Choose): Promise<Played> => {
    const { played, outcome } = await playOnce(options, seed, choose)
    orders.add(played.moments.flatMap(({ name, what }) => (what === 'begins' ? name : [])).join())
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    return played
  }

  const lengths = await rehearse(options, playAs)
  const { races = RACES } = options
  for (let seed = FIRST_SEED; seed < FIRST_SEED + races; seed += 1) await playAs(`${seed}`, scheduleOf(seed, lengths))
  const report = { played: races, different: orders.size, outcomes }
  assertTelling(report, options.outcomes)
  return report
}

/** Races that always come out the same, or are one and the same again and again, show nothing. */
function assertTelling({ played, different, outcomes }: RaceReport, expected: readonly string[]): void {
  const unexpected = Object.keys(outcomes).filter((outcome) => !expected.includes(outcome))
  if (unexpected.length > 0) throw new Error(`It came out as ${unexpected.join(', ')}`)
  if (played < FEW) return
  const unseen = expected.filter((outcome) => outcomes[outcome] === undefined)
  if (unseen.length > 0) throw new Error(`It never came out as ${unseen.join(', ')}: ${JSON.stringify(outcomes)}`)
  if (different < FEW / 2) throw new Error(`Only ${different} of ${played} races were different ones`)
}

/** Each once first and to its end: how long they are, and that they do what they should when nobody is in their way. */
async function rehearse(
  { record, cast }: Race,
  playAs: (seed: string, choose: Choose) => Promise<Played>,
): Promise<Lengths> {
  await record.restore()
  const names = Object.keys(await cast())
  const lengths = new Map<string, number>()
  for (const name of names) {
    const order = [name, ...names.filter((one) => one !== name)]
    const { moments } = await playAs(`in the order ${order.join(', ')}`, oneAfterTheOther(order))
    lengths.set(name, moments.filter((moment) => moment.name === name && moment.what === 'begins').length)
  }
  return lengths
}

async function playOnce(
  { record, locks, cast, check }: Race,
  seed: string,
  choose: Choose,
): Promise<{ played: Played; outcome: string }> {
  await record.restore()
  const played = await interleave(new Map(Object.entries(await cast())), choose, locks.findBlocked)
  try {
    return { played, outcome: await check(resultOf(played)) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Seed ${seed}: ${why}\n${describeMoments(played.moments)}`, { cause })
  }
}

function resultOf({ outcomes, moments }: Played): RaceResult {
  const answers: Record<string, unknown> = {}
  for (const [name, outcome] of outcomes) {
    if ('answer' in outcome) answers[name] = outcome.answer
    // A fault would reach a caller as 500, be it a deadlock that nobody tried again: none of it is ever all right.
    else if (outcome.error instanceof CountersignError && outcome.error.status < 500) answers[name] = outcome.error.code
    else throw new Error(`${name} failed with ${String(outcome.error)}`, { cause: outcome.error })
  }
  const commitOf = (name: string): number => {
    if (!('answer' in (outcomes.get(name) ?? {}))) return Number.POSITIVE_INFINITY
    const last = moments.findLastIndex((one) => one.name === name && one.what === 'ends' && one.sql === 'commit')
    return last === -1 ? Number.POSITIVE_INFINITY : last
  }
  return { answers, committedBefore: (one, other) => commitOf(one) < commitOf(other) }
}

function settingOf(name: string, otherwise: number): number {
  const value = process.env[name]
  if (value === undefined || value === '') return otherwise
  if (!/^\d{1,9}$/.test(value)) throw new Error(`${name} is ${value}, expected a number`)
  return Number(value)
}
