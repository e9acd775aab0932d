import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../test/support/database.ts'
import { createDatabase, type Db, type Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { findMarks } from './ratchet-store.ts'
import type { OrderIndex } from './store.ts'

/** Of one payee, and on each of the days that are looked at. */
const ORDERS = 12_000
const DAYS = 40
const MARKS = 5

/** Of each day two entries for each of its marks, and something to spare. */
const READ_AT_MOST = 3 * 32 * (MARKS + 1)

describeWithPostgres('What many like orders pass on', () => {
  let database: TestDatabase
  let owner: Db
  let api: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = createDatabase({ url: database.url, role: 'migrate', max: 1, onError: () => undefined })
    api = createDatabase({ url: database.url, role: 'api', onError: () => undefined })
    await sql`SET session_replication_role = replica`.execute(owner)
    await sql`
      INSERT INTO order_marks
      SELECT order_likeness('payee', 'p'), current_date - n % ${DAYS}::integer, mark_digest(mark),
             now() - interval '1 second' * n, 'ord_' || n, mark
        FROM generate_series(1, ${ORDERS}::integer) AS n, generate_series(1, ${MARKS}::integer) AS m,
             LATERAL (SELECT jsonb_build_object('kind', 'signal', 'code', 'S' || m)) AS one (mark)`.execute(owner)
    await add('ord_claimed', 3, 'CHANNEL_VIDEO')
    await add('ord_old', 31, 'CHANNEL_VOICE')
    await sql`ANALYZE order_marks`.execute(owner)
  }, 120_000)
  afterAll(async () => {
    await api.destroy()
    await owner.destroy()
    await database.drop()
  })

  const add = (id: string, daysAgo: number, code: string) =>
    sql`
      INSERT INTO order_marks
      SELECT order_likeness('payee', 'p'), current_date - ${daysAgo}::integer, mark_digest(mark), now(), ${id}, mark
        FROM (VALUES (jsonb_build_object('kind', 'signal', 'code', ${code}::text))) AS one (mark)`.execute(owner)

  const now = new Date()
  const at = (days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString()
  const index = { payeeKey: 'p', accountKey: 'a', referenceKey: 'r' } as OrderIndex
  const find = (tx: Tx | Db, before: string) => findMarks(tx, index, { exceptId: 'ord_itself', before }, at(-30))
  const codes = async (before: string) =>
    (await find(api, before)).map(({ mark }) => (mark.kind === 'signal' ? mark.code : mark.kind)).sort()

  it('is all of it, of the last 30 days, and each with an order that passes it on', async () => {
    expect(await codes(at(1))).toEqual(['CHANNEL_VIDEO', 'S1', 'S2', 'S3', 'S4', 'S5'])
    const claimed = (await find(api, at(1))).filter(({ orderId }) => orderId === 'ord_claimed')
    expect(claimed).toMatchObject([{ mark: { code: 'CHANNEL_VIDEO' } }])
    // Of later orders nothing is passed on.
    expect(await codes(at(-1 / 24))).toEqual(['S1', 'S2', 'S3', 'S4', 'S5'])
    expect(await codes(at(-1))).toEqual([])
  })

  it('takes as long to read as if there were few', async () => {
    /** Of this connection, since the last time that it told others. */
    const scanned = async (tx: Tx): Promise<{ entries: number; rows: number }> => {
      const { rows } = await sql<{ entries: string; rows: string }>`
        SELECT pg_stat_get_xact_tuples_returned('order_marks_pkey'::regclass) AS entries,
               pg_stat_get_xact_tuples_returned('order_marks'::regclass) AS rows`.execute(tx)
      return { entries: Number(rows[0]?.entries), rows: Number(rows[0]?.rows) }
    }
    const read = await transaction(api, async (tx) => {
      const before = await scanned(tx)
      await find(tx, at(1))
      const after = await scanned(tx)
      return { entries: after.entries - before.entries, rows: after.rows - before.rows }
    })
    expect(read.rows).toBe(0)
    expect(read.entries).toBeGreaterThan(31 * MARKS)
    expect(read.entries).toBeLessThan(READ_AT_MOST)
  })

  it('is never forgotten once the order has ended, and nobody may change it', async () => {
    await sql`SET session_replication_role = origin`.execute(owner)
    for (const db of [api, owner])
      await expect(sql`DELETE FROM order_marks WHERE order_id = 'ord_claimed'`.execute(db)).rejects.toThrow('is kept')
    await expect(sql`UPDATE order_marks SET ended_on = 'infinity'`.execute(api)).rejects.toThrow('permission denied')
  })
})
