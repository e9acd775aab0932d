import { sql, type KyselyPlugin } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../test/support/database.ts'
import { eventually } from '../../test/support/log-room.ts'
import { OUTBOX_CHANNEL } from './outbox.ts'
import * as outbox from './outbox.ts'
import { createDatabase, type Db } from './postgres/database.ts'
import { transaction } from './postgres/transaction.ts'
import { relayOutbox, type Delivery, type RelayOptions } from './relay-outbox.ts'

describeWithPostgres('a pass of the relay', () => {
  let database: TestDatabase
  let api: Db
  let worker: Db
  let owner: Db
  let stop: AbortController
  let relaying: Promise<void>
  let errors: Error[]
  /** What the relay asked, as Kysely's nodes in JSON. */
  let asked: string[]

  beforeEach(async () => {
    database = await createTestDatabase()
    const connect = (role: 'api' | 'worker' | 'migrate'): Db =>
      createDatabase({ url: database.url, role, max: 6, onError: () => {} })
    api = connect('api')
    worker = connect('worker')
    owner = connect('migrate')
    stop = new AbortController()
    errors = []
    asked = []
  })
  afterEach(async () => {
    stop.abort()
    await relaying
    await Promise.all([api, worker, owner].map((db) => db.destroy()))
    await database.drop()
  })

  const listener: KyselyPlugin = {
    transformQuery({ node }) {
      asked.push(JSON.stringify(node))
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const claims = (kind: string): number =>
    asked.filter((node) => node.includes('with claimed as') && node.includes(`"${kind}"`)).length
  const settles = (): number => asked.filter((node) => node.includes('delete from outbox')).length

  function start(deliver: (message: Delivery) => Promise<void>, options: Partial<RelayOptions> = {}): void {
    relaying = relayOutbox({
      ...{ db: worker.withPlugin(listener), url: database.url, deliver, signal: stop.signal, pollMs: 60_000 },
      onError: (error) => errors.push(error),
      ...options,
    })
  }
  const startWorkflow = (subjectId: string): Promise<void> =>
    transaction(api, (tx) => outbox.add(tx, { kind: 'workflow', subjectType: 'order', subjectId }))
  const subjectOf = (message: Delivery): string => (message.kind === 'workflow' ? message.subjectId : message.kind)
  const left = async (): Promise<(string | null)[]> => {
    const query = sql<{ subject: string | null }>`select subject_id as subject from outbox order by subject_id`
    return (await query.execute(owner)).rows.map((row) => row.subject)
  }
  /** Until every lane has made the passes it makes by itself, and sleeps. */
  const quiet = async (): Promise<void> => {
    await sleep(500)
    asked = []
  }

  it('is made for messages of its own kind, and for no other', async () => {
    const seen: string[] = []
    start(async (message) => void seen.push(subjectOf(message)))
    await quiet()
    await startWorkflow('ord_1')
    await eventually(async () => (await left()).length === 0)
    await sleep(100)
    expect(seen).toEqual(['ord_1'])
    expect([claims('workflow'), claims('event'), claims('mail')]).toEqual([1, 0, 0])
  })

  it('is made by all for a ring that does not say what for', async () => {
    const seen: string[] = []
    start(async (message) => void seen.push(subjectOf(message)))
    await quiet()
    await sql`insert into outbox (id, kind, subject_type, subject_id, payload, created_at)
      values (gen_random_uuid(), 'workflow', 'order', 'ord_1', '{}', now())`.execute(owner)
    await sql`select pg_notify(${OUTBOX_CHANNEL}, '')`.execute(owner)
    await eventually(async () => (await left()).length === 0)
    expect(seen).toEqual(['ord_1'])
  })

  it('takes what comes under load together, and loses none of it', async () => {
    const seen = new Set<string>()
    start(async (message) => void seen.add(subjectOf(message)))
    await quiet()
    const startedAt = performance.now()
    for (let n = 0; n < 60; n += 1) await startWorkflow(`ord_${n}`)
    await eventually(async () => seen.size === 60 && (await left()).length === 0)
    // One at once, then one each time they were let come together.
    const passes = 2 + Math.ceil((performance.now() - startedAt) / 30)
    expect(claims('workflow')).toBeLessThanOrEqual(passes)
    expect(settles()).toBeLessThanOrEqual(passes)
    expect(errors).toEqual([])
  })

  it('deletes what was delivered, and keeps what failed or is still on its way', async () => {
    let finish = (): void => {}
    const slow = new Promise<void>((resolve) => (finish = resolve))
    const attempts: string[] = []
    start(
      async (message) => {
        attempts.push(`${subjectOf(message)} ${message.attempt}`)
        if (subjectOf(message) === 'failing') throw new Error('Temporal is away')
        if (subjectOf(message) === 'slow') await slow
      },
      { backoffMs: () => 60_000 },
    )
    await transaction(api, async (tx) => {
      for (const subjectId of ['slow', 'quick', 'failing', 'quick too']) {
        await outbox.add(tx, { kind: 'workflow', subjectType: 'order', subjectId })
      }
    })
    await eventually(async () => (await left()).join() === 'failing,slow')
    finish()
    await eventually(async () => (await left()).join() === 'failing')
    expect(settles()).toBe(2)
    expect(attempts.toSorted()).toEqual(['failing 1', 'quick 1', 'quick too 1', 'slow 1'])
    expect(errors.map((error) => error.message)).toEqual(['Temporal is away'])
  })

  it('delivers again what was delivered and could not be deleted, when the lease is over', async () => {
    const attempts: number[] = []
    start(
      async (message) => {
        // As if the relay died here: nothing of what follows comes to pass.
        if (message.attempt === 1) await sql`revoke delete on outbox from countersign_worker`.execute(owner)
        else await sql`grant delete on outbox to countersign_worker`.execute(owner)
        attempts.push(message.attempt)
      },
      { deliverTimeoutMs: 500, pollMs: 100 },
    )
    const startedAt = performance.now()
    await startWorkflow('ord_1')
    await eventually(async () => (await left()).length === 0)
    expect(attempts).toEqual([1, 2])
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990)
    expect(errors.map((error) => error.message)).toEqual([expect.stringContaining('permission denied')])
  })
})
