import fc from 'fast-check'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../test/support/database.ts'
import { orderContent } from '../../test/support/domain-arbitraries.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import type { LineDimension } from '../domain/policy.ts'
import { createDatabase, type Db, type Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { lockAll, lockLike } from './lock-like.ts'

const addedUp = (...per: LineDimension[]) => ({
  line: { amount: { minor: 500_000n, currency: 'EUR' }, window: 'P30D', per },
})

describeWithPostgres('Orders that have to see each other', () => {
  let database: TestDatabase
  let db: Db
  let order: OrderContent
  let unlike: OrderContent
  beforeAll(async () => {
    database = await createTestDatabase()
    db = createDatabase({ url: database.url, role: 'api', onError: () => undefined })
    const [sample] = fc.sample(orderContent, { numRuns: 1, seed: 7 })
    if (sample === undefined) throw new TypeError('Unexpected: no sample')
    order = naming(sample, 'one')
    unlike = naming(sample, 'two')
  })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  /** With nothing in common with one of another name. */
  function naming(sample: OrderContent, name: string): OrderContent {
    const account = { other: { id: `account ${name}` } }
    return {
      ...sample,
      clientId: `client ${name}`,
      requesters: [`per_${name}`],
      instruction: { ...sample.instruction, instructedBy: { kind: 'person', personId: `per_instructor_${name}` } },
      payment: {
        ...sample.payment,
        originatingAccount: `acc_${name}`,
        payee: { name: `Payee ${name}`, account },
        reference: `Invoice ${name}`,
      },
    }
  }

  type Lock = (tx: Tx) => Promise<void>

  /** Whether the second has to wait until the first is on record. */
  const takeTurns = (second: OrderContent, ...per: LineDimension[]): Promise<boolean> =>
    waits(
      (tx) => lockLike(tx, order, addedUp(...per)),
      (tx) => lockLike(tx, second, addedUp(...per)),
    )

  async function waits(lockFirst: Lock, lockSecond: Lock): Promise<boolean> {
    let locked: () => void = () => undefined
    const isLocked = new Promise<void>((resolve) => (locked = resolve))
    let seen: () => void = () => undefined
    const isSeen = new Promise<void>((resolve) => (seen = resolve))
    const first = transaction(db, async (tx) => {
      await lockFirst(tx)
      locked()
      await isSeen
    })
    await Promise.race([isLocked, first])
    let isThrough = false
    const second = transaction(db, lockSecond).then(() => (isThrough = true))
    const isWaiting = async () => (await waiting()) > 0
    while (!isThrough && !(await isWaiting())) await sleep(5)
    const waited = !isThrough
    seen()
    await Promise.all([first, second])
    return waited
  }

  /** How many are waiting for a lock in this database. */
  async function waiting(): Promise<number> {
    const { rows } = await sql`SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
      WHERE datname = current_database() AND NOT granted`.execute(db)
    return rows.length
  }

  it('do not wait for those that they have nothing to do with', async () => {
    expect(await takeTurns(unlike, 'payee', 'instructor', 'requester', 'client')).toBe(false)
    const payer = { ...unlike, payment: { ...unlike.payment, originatingAccount: order.payment.originatingAccount } }
    expect(await takeTurns(payer, 'payee', 'instructor')).toBe(false)
  })

  it.each<[string, (one: OrderContent) => OrderContent]>([
    ['payee', (one) => paying(one, { payee: { ...one.payment.payee, name: 'PAYEE  One' } })],
    ['account', (one) => paying(one, { payee: { ...one.payment.payee, account: order.payment.payee.account } })],
    ['reference', (one) => paying(one, { reference: order.payment.reference })],
    [
      'instructor',
      (one) => ({ ...one, instruction: { ...one.instruction, instructedBy: order.instruction.instructedBy } }),
    ],
  ])('take turns with one of the same %s', async (_name, like) => {
    expect(await takeTurns(like(unlike), 'payee')).toBe(true)
  })

  it('take turns with every batch, and batches with each other, at the cost of one lock', async () => {
    const lockOne: Lock = (tx) => lockLike(tx, order, addedUp('payee'))
    expect(await waits(lockAll, lockOne)).toBe(true)
    expect(await waits(lockOne, lockAll)).toBe(true)
    expect(await waits(lockAll, lockAll)).toBe(true)
  })

  it('take turns with what policy adds up with them, whichever of our accounts pays', async () => {
    const sameClient = { ...unlike, clientId: order.clientId }
    expect(await takeTurns(sameClient, 'client')).toBe(true)
    expect(await takeTurns(sameClient, 'payee', 'requester')).toBe(false)
    const sameRequester = { ...unlike, requesters: ['per_other', ...order.requesters] }
    expect(await takeTurns(sameRequester, 'requester')).toBe(true)
    expect(await takeTurns(sameRequester, 'payee', 'client')).toBe(false)
  })
})

function paying(order: OrderContent, change: Partial<OrderContent['payment']>): OrderContent {
  return { ...order, payment: { ...order.payment, ...change } }
}
