import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../test/support/database.ts'
import { readEvents } from '../../test/support/published-events.ts'
import * as outbox from './outbox.ts'
import { claimDue, sequenceEvents } from './outbox-store.ts'
import { createDatabase, type Db } from './postgres/database.ts'
import { transaction } from './postgres/transaction.ts'

const EIGHT = Array.from({ length: 8 }, (_, index) => index)

describeWithPostgres('several relays on one outbox', () => {
  let database: TestDatabase
  let db: Db

  beforeEach(async () => {
    database = await createTestDatabase()
    db = createDatabase({ url: database.url, role: 'worker', max: 8, onError: () => {} })
  })

  afterEach(async () => {
    await db.destroy()
    await database.drop()
  })

  const publish = (count: number): Promise<void> =>
    transaction(db, async (tx) => {
      for (let n = 0; n < count; n += 1) {
        await outbox.add(tx, { kind: 'event', type: 'test', subjectId: `ord_${n}`, data: {} })
      }
    })

  it('never claim the same message', async () => {
    await publish(160)
    await sequenceEvents(db, 1_000)
    const claims = EIGHT.map(() => claimDue(db, { kind: 'event', limit: 40, leaseMs: 60_000 }))
    const claimed = (await Promise.all(claims)).flatMap(({ messages }) => messages.map((message) => message.id))
    expect(new Set(claimed).size).toBe(claimed.length)
    expect(claimed.length).toBeGreaterThan(40)
  })

  it('number events one after another, without gap or collision', async () => {
    await publish(80)
    const placed = await Promise.all(EIGHT.map(() => sequenceEvents(db, 10)))
    expect(placed).toEqual(EIGHT.map(() => 10))
    const events = await readEvents(db, 0, 100)
    expect(events.map((event) => event.sequence)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1))
    expect(new Set(events.map((event) => event.subjectId)).size).toBe(80)
  })
})
