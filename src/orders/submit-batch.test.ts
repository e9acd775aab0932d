import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { moveClock } from '../../test/support/moved-clock.ts'
import { openPaymentRoom, ORDER, type PaymentRoom } from '../../test/support/payment-room.ts'
import { until } from '../../test/support/until.ts'

describeWithPostgres('A batch', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  const item = (changes: object = {}) => ({ ...ORDER, externalId: randomUUID(), reference: randomUUID(), ...changes })
  const submit = (orders: readonly object[]) =>
    room.erp('post', '/v1/payment-batches', { messageId: randomUUID(), orders })
  const waiting = async () => {
    const { rows } = await sql`SELECT FROM pg_locks WHERE NOT granted`.execute(room.owner)
    return rows.length > 0 ? true : undefined
  }

  it('that takes longer than its log entries may be apart is not submitted, and says what to do', async () => {
    const earlier = await room.submit()
    const orders = [item(), item({ supersedes: earlier.id })]
    const answered = await room.owner.transaction().execute(async (tx) => {
      await sql`SELECT FROM subjects WHERE id = ${earlier.id} FOR UPDATE`.execute(tx)
      const answer = submit(orders)
      await until('the second of them waits', waiting)
      await moveClock(room.owner, 241)
      return { answer }
    })
    const { status, body, headers } = await answered.answer
    expect([status, (body as { code: string }).code]).toEqual([503, 'BATCH_TOO_SLOW'])
    expect(headers['retry-after']).toBe('60')
    const { rows } = await sql`SELECT FROM payment_batches`.execute(room.owner)
    expect(rows).toEqual([])

    await moveClock(room.owner, 0)
    // The same again, in time.
    const again = await submit(orders)
    expect([again.status, again.text]).toEqual([201, expect.any(String)])
  })
})
