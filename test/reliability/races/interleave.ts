/**
 * Plays several calls against each other, one statement at a time: each waits before every statement that it sends to
 * PostgreSQL until `choose` gives it its turn. Whoever PostgreSQL makes wait for a lock is passed over until the lock is
 * free, so that a choice, and nothing else, decides what happens in which order.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

export interface Statement {
  readonly sql: string
  /** The server's process that runs it. */
  readonly backend: number
  /** Whether it takes locks: asking PostgreSQL about every other one as well would take as long as running it. */
  readonly takesLocks: boolean
  /** Whether locks are given back when it is over. */
  readonly endsTransaction: boolean
}

/** Who of those that could goes on; `ready` is in the order of the cast. */
export type Choose = (ready: readonly string[]) => string

export interface Moment {
  readonly name: string
  readonly what: 'begins' | 'waits' | 'ends' | 'answered'
  /** Of the statement; empty once it is answered. */
  readonly sql: string
}

export type Outcome = { readonly answer: unknown } | { readonly error: unknown }

export interface Played {
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly moments: readonly Moment[]
}

/** Of these server processes, those that wait for a lock that another one has. */
export type FindBlocked = (backends: readonly number[]) => Promise<ReadonlySet<number>>

interface Seat {
  readonly name: string
  readonly waiting: { readonly statement: Statement; readonly grant: () => void }[]
  running: Statement | null
  blocked: boolean
  outcome: Outcome | null
  readonly take: (statement: Statement) => Promise<void>
  readonly finish: (statement: Statement) => void
}

const onStage = new AsyncLocalStorage<Seat>()

/** How long a statement that takes locks may take before it is asked about at PostgreSQL, and any other one. */
const ASK_AFTER_MS = 3
const ASK_AFTER_ALL_MS = 500
/** Two that wait for each other are parted by PostgreSQL, after its `deadlock_timeout`. */
const STUCK_MS = 20_000

/** Runs one statement when its caller's turn has come; at once when its caller plays no part in this. */
export async function inTurn<T>(statement: Statement, run: () => Promise<T>): Promise<T> {
  const seat = onStage.getStore()
  if (seat === undefined) return run()
  await seat.take(statement)
  try {
    return await run()
  } finally {
    seat.finish(statement)
  }
}

export async function interleave(
  cast: ReadonlyMap<string, () => Promise<unknown>>,
  choose: Choose,
  findBlocked: FindBlocked,
): Promise<Played> {
  const bell = createBell()
  const moments: Moment[] = []
  const note = (name: string, what: Moment['what'], sql = ''): void => void moments.push({ name, what, sql })

  const seats = [...cast.keys()].map((name): Seat => {
    const seat: Seat = {
      ...{ name, waiting: [], running: null, blocked: false, outcome: null },
      take: (statement) =>
        new Promise((grant) => {
          seat.waiting.push({ statement, grant })
          bell.ring()
        }),
      finish: (statement) => {
        note(name, 'ends', statement.sql)
        seat.running = null
        seat.blocked = false
        // Whoever waited for what is free now is asked about anew.
        if (statement.endsTransaction) for (const other of seats) other.blocked = false
        bell.ring()
      },
    }
    return seat
  })
  const play = async (seat: Seat, act: () => Promise<unknown>): Promise<void> => {
    seat.outcome = await onStage.run(seat, () => outcomeOf(act))
    note(seat.name, 'answered')
    bell.ring()
  }
  for (const seat of seats) void play(seat, cast.get(seat.name) ?? (async () => undefined))

  let deadline = performance.now() + STUCK_MS
  const isMoving = (seat: Seat): boolean =>
    !seat.blocked && (seat.running !== null || (seat.outcome === null && seat.waiting.length === 0))
  const waitForStandstill = async (): Promise<void> => {
    for (let moving = seats.filter(isMoving); moving.length > 0; moving = seats.filter(isMoving)) {
      const mayWait = moving.some((seat) => seat.running?.takesLocks === true)
      if (await bell.wait(mayWait ? ASK_AFTER_MS : ASK_AFTER_ALL_MS)) continue
      const blocked = await findBlocked(moving.flatMap((seat) => seat.running?.backend ?? []))
      for (const seat of moving) {
        if (seat.running === null || !blocked.has(seat.running.backend)) continue
        seat.blocked = true
        note(seat.name, 'waits', seat.running.sql)
      }
      if (performance.now() > deadline) throw new Error(`Nobody goes on any more\n${describeMoments(moments)}`)
    }
  }

  for (;;) {
    await waitForStandstill()
    const ready = seats.filter((seat) => seat.running === null && seat.waiting.length > 0)
    if (ready.length === 0) {
      if (seats.every((seat) => seat.outcome !== null)) break
      // All of them wait for each other.
      if (performance.now() > deadline) throw new Error(`Nobody goes on any more\n${describeMoments(moments)}`)
      await bell.wait(ASK_AFTER_MS)
      continue
    }
    const name = choose(ready.map((seat) => seat.name))
    const seat = ready.find((one) => one.name === name)
    const next = seat?.waiting.shift()
    if (seat === undefined || next === undefined) throw new Error(`${name} cannot go on`)
    deadline = performance.now() + STUCK_MS
    seat.running = next.statement
    note(name, 'begins', next.statement.sql)
    next.grant()
  }
  return { outcomes: new Map(seats.map((seat) => [seat.name, seat.outcome ?? { error: null }])), moments }
}

/** For people: who did what, in order. When answers came back is left out: it is nobody's choice. */
export function describeMoments(moments: readonly Moment[]): string {
  return moments
    .filter(({ what }) => what === 'begins' || what === 'waits')
    .map(
      ({ name, what, sql }) =>
        `  ${name}${what === 'begins' ? '' : ` ${what}`}: ${sql.replaceAll(/\s+/g, ' ').slice(0, 110)}`,
    )
    .join('\n')
}

async function outcomeOf(act: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { answer: await act() }
  } catch (error) {
    return { error }
  }
}

function createBell() {
  let wake = (): void => undefined
  return {
    ring: () => wake(),
    /** Whether it rang within this time. */
    wait: (milliseconds: number): Promise<boolean> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), milliseconds)
        wake = () => {
          clearTimeout(timer)
          resolve(true)
        }
      }),
  }
}
