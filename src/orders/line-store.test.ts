import fc from 'fast-check'
import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../test/support/database.ts'
import type { LineDimension } from '../domain/policy.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { createDatabase, type DatabaseRole, type Db } from '../platform/postgres/database.ts'
import { sumAlong, type LineSum } from './line-store.ts'
import { mergeLineSums } from './merge-line-sums.ts'
import { insertOrder, markDead, updateOrder, type OrderIndex } from './store.ts'

/** A Monday in the past, on the hour: what was submitted then is of an hour that is over. */
const MONDAY = '2026-09-07T08:00:00.000Z'
const MINUTE_MS = 60_000
const DIMENSIONS: readonly LineDimension[] = ['payee', 'instructor', 'requester', 'client']

const NOBODY: OrderIndex = {
  id: 'ord_none',
  clientId: null,
  submittedBy: 'per_x',
  externalId: 'x',
  originatingAccount: 'main-eur',
  entityId: 'eu',
  amountMinor: 1n,
  currency: 'EUR',
  amountBaseMinor: 1n,
  payeeKey: 'nobody',
  accountKey: 'none',
  reference: 'none',
  referenceKey: 'none',
  requesters: [],
  instructorId: null,
  channel: 'erp',
  paymentDigest: 'd',
  executionDate: '2026-12-01',
  supersedes: null,
  batchId: null,
  createdAt: MONDAY,
}

/** On the hour, on the minute and in between, over three hours: every edge that a window can have. */
const aMoment = fc
  .tuple(fc.integer({ min: 0, max: 18 }), fc.constantFrom(0, 1, 30_500))
  .map(([tenMinutes, milliseconds]): Instant => plus(MONDAY, tenMinutes * 10 * MINUTE_MS + milliseconds))

const anOrder = fc.record({
  clientId: fc.constantFrom('erp', 'shop', null),
  requesters: fc.subarray(['per_ana', 'per_bob', 'per_cem']),
  instructorId: fc.constantFrom('per_cfo', null),
  payeeKey: fc.constantFrom('rhone', 'loire'),
  accountKey: fc.constantFrom('fr1', 'fr2'),
  amountBaseMinor: fc.oneof(fc.bigInt({ min: 1n, max: 900n }), fc.constant(null)),
  createdAt: aMoment,
})

