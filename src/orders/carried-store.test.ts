import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../test/support/database.ts'
import { createDatabase, type Db, type Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { readSaidAlike } from './carried-store.ts'
import type { OrderKey } from './store.ts'

/** Of one payee, each another payment; the last few to one account. */
const ORDERS = 20_000
const TO_ACCOUNT = 30

/** Keys of the like ones, by index and from the table, and something to spare. */
const READ_AT_MOST = 20 * TO_ACCOUNT

const ACCOUNT = { kind: 'account', key: 'a' }
const PAYMENT = { kind: 'payment', key: 'p\nr1000' }
const PAYEE = { kind: 'payee', key: 'p' }

describeWithPostgres('What orders say whose place one takes', () => {
  let database: TestDatabase
  let owner: Db
  let api: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = createDatabase({ url: database.url, role: 'migrate', max: 1, onError: () => undefined })
    api = createDatabase({ url: database.url, role: 'api', onError: () => undefined })
    await sql`SET session_replication_role = replica`.execute(owner)
    const earlier = sql`generate_series(1, ${ORDERS}::integer) AS n`
    await sql`
      INSERT INTO subjects (id, type, version, digest, state, revision, started_at, expires_at, created_at, updated_at)
      SELECT 'ord_' || n, 'order', 1, 'd', 'cancelled', 1, at, at, at, at
        FROM ${earlier}, LATERAL (SELECT now() - interval '1 second' * n) AS submitted (at)`.execute(owner)
    await sql`
      INSERT INTO subject_versions (subject_id, version, digest, content, created_by, started_at)
      SELECT 'ord_' || n, 1, 'd', '{"requesters": ["per_1"], "instruction": {"channel": "voice"}}', 'client:c', now()
        FROM ${earlier}`.execute(owner)
    await sql`
      INSERT INTO payment_order_keys (order_id, version, kind, key, created_at)
      SELECT 'ord_' || n, 1, own.kind, own.key, now() - interval '1 second' * n
        FROM ${earlier},
             LATERAL (VALUES ('payee', 'p'), ('reference', 'r'), ('payment', E'p\\nr' || n),
                             ('account', CASE WHEN n <= ${TO_ACCOUNT}::integer THEN 'a' ELSE 'a' || n END)) AS own (kind, key)`.execute(
      owner,
    )
    await sql`ANALYZE payment_order_keys, subjects, subject_versions`.execute(owner)
  }, 120_000)
  afterAll(async () => {
    await api.destroy()
    await owner.destroy()
    await database.drop()
  })

  it('is told once for each key, with the first that says it, and of each that is held', async () => {
    const said = { content: { requesters: ['per_1'], instruction: { channel: 'voice' } }, contactedBy: [] }
    expect(await readSaidAlike(api, [PAYMENT, ACCOUNT], [])).toMatchObject([
      { ...said, key: ACCOUNT, id: `ord_${TO_ACCOUNT}` },
      { ...said, key: PAYMENT, id: 'ord_1000' },
    ])
    const held = await readSaidAlike(api, [PAYEE], ['ord_7', 'ord_9', 'ord_unheard_of'])
    expect(held.map(({ id }) => id)).toEqual([`ord_${ORDERS}`, 'ord_9', 'ord_7'])
    expect(await readSaidAlike(api, [], ['ord_7'])).toEqual([])
  })

  it('is read by what is alike, however many others the payee has', async () => {
    /** Of this connection, since the last time that it told others. */
    const rowsRead = async (tx: Tx): Promise<number> => {
      const { rows } = await sql<{ read: string }>`
        SELECT sum(pg_stat_get_xact_tuples_returned(one)) AS read
          FROM unnest(ARRAY['payment_order_keys', 'payment_order_keys_pkey', 'payment_order_keys_likeness', 'subjects',
                            'subject_versions']::regclass[]) AS one`.execute(tx)
      return Number(rows[0]?.read)
    }
    const readBy = (key: OrderKey) =>
      transaction(api, async (tx) => {
        const before = await rowsRead(tx)
        await readSaidAlike(tx, [key], [])
        return (await rowsRead(tx)) - before
      })
    const many = await readBy(ACCOUNT)
    expect(many).toBeGreaterThanOrEqual(TO_ACCOUNT)
    expect(many).toBeLessThan(READ_AT_MOST)
    expect(await readBy(PAYMENT)).toBeLessThan(TO_ACCOUNT)
  })
})
