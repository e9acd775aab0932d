import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What a run measures, and how much of it. */
export interface BenchOptions {
  /** Where the numbers go, besides the screen. */
  readonly json: string | null
  /** Of each case; the median counts. */
  readonly rounds: number
  /** Orders of a round, by how many are in flight. */
  readonly ordersInFlight: readonly { readonly inFlight: number; readonly orders: number }[]
  /** Of each case, before anything is measured. */
  readonly warmUp: number
  readonly straightThrough: number
  /** How many orders wait when the worker's memory is read, ascending. */
  readonly waiting: readonly number[]
  readonly openLoopSeconds: number
  /** A folder for CPU profiles of each process and for PostgreSQL's statements by cost. What is looked at runs slower. */
  readonly profile: string | null
}

/** `--json FILE --rounds N --waiting 100,1000,10000 --quick --profile FOLDER` */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      rounds: { type: 'string' },
      waiting: { type: 'string' },
      profile: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const { quick } = values
  const waiting = values.waiting ?? (quick ? '20' : '100,1000,10000')
  return {
    json: values.json ?? null,
    rounds: Number(values.rounds ?? (quick ? 1 : 5)),
    ordersInFlight: [
      { inFlight: 1, orders: quick ? 5 : 30 },
      { inFlight: 20, orders: quick ? 20 : 150 },
      { inFlight: 50, orders: quick ? 30 : 200 },
    ],
    warmUp: quick ? 20 : 200,
    straightThrough: quick ? 40 : 400,
    waiting: waiting === '' ? [] : waiting.split(',').map(Number),
    openLoopSeconds: quick ? 2 : 30,
    profile: values.profile === undefined ? null : resolve(values.profile),
  }
}
