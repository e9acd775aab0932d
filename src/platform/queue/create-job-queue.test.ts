import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'

import { createTestDatabase, describeWithPostgres } from '../../../test/support/database.ts'
import type { TestDatabase } from '../../../test/support/database.ts'
import { newUuid } from '../ids.ts'
import { createDatabase } from '../postgres/database.ts'
import { createJobQueue } from './create-job-queue.ts'
import type { Job, JobHandler, JobOutcome, JobQueue } from './job-queue.ts'
import { PermanentFailure } from './job-queue.ts'
import { migrateJobQueue } from './migrate-job-queue.ts'

const redisUrl = process.env['COUNTERSIGN_TEST_REDIS']
const stores = redisUrl ? (['PostgreSQL', 'Redis'] as const) : (['PostgreSQL'] as const)

describeWithPostgres.each(stores)('a job queue on %s', (store) => {
  let database: TestDatabase
  let jobs: JobQueue
  let queue: string
  let errors: Error[]
  let tried: JobOutcome[]

  beforeAll(async () => {
    database = await createTestDatabase()
    await migrateJobQueue(database.url)
    await migrateJobQueue(database.url)
  })

  afterAll(() => database.drop())

  beforeEach(() => {
    queue = `queue-${newUuid()}`
    errors = []
    tried = []
    jobs = open()
  })

  afterEach(() => jobs.close())

  function open(): JobQueue {
    return createJobQueue({
      databaseUrl: database.url,
      redisUrl: store === 'Redis' ? redisUrl : undefined,
      timeScale: 100_000,
      onError: (error) => errors.push(error),
      onTried: (_queue, outcome) => tried.push(outcome),
    })
  }

  function collect(handle: JobHandler = async () => {}): Job[] {
    const seen: Job[] = []
    jobs.work(queue, async (job) => {
      seen.push(job)
      await handle(job)
    })
    return seen
  }

  it('tells how each try ended: done, to be tried again, or given up', async () => {
    const failing = new Map<string, () => never>()
    failing.set('twice', () => {
      throw new Error('away')
    })
    failing.set('gone', () => {
      throw new PermanentFailure('gone')
    })
    collect(async ({ name }) => failing.get(name)?.())
    await jobs.enqueue(queue, 'good', {}, { jobId: newUuid() })
    await eventually(() => tried.length === 1)
    expect(tried).toEqual(['done'])
    const retries = { attempts: 2, backoff: { kind: 'exponential', delayMs: 10 } } as const
    await jobs.enqueue(queue, 'twice', {}, { jobId: newUuid(), ...retries })
    await eventually(() => tried.length === 3)
    await jobs.enqueue(queue, 'gone', {}, { jobId: newUuid(), ...retries })
    await eventually(() => tried.length === 4)
    expect(tried).toEqual(['done', 'failed', 'given_up', 'given_up'])
  })

  it('hands a job to a worker, with its data', async () => {
    const jobId = newUuid()
    await jobs.enqueue(queue, 'send', { deliveryId: 'whd_1', tries: [1, 2] }, { jobId })
    const seen = collect()
    await eventually(() => seen.length === 1)
    const data = { deliveryId: 'whd_1', tries: [1, 2] }
    expect(seen).toEqual([{ id: jobId, name: 'send', data, attempt: 1, isLastAttempt: true }])
  })

  it('takes a job once however often it is enqueued, before and after it was done', async () => {
    const jobId = newUuid()
    const seen = collect()
    await jobs.enqueue(queue, 'send', {}, { jobId })
    await jobs.enqueue(queue, 'send', {}, { jobId })
    await eventually(() => seen.length === 1)
    await jobs.enqueue(queue, 'send', {}, { jobId })
    await jobs.enqueue(queue, 'other', {}, { jobId: newUuid() })
    await eventually(() => seen.length === 2)
    expect(seen.map((job) => job.name)).toEqual(['send', 'other'])
  })

  it('refuses ids that are not UUIDs, which the store would take for its own', async () => {
    await expect(jobs.enqueue(queue, 'send', {}, { jobId: '12' })).rejects.toThrow('expected a UUID')
    await expect(jobs.enqueue(queue, 'send', {}, { jobId: 'a:b' })).rejects.toThrow('expected a UUID')
  })

  it('tries a webhook again by the schedule, and no more when it is over', async () => {
    const seen = collect(() => Promise.reject(new Error('refused')))
    await jobs.enqueue(queue, 'deliver', {}, { jobId: newUuid(), backoff: { kind: 'webhook' } })
    await eventually(() => seen.length === 10, 15_000)
    await sleep(200)
    expect(seen.map((job) => job.attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(seen.map((job) => job.isLastAttempt)).toEqual([...Array.from({ length: 9 }, () => false), true])
    expect(errors.map((error) => error.message)).toContain('refused')
  })

  it('waits between attempts', async () => {
    const at: number[] = []
    const seen = collect(async (job) => {
      at.push(Date.now())
      if (!job.isLastAttempt) throw new Error('again')
    })
    const backoff = { kind: 'exponential', delayMs: 400 } as const
    await jobs.enqueue(queue, 'mail', {}, { jobId: newUuid(), attempts: 2, backoff })
    await eventually(() => seen.length === 2, 10_000)
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(290)
  })

  it('does not try again what the handler calls permanent', async () => {
    const seen = collect(() => Promise.reject(new PermanentFailure('410 Gone')))
    await jobs.enqueue(queue, 'deliver', {}, { jobId: newUuid(), backoff: { kind: 'webhook' } })
    await eventually(() => errors.length === 1)
    await sleep(500)
    expect(seen).toHaveLength(1)
  })

  it('holds a delayed job back', async () => {
    const seen = collect()
    const start = Date.now()
    await jobs.enqueue(queue, 'later', {}, { jobId: newUuid(), delayMs: 500 })
    await eventually(() => seen.length === 1)
    expect(Date.now() - start).toBeGreaterThanOrEqual(490)
  })

  it('shares jobs between processes, each job done by one', async () => {
    const seen = collect(() => sleep(5))
    const other = open()
    other.work(queue, async (job) => void seen.push(job))
    for (let n = 0; n < 20; n += 1) await jobs.enqueue(queue, 'send', { n }, { jobId: newUuid() })
    await eventually(() => seen.length >= 20)
    await other.close()
    expect(new Set(seen.map((job) => job.id)).size).toBe(20)
    expect(seen).toHaveLength(20)
  })

  it('lets a running handler finish when it closes', async () => {
    let finished = false
    const seen = collect(async () => {
      await sleep(400)
      finished = true
    })
    await jobs.enqueue(queue, 'send', {}, { jobId: newUuid() })
    await eventually(() => seen.length === 1)
    await jobs.close()
    expect(finished).toBe(true)
  })
})

describeWithPostgres('a job queue on PostgreSQL', () => {
  it('keeps a job that has lost its worker again and again, until one of them does it', async () => {
    const database = await createTestDatabase()
    await migrateJobQueue(database.url)
    const errors: Error[] = []
    const jobs = createJobQueue({ databaseUrl: database.url, lockMs: 200, onError: (error) => errors.push(error) })
    await jobs.enqueue('webhooks', 'deliver', {}, { jobId: newUuid() })
    const admin = createDatabase({ url: database.url, role: 'migrate', onError: () => {} })
    await sql`
      update bullmq.job set state = 'active', lock_token = 'of a worker that died', locked_until_ms = 1,
        stalled_count = 7`.execute(admin)
    await admin.destroy()

    const seen: string[] = []
    jobs.work('webhooks', async (job) => void seen.push(job.name))
    await eventually(() => seen.length === 1)
    await jobs.close()
    await database.drop()
    expect(errors).toEqual([])
  })

  it('forgets jobs that finished more than an hour ago, and keeps those that failed for a month', async () => {
    const database = await createTestDatabase()
    await migrateJobQueue(database.url)
    const admin = createDatabase({ url: database.url, role: 'migrate', onError: () => {} })
    const errors: Error[] = []
    const jobs = createJobQueue({ databaseUrl: database.url, cleaningMs: 50, onError: (error) => errors.push(error) })
    const failure = new PermanentFailure('gone')
    jobs.work('mail', async ({ name }) => {
      if (name.startsWith('failing')) throw failure
    })
    const kept = async (): Promise<string[]> =>
      (
        await sql<{ name: string }>`select name from bullmq.job where finished_at_ms is not null order by name`.execute(
          admin,
        )
      ).rows.map((row) => row.name)
    const all = ['done lately', 'done long ago', 'failing lately', 'failing long ago']
    for (const name of all) await jobs.enqueue('mail', name, {}, { jobId: newUuid() })
    await eventually(async () => (await kept()).length === all.length)
    await sleep(200)
    expect(await kept()).toEqual(all)

    const agedBy = (name: string, hours: number) =>
      sql`update bullmq.job set finished_at_ms = finished_at_ms - ${hours * 3_600_000 + 60_000}::bigint
        where name = ${name}`.execute(admin)
    await agedBy('done long ago', 1)
    await agedBy('failing lately', 1)
    await agedBy('failing long ago', 30 * 24)
    await eventually(async () => (await kept()).length === 2)
    expect(await kept()).toEqual(['done lately', 'failing lately'])
    await jobs.close()
    await admin.destroy()
    await database.drop()
    expect(errors.filter((error) => error.message !== failure.message)).toEqual([])
  })

  it('goes on after it lost every connection', async () => {
    const database = await createTestDatabase()
    await migrateJobQueue(database.url)
    const errors: Error[] = []
    const jobs = createJobQueue({ databaseUrl: database.url, onError: (error) => errors.push(error) })
    const seen: string[] = []
    jobs.work('mail', async (job) => void seen.push(job.name))
    await jobs.enqueue('mail', 'first', {}, { jobId: newUuid() })
    await eventually(() => seen.length === 1)

    const admin = createDatabase({ url: database.url, role: 'migrate', onError: () => {} })
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(admin)
    await admin.destroy()

    await sleep(200)
    await jobs.enqueue('mail', 'second', {}, { jobId: newUuid() })
    await eventually(() => seen.length === 2, 20_000)
    await jobs.close()
    await database.drop()
    expect(errors.length).toBeGreaterThan(0)
  })
})

async function eventually(check: () => boolean | Promise<boolean>, ms = 8_000): Promise<void> {
  const deadline = Date.now() + ms
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`Still not so after ${ms} ms`)
    await sleep(20)
  }
}
