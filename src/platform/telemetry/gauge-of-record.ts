import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import type { Db } from '../postgres/database.ts'

/** A question to the record, asked each time Prometheus asks: it must be answered from an index or a bounded look. */
export interface RecordGauge {
  readonly name: string
  readonly help: string
  /** Of what a label tells apart; then `read` answers by its values. */
  readonly label?: string
  readonly read: (db: Db) => Promise<number | ReadonlyMap<string, number>>
}

export function createGauge(db: Db, { name, help, label, read }: RecordGauge): Gauge {
  return new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [],
    async collect() {
      // A database that is away is not a zero.
      const answer = await read(db).catch(() => Number.NaN)
      this.reset()
      if (typeof answer === 'object') for (const [of, count] of answer) this.set({ [label ?? '']: of }, count)
      else if (label === undefined) this.set(answer)
    },
  })
}

/** Of a query with one row and one column, `value`. */
export function value(query: string): (db: Db) => Promise<number> {
  return async (db) => Number((await sql.raw<{ value: string }>(query).execute(db)).rows[0]?.value)
}

/** Of a query with a row for each `label`, and its `value`. */
export function valuesByLabel(query: string): (db: Db) => Promise<ReadonlyMap<string, number>> {
  return async (db) => {
    const { rows } = await sql.raw<{ label: string; value: string }>(query).execute(db)
    return new Map(rows.map((row) => [row.label, Number(row.value)]))
  }
}