describeWithPostgres("what policy's line adds up", () => {
  let database: TestDatabase
  let owner: Db
  let worker: Db
  let api: Db
  let next = 0

  beforeAll(async () => {
    database = await createTestDatabase()
    const open = (role: DatabaseRole) => createDatabase({ url: database.url, role, onError: () => {} })
    owner = open('migrate')
    worker = open('worker')
    api = open('api')
    // Only what is added up matters here.
    await sql`DO $$ DECLARE it record; BEGIN
        FOR it IN SELECT conname FROM pg_constraint WHERE conrelid = 'payment_orders'::regclass AND contype = 'f' LOOP
          EXECUTE format('ALTER TABLE payment_orders DROP CONSTRAINT %I', it.conname);
        END LOOP; END $$`.execute(owner)
  })
  beforeEach(() => sql`TRUNCATE payment_orders, line_sums CASCADE`.execute(owner))
  afterAll(async () => {
    for (const db of [owner, worker, api]) await db.destroy()
    await database.drop()
  })

  async function submit(order: Partial<OrderIndex>): Promise<OrderIndex> {
    next += 1
    const index = { ...NOBODY, ...order, id: `ord_${next}`, externalId: `INV-${next}` }
    await owner.transaction().execute((tx) => insertOrder(tx, index))
    return index
  }
  const amend = (index: OrderIndex) => owner.transaction().execute((tx) => updateOrder(tx, index, 2))
  const end = (id: string, counts: boolean) => owner.transaction().execute((tx) => markDead(tx, id, { counts }))

  const along = (order: Partial<OrderIndex>, dimension: LineDimension, window: Window, db = api): Promise<LineSum> =>
    sumAlong(
      db,
      { ...NOBODY, ...order },
      dimension,
      { exceptId: order.id ?? 'ord_none', before: window.before },
      window.since,
    )

  it('is by client and by requester what the orders say one by one, whatever became of them since', async () => {
    const aHistory = fc.array(
      fc.record({
        order: anOrder,
        fate: fc.constantFrom('stays', 'ends', 'fails', 'is amended'),
        amended: anOrder,
      }),
      { minLength: 1, maxLength: 12 },
    )
    const aWindow = fc
      .tuple(aMoment, aMoment)
      .map(([a, b]): Window => ({ since: a < b ? a : b, before: a < b ? b : a }))
    await fc.assert(
      fc.asyncProperty(aHistory, aWindow, fc.nat(), fc.boolean(), async (history, window, which, isMerged) => {
        await sql`TRUNCATE payment_orders, line_sums CASCADE`.execute(owner)
        const orders: OrderIndex[] = []
        for (const { order, fate, amended } of history) {
          const submitted = await submit(order)
          if (isMerged) await mergeLineSums(worker)
          if (fate === 'ends' || fate === 'fails') await end(submitted.id, fate === 'fails')
          const kept = { clientId: order.clientId, createdAt: order.createdAt }
          const now = fate === 'is amended' ? { ...submitted, ...amended, ...kept } : submitted
          if (fate === 'is amended') await amend(now)
          if (fate !== 'ends') orders.push(now)
        }
        if (isMerged) while ((await mergeLineSums(worker)) > 0);
        const asked = history[which % history.length]?.order ?? NOBODY
        // Of an order on record, and of one that is about to be.
        for (const one of [{ ...NOBODY, ...asked }, orders[which % Math.max(1, orders.length)] ?? NOBODY])
          for (const dimension of DIMENSIONS)
            expect(await along(one, dimension, window)).toEqual(oneByOne(orders, one, dimension, window))
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  it('is merged without a change, once, by whoever keeps house, and corrected after that as well', async () => {
    const window = { since: plus(MONDAY, -MINUTE_MS), before: plus(MONDAY, 180 * MINUTE_MS) }
    const orders = []
    for (let minute = 0; minute < 120; minute += 5)
      orders.push(
        await submit({ clientId: 'erp', requesters: ['per_ana'], createdAt: plus(MONDAY, minute * MINUTE_MS) }),
      )
    const before = await along({ clientId: 'erp' }, 'client', window)
    expect(before).toEqual({ sum: 24n, count: 24 })
    const merged = await Promise.all([mergeLineSums(worker), mergeLineSums(worker)])
    expect(Math.max(...merged)).toBe(4)
    expect(await mergeLineSums(worker)).toBe(0)
    expect(await rowsKept()).toBe(4)
    expect(await along({ clientId: 'erp' }, 'client', window)).toEqual(before)

    await end(orders[3]?.id ?? '', false)
    expect(await along({ clientId: 'erp' }, 'client', window)).toEqual({ sum: 23n, count: 23 })
    expect(await mergeLineSums(worker)).toBe(2)
    expect(await rowsKept()).toBe(4)
    expect(await along({ requesters: ['per_ana'] }, 'requester', window)).toEqual({ sum: 23n, count: 23 })
  })

  it('keeps the hour that is not over as it is: whoever submits in it waits for nobody', async () => {
    await submit({ clientId: 'erp', createdAt: new Date().toISOString() })
    expect(await mergeLineSums(worker)).toBe(0)
  })

  it('reads a handful of rows, however busy the month was', async () => {
    await sql`INSERT INTO payment_orders
      SELECT 'ord_m' || n, 'erp', 'client:erp', 'm' || n, true, 'main-eur', 'eu', 100, 'EUR', 100, 'p' || n % 500, 'a' || n % 500,
             'r' || n, ARRAY['per_' || n % 4], NULL, 'erp', 'd', '2026-12-01', NULL, NULL,
             ${MONDAY}::timestamptz + n * interval '2 minutes', true, 'r' || n FROM generate_series(1, 20000) AS n`.execute(
      owner,
    )
    while ((await mergeLineSums(worker)) > 0);
    await sql`ANALYZE payment_orders, line_sums`.execute(owner)
    const window = { since: plus(MONDAY, 30_000), before: plus(MONDAY, 20_000 * 2 * MINUTE_MS - 90_000) }
    const wanted = [
      ['client', { clientId: 'erp' }, 19_999],
      ['requester', { requesters: ['per_1'] }, 5_000],
    ] as const
    for (const [dimension, order, count] of wanted) {
      expect((await along(order, dimension, window)).count).toBe(count)
      const read = await rowsRead(() => along(order, dimension, window, owner))
      expect(read).toBeGreaterThan(0)
      expect(read).toBeLessThan(2_000)
    }
  }, 60_000)

  it.each(['api', 'worker', 'signer'] as const)('is nobody’s to write: not %s’s', async (role) => {
    const db = createDatabase({ url: database.url, role, onError: () => {} })
    const writes = [
      sql`INSERT INTO line_sums VALUES ('client erp', '{client erp}', now(), -1000, 0, 0)`,
      sql`UPDATE line_sums SET base_minor = 0`,
      sql`DELETE FROM line_sums`,
      sql`SELECT add_to_line(payment, -1) FROM payment_orders AS payment`,
    ]
    for (const write of writes) await expect(write.execute(db)).rejects.toThrow('permission denied')
    await db.destroy()
  })

  const rowsKept = async () => (await sql`SELECT FROM line_sums`.execute(owner)).rows.length

  /** What PostgreSQL counted on the way, by index or one after the other. */
  async function rowsRead(work: () => Promise<unknown>): Promise<number> {
    const counted = async () => {
      await sql`SELECT pg_stat_force_next_flush()`.execute(owner)
      const { rows } = await sql<{ read: string }>`SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS read
        FROM pg_stat_user_tables WHERE relname IN ('payment_orders', 'line_sums')`.execute(owner)
      return Number(rows[0]?.read)
    }
    const before = await counted()
    await work()
    return (await counted()) - before
  }
})

interface Window {
  readonly since: Instant
  readonly before: Instant
}

/** The same, as anybody would say it. */
function oneByOne(orders: readonly OrderIndex[], order: OrderIndex, dimension: LineDimension, window: Window): LineSum {
  const isAlong = (other: OrderIndex): boolean =>
    ({
      payee: other.payeeKey === order.payeeKey || other.accountKey === order.accountKey,
      instructor: order.instructorId !== null && other.instructorId === order.instructorId,
      requester: other.requesters.some((personId) => order.requesters.includes(personId)),
      client: order.clientId !== null && other.clientId === order.clientId,
    })[dimension]
  const found = orders.filter(
    (other) =>
      other.id !== order.id && isAlong(other) && other.createdAt > window.since && other.createdAt <= window.before,
  )
  const amounts = found.flatMap(({ amountBaseMinor }) => amountBaseMinor ?? [])
  const isKnown = amounts.length === found.length
  return { sum: isKnown ? amounts.reduce((sum, amount) => sum + amount, 0n) : null, count: found.length }
}
