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

  it('asks about those that Temporal does not list, and says how many were lost: they had had time to start', async () => {
    const [lost, listed, unlisted, young] = [
      await room.submit(),
      await room.submit(),
      await room.submit(),
      await room.submit(),
    ]
    await sql`update subjects set updated_at = countersign_now() - interval '2 minutes'
      where id <> ${young.id}`.execute(room.owner)
    let asked: string[] = []
    let lostNow = 0
    const sweeps: { asked: readonly string[]; lost: number }[] = []
    const restore: ConsentProcess['restore'] = async (_type, id) => {
      asked.push(id)
      return id !== unlisted.id && id !== listed.id
    }
    const running = async () => new Set([listed.id])
    const process = { submitEvidence: unused, ensure: unused, nudge: unused, wake: unused, running, restore }
    const stopping = new AbortController()
    const sweeping = sweepSubjects({
      db: room.worker,
      process,
      intervalMs: 50,
      signal: stopping.signal,
      onLost: () => (lostNow += 1),
      onSwept() {
        sweeps.push({ asked, lost: lostNow })
        asked = []
        lostNow = 0
      },
      onError: (error) => {
        throw error
      },
    })
    await until('two sweeps', async () => (sweeps.length >= 2 ? true : undefined))
    stopping.abort()
    await sweeping
    const all = [lost.id, listed.id, unlisted.id, young.id]
    // After a start nobody's word is taken for it that a workflow runs.
    expect(sweeps[0]).toEqual({ asked: expect.arrayContaining(all), lost: 1 })
    expect(sweeps[1]).toEqual({ asked: expect.arrayContaining(all.filter((id) => id !== listed.id)), lost: 1 })
    expect(sweeps[1]?.asked).not.toContain(listed.id)
  })
})
