import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { until } from '../../test/support/until.ts'
import type { ConsentProcess } from './consent-process.ts'
import { sweepSubjects } from './sweep-subjects.ts'

const unused = async (): Promise<never> => {
  throw new Error('The sweeper restores, and does nothing else')
}

describeWithPostgres('the sweeper', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 60_000)
  afterAll(() => room.close())

  it('says how many workflows were lost: those that had had time to start, and did not run', async () => {
    const [lost, running, young] = [await room.submit(), await room.submit(), await room.submit()]
    await sql`update subjects set updated_at = countersign_now() - interval '2 minutes'
      where id in (${lost.id}, ${running.id})`.execute(room.owner)
    const asked: string[] = []
    const restore: ConsentProcess['restore'] = async (_type, id) => {
      asked.push(id)
      return id !== running.id
    }
    const process = { submitEvidence: unused, ensure: unused, nudge: unused, wake: unused, restore }
    const told = { lost: 0, swept: 0 }
    const stopping = new AbortController()
    const sweeping = sweepSubjects({
      db: room.worker,
      process,
      intervalMs: 60_000,
      signal: stopping.signal,
      onLost: () => (told.lost += 1),
      onSwept: () => (told.swept += 1),
      onError: (error) => {
        throw error
      },
    })
    await until('a sweep', async () => (told.swept === 1 ? true : undefined))
    stopping.abort()
    await sweeping
    expect(asked).toEqual(expect.arrayContaining([lost.id, running.id, young.id]))
    expect(told.lost).toBe(1)
  })
})
