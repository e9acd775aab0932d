import type { JobQueue } from '../platform/queue/job-queue.ts'
import { createTellAtOnce, notifyOnEvent, sendNotices } from './notify-on-events.ts'
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

  /** Who is asked about each subject, and who may be beside them. */
  function audienceOf(eligible: string[], others: string[] = []) {
    const judged: string[] = []
    const audience = {
      eligible: async (subjectId: string) => {
        judged.push(subjectId)
        return eligible
      },
      mayBeEligible: async () => [...eligible, ...others],
      requesters: async () => [],
    }
    return { audience, judged }
  }
  const data = (subjectId: string) => ({ type: 'payment_order.evidence_required', subjectId })
  const event = (subjectId: string, occurredAt = new Date().toISOString()) => ({
    ...data(subjectId),
    ...{ id: `evt_${subjectId}`, sequence: 1, subjectType: 'order', data: {}, occurredAt },
  })

  it('is asked of the queue once in a window, however many payments wait', async () => {
    const { jobs, taken } = queueThatFails(0)
    const { audience } = audienceOf(['per_ben', 'per_ivy'])
    const notices = { jobs, audience, windowMs: 3_600_000, told: createToldInWindow() }
    for (const subjectId of ['ord_1', 'ord_2', 'ord_3']) await sendNotices(notices, data(subjectId))
    expect(taken).toEqual(['per_ben', 'per_ivy'])
  })

  it('is asked again where the queue did not take it', async () => {
    const { jobs, taken } = queueThatFails(1)
    const { audience } = audienceOf(['per_ben', 'per_ivy'])
    const notices = { jobs, audience, windowMs: 3_600_000, told: createToldInWindow() }
    await expect(sendNotices(notices, data('ord_1'))).rejects.toThrow('away')
    await sendNotices(notices, data('ord_1'))
    expect(taken).toEqual(['per_ben', 'per_ivy'])
  })

  it('judges no further payment once everybody who could be told was, and each while somebody could', async () => {
    const { jobs, taken } = queueThatFails(0)
    const told = createToldInWindow()
    const all = audienceOf(['per_ben', 'per_ivy'])
    const few = audienceOf(['per_ben'], ['per_zoe'])
    const tell = (audience: typeof all.audience, subjectId: string) =>
      sendNotices({ jobs, audience, windowMs: 3_600_000, told }, data(subjectId))
    for (const subjectId of ['ord_1', 'ord_2', 'ord_3']) await tell(all.audience, subjectId)
    expect(all.judged).toEqual(['ord_1'])
    for (const subjectId of ['ord_4', 'ord_5']) await tell(few.audience, subjectId)
    expect(few.judged).toEqual(['ord_4', 'ord_5'])
    expect(taken).toEqual(['per_ben', 'per_ivy'])
  })

  it('is no job where it is told at once, and one where that fails', async () => {
    const queued: string[] = []
    const jobs: JobQueue = {
      enqueue: async (queue, name) => void queued.push(`${queue} ${name}`),
      work: () => undefined,
      close: async () => undefined,
    }
    const { audience } = audienceOf(['per_ben'])
    const errors: unknown[] = []
    let isAway = false
    const failing = {
      ...audience,
      eligible: async (id: string) => (isAway ? Promise.reject(new Error('away')) : audience.eligible(id)),
    }
    const tellAtOnce = createTellAtOnce({ jobs, audience: failing, windowMs: 3_600_000 }, (error) => errors.push(error))
    await notifyOnEvent(jobs, event('ord_1'), { tellAtOnce })
    expect(queued).toEqual(['mail evidence-required'])
    isAway = true
    await notifyOnEvent(jobs, event('ord_2'), { tellAtOnce })
    expect(queued).toEqual(['mail evidence-required', 'notices payment_order.evidence_required'])
    expect(errors).toEqual([new Error('away')])
  })

  it('is the same mail when an event is passed on again, also when its window is over', async () => {
    const enqueued: { jobId: string; delayMs?: number }[] = []
    const jobs: JobQueue = {
      enqueue: async (_queue, _name, _data, options) => void enqueued.push(options),
      work: () => undefined,
      close: async () => undefined,
    }
    const { audience } = audienceOf(['per_ben'])
    // Of a process that has just begun, and knows of nothing that another did.
    const tell = async (agoMs: number, attempt: number) => {
      const occurredAt = new Date(Date.now() - agoMs).toISOString()
      const tellAtOnce = createTellAtOnce({ jobs, audience, windowMs: 60_000 }, () => undefined)
      await tellAtOnce(event('ord_1', occurredAt), attempt)
      return enqueued.at(-1)
    }
    const again = await tell(150_000, 2)
    expect(again?.delayMs).toBe(0)
    expect((await tell(150_000, 3))?.jobId).toBe(again?.jobId)
    expect((await tell(150_000, 1))?.jobId).not.toBe(again?.jobId)
    // The record's clock may be ahead of the machine's: nobody is told later for that.
    expect((await tell(-3_600_000, 2))?.delayMs).toBeLessThanOrEqual(63_000)
  })
})
