import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/database.ts'
import { until } from '../../../test/support/until.ts'
import { onOneConnection } from './at-once.ts'
import { createDatabase, type Db, type Executor, type Tx } from './database.ts'
import { sqlState, transaction } from './transaction.ts'

/** What went over the wire, in order: `<` are answers, everything else was sent. */
interface Wire {
  readonly url: string
  readonly seen: string[]
  readonly server: Server
}

async function listenIn(databaseUrl: string): Promise<Wire> {
  const { hostname, port } = new URL(databaseUrl)
  const seen: string[] = []
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    client.on('data', (bytes) => seen.push(bytes.toString('latin1'))).pipe(upstream)
    upstream.on('data', () => seen.push('<')).pipe(client)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return { url: url.href, seen, server }
}

describeWithPostgres('what is asked at once', () => {
  let database: TestDatabase
  let wire: Wire
  let db: Db
  let owner: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    wire = await listenIn(database.url)
    db = createDatabase({ url: wire.url, role: 'api', max: 2, onError: () => undefined })
    owner = createDatabase({ url: database.url, role: 'migrate', max: 2, onError: () => undefined })
    await sql`create table tally (n int not null unique)`.execute(owner)
    await sql`grant all on tally to countersign_api`.execute(owner)
  })
  beforeEach(() => sql`delete from tally`.execute(owner))
  afterAll(async () => {
    await Promise.all([db.destroy(), owner.destroy()])
    await new Promise((resolve) => wire.server.close(resolve))
    await database.drop()
  })

  const add = (to: Parameters<typeof onOneConnection>[0], n: number) => sql`insert into tally values (${n})`.execute(to)
  const tally = async () =>
    (await sql<{ n: number }>`select n from tally order by n`.execute(owner)).rows.map(({ n }) => n)
  /** Whether all of these statements were sent before the first of their answers came. */
  const wentTogether = (marks: readonly string[]): boolean => {
    const [first, last] = [marks[0], marks.at(-1)].map((mark) =>
      wire.seen.findIndex((part) => part.includes(mark ?? '')),
    )
    return !wire.seen.slice(first, last).includes('<')
  }

  it('goes together, inside of a transaction and outside of one', async () => {
    await transaction(db, (tx) =>
      Promise.all([sql`select 'inside one'`.execute(tx), sql`select 'inside two'`.execute(tx)]),
    )
    await onOneConnection(db, (one) =>
      Promise.all([sql`select 'outside one'`.execute(one), sql`select 'outside two'`.execute(one)]),
    )
    expect(wentTogether(['inside one', 'inside two'])).toBe(true)
    expect(wentTogether(['outside one', 'outside two'])).toBe(true)

    await transaction(db, async (tx) => {
      await sql`select 'first alone'`.execute(tx)
      await sql`select 'then another'`.execute(tx)
    })
    expect(wentTogether(['first alone', 'then another'])).toBe(false)
  })

  it('is carried out in the order in which it was asked: what stands behind a lock is read once it is ours', async () => {
    const KEY = 4711
    const lock = (tx: Tx) => sql`select pg_advisory_xact_lock(${KEY})`.execute(tx)
    const waiting = await transaction(owner, async (holder) => {
      await lock(holder)
      const rows = transaction(db, async (tx) => {
        const reading = sql<{ n: number }>`select n, 'behind the lock' as mark from tally`
        const [, { rows: found }] = await Promise.all([lock(tx), reading.execute(tx)])
        return found
      })
      await until('what stands behind the lock being sent', () =>
        Promise.resolve(wire.seen.some((part) => part.includes('behind the lock')) || undefined),
      )
      await add(holder, 1)
      // Not awaited here, where the lock is still held.
      return { rows }
    })
    expect(await waiting.rows).toMatchObject([{ n: 1 }])
  })

  it('fails for the reason of what failed first, whoever hears of it first', async () => {
    const slowToTell = async (work: Promise<unknown>): Promise<void> => {
      await work.catch(async (error: unknown) => {
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
        throw error
      })
    }
    const failing = transaction(db, (tx) =>
      Promise.all([add(tx, 1), slowToTell(sql`select 1 / (n - 1) from tally`.execute(tx)), add(tx, 2), add(tx, 3)]),
    )
    expect(await failing.catch(sqlState)).toBe('22012')
    expect(await tally()).toEqual([])
  })

  it('is not committed when some of it failed, though nobody looked', async () => {
    const careless = transaction(db, async (tx) => {
      await add(tx, 1)
      await add(tx, 1).catch(() => undefined)
      return 'done'
    })
    expect(await careless.catch(sqlState)).toBe('23505')
    expect(await tally()).toEqual([])
  })

  it('is waited for before the commit, though nobody did', async () => {
    const hasty = transaction(db, async (tx) => {
      await add(tx, 1)
      add(tx, 1).catch(() => undefined)
      return 'done'
    })
    expect(await hasty.catch(sqlState)).toBe('23505')
    await transaction(db, async (tx) => {
      void add(tx, 2)
      return Promise.resolve()
    })
    expect(await tally()).toEqual([2])
  })

  it('is over when its work is: what comes later is refused, in whose connection or transaction it would be', async () => {
    for (const open of [transaction<unknown>, onOneConnection<unknown>]) {
      let late: Promise<unknown> = Promise.resolve()
      const failing = open(db, async (one: Executor) => {
        late = sql`select pg_sleep(0.05)`.execute(one).then(() => add(one, 1))
        const failed = Promise.reject(new Error('refused by a rule'))
        await Promise.all([failed, late])
      })
      await expect(failing).rejects.toThrow('refused by a rule')
      await expect(late).rejects.toThrow('too late')
      expect(await tally()).toEqual([])
    }
  })

  it('outside of a transaction fails by itself, and the connection is as good as before', async () => {
    const answers = await onOneConnection(db, (one) =>
      Promise.allSettled([add(one, 1), add(one, 1), sql`select nothing`.execute(one), add(one, 2)]),
    )
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(await tally()).toEqual([1, 2])
  })

  it('begins no transaction on a connection that somebody else has opened', async () => {
    const nested = onOneConnection(db, (one) => transaction(one as Db, (tx) => add(tx, 1)))
    await expect(nested).rejects.toThrow('Begin transactions on the database')
    expect(await tally()).toEqual([])
  })
})
