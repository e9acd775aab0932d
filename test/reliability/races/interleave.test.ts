import { sql } from 'kysely'
import pg from 'pg'
import type { Db } from '../../../src/platform/postgres/database.ts'
import { transaction } from '../../../src/platform/postgres/transaction.ts'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../support/database.ts'
import { describeMoments, interleave, type Choose, type Played } from './interleave.ts'
import { keepRecord, type KeptRecord } from './kept-record.ts'
import { watchLocks, type LockWatch } from './lock-watch.ts'
import { race } from './race.ts'
import {
  countGaps,
  countInterruptions,
  interruptedOnce,
  oneAfterTheOther,
  scheduleOf,
  wholeWithin,
} from './schedules.ts'
import { openInTurn } from './turn-taking-database.ts'

describeWithPostgres('Calls that are played against each other', () => {
  let database: TestDatabase
  let db: Db
  let locks: LockWatch
  let record: KeptRecord

  beforeAll(async () => {
    database = await createTestDatabase()
    const owner = new pg.Client({ connectionString: database.url })
    await owner.connect()
    await owner.query(
      'create table tally (id int primary key, n int not null); insert into tally values (1, 0), (2, 0)',
    )
    await owner.query('grant select, update on tally to countersign_worker')
    await owner.end()
    db = openInTurn(database.url, 'worker')
    locks = await watchLocks(database.url)
    record = await keepRecord(database.url)
  })
  afterAll(async () => {
    await Promise.all([db.destroy(), locks.close(), record.close()])
    await database.drop()
  })

  const read = async (id: number): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select n from tally where id = ${id}`.execute(db)
    return rows[0]?.n ?? Number.NaN
  }
  const add =
    (lock: string, ids = [1]) =>
    () =>
      transaction(db, async (tx) => {
        for (const id of ids) {
          const { rows } = await sql<{ n: number }>`select n from tally where id = ${id} ${sql.raw(lock)}`.execute(tx)
          await sql`update tally set n = ${(rows[0]?.n ?? 0) + 1} where id = ${id}`.execute(tx)
        }
        return 'added'
      })
  const lengths = new Map([
    ['one', 4],
    ['other', 4],
  ])
  const play = async (seed: number, lock: string): Promise<Played> => {
    await record.restore()
    const cast = new Map([
      ['one', add(lock)],
      ['other', add(lock)],
    ])
    return interleave(cast, scheduleOf(seed, lengths), locks.findBlocked)
  }

  /** `1` for each step of the one, `2` for each of the other, when nobody is made to wait. */
  const orderOf = (choose: Choose): string => {
    const left = new Map(lengths)
    let order = ''
    while ([...left.values()].some((steps) => steps > 0)) {
      const name = choose([...left.keys()].filter((one) => (left.get(one) ?? 0) > 0))
      left.set(name, (left.get(name) ?? 0) - 1)
      order += name === 'one' ? '1' : '2'
    }
    return order
  }

  it('lose an update where nothing keeps them apart, in some orders and not in others', async () => {
    const sums = new Set<number>()
    for (let seed = 1; seed <= 24; seed += 1) {
      await play(seed, '')
      sums.add(await read(1))
    }
    expect([...sums].sort()).toEqual([1, 2])
  })

  it('lose none where a lock does, and somebody was made to wait', async () => {
    let waited = 0
    for (let seed = 1; seed <= 24; seed += 1) {
      const { moments } = await play(seed, 'for update')
      waited += moments.filter(({ what }) => what === 'waits').length
      expect(await read(1)).toBe(2)
    }
    expect(waited).toBeGreaterThan(0)
  })

  it('are played in the same order again with the same seed', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const [first, again] = [await play(seed, 'for update'), await play(seed, 'for update')]
      expect(describeMoments(again.moments)).toBe(describeMoments(first.moments))
    }
  })

  it('are interrupted at every statement of each by the other, and fall whole into every gap of each', () => {
    const orders = new Set<string>()
    for (let index = 0; index < countInterruptions(lengths); index += 1)
      orders.add(orderOf(interruptedOnce(index, lengths)))
    const gaps = new Set<string>()
    for (let index = 0; index < countGaps(lengths); index += 1) gaps.add(orderOf(wholeWithin(index, lengths)))
    for (let ones = 1; ones < 4; ones += 1) {
      for (let twos = 1; twos < 4; twos += 1) {
        expect(orders).toContain('1'.repeat(ones) + '2'.repeat(twos) + '1'.repeat(4 - ones) + '2'.repeat(4 - twos))
      }
      expect(gaps).toContain('1'.repeat(ones) + '2222' + '1'.repeat(4 - ones))
      expect(gaps).toContain('2'.repeat(ones) + '1111' + '2'.repeat(4 - ones))
    }
  })

  it('that wait for each other are parted by PostgreSQL and tried again, and nobody hears of it', async () => {
    await record.restore()
    const cast = new Map([
      ['one', add('for update', [1, 2])],
      ['other', add('for update', [2, 1])],
    ])
    const steps = ['one', 'one', 'one', 'other', 'other', 'other']
    const choose = (ready: readonly string[]) => {
      const name = steps.shift() ?? ready[0] ?? ''
      return ready.includes(name) ? name : (ready[0] ?? '')
    }
    const { outcomes, moments } = await interleave(cast, choose, locks.findBlocked)
    expect([...outcomes.values()]).toEqual([{ answer: 'added' }, { answer: 'added' }])
    expect(moments.some(({ sql: statement }) => statement === 'rollback')).toBe(true)
    expect([await read(1), await read(2)]).toEqual([2, 2])
  })

  it('begin from the same record each time, and say by which seed they failed', async () => {
    const cast = () => ({ one: add(''), other: add('') })
    const check = async () => {
      if ((await read(1)) !== 2) throw new Error('An update was lost')
      return 'both'
    }
    const lost = race({ record, locks, cast, check, outcomes: ['both'], races: 100 })
    await expect(lost).rejects.toThrow(/^Seed \d+: An update was lost\n {2}one: begin/)
  })

  it('go each to its end where that is the order', async () => {
    await record.restore()
    const cast = new Map([
      ['one', add('')],
      ['other', add('')],
    ])
    const { moments } = await interleave(cast, oneAfterTheOther(['other', 'one']), locks.findBlocked)
    expect(moments.filter(({ what }) => what === 'begins').map(({ name }) => name)).toEqual([
      ...['other', 'other', 'other', 'other'],
      ...['one', 'one', 'one', 'one'],
    ])
  })
})
