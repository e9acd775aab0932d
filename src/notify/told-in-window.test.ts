import type { JobQueue } from '../platform/queue/job-queue.ts'
import { sendNotices } from './notify-on-events.ts'
import { createToldInWindow } from './told-in-window.ts'

describe('What was told in a window', () => {
  it('is known until the next one begins', () => {
    const told = createToldInWindow()
    told.add(7, 'ben')
    expect([told.has(7, 'ben'), told.has(7, 'ivy'), told.has(8, 'ben')]).toEqual([true, false, false])
    told.add(8, 'ivy')
    expect([told.has(7, 'ben'), told.has(8, 'ben'), told.has(8, 'ivy')]).toEqual([false, false, true])
  })

  it('is not forgotten because of one who is late', () => {
    const told = createToldInWindow()
    told.add(8, 'ivy')
    told.add(7, 'ben')
    expect([told.has(8, 'ivy'), told.has(7, 'ben')]).toEqual([true, false])
  })
})

describe('A notice to everybody who may sign', () => {
  /** Refuses as often as told to, then takes everything. */
  function queueThatFails(times: number): { jobs: JobQueue; taken: unknown[] } {
    const taken: unknown[] = []
    let failures = times
    const enqueue: JobQueue['enqueue'] = async (_queue, _name, data) => {
      if (failures-- > 0) throw new Error('the queue is away')
      taken.push(data['recipientId'])
    }
    return { jobs: { enqueue, work: () => undefined, close: async () => undefined }, taken }
  }

  const audience = { eligible: async () => ['per_ben', 'per_ivy'], requesters: async () => [] }
  const data = (subjectId: string) => ({ type: 'payment_order.evidence_required', subjectId })

  it('is asked of the queue once in a window, however many payments wait', async () => {
    const { jobs, taken } = queueThatFails(0)
    const notices = { jobs, audience, windowMs: 3_600_000, told: createToldInWindow() }
    for (const subjectId of ['ord_1', 'ord_2', 'ord_3']) await sendNotices(notices, data(subjectId))
    expect(taken).toEqual(['per_ben', 'per_ivy'])
  })

  it('is asked again where the queue did not take it', async () => {
    const { jobs, taken } = queueThatFails(1)
    const notices = { jobs, audience, windowMs: 3_600_000, told: createToldInWindow() }
    await expect(sendNotices(notices, data('ord_1'))).rejects.toThrow('away')
    await sendNotices(notices, data('ord_1'))
    expect(taken).toEqual(['per_ben', 'per_ivy'])
  })
})
