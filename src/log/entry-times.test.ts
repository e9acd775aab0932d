import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openLogRoom, type LogRoom } from '../../test/support/log-room.ts'
import { moveClock } from '../../test/support/moved-clock.ts'
import { now } from '../platform/clock.ts'
import type { Db } from '../platform/postgres/database.ts'

const HOUR_MS = 3_600_000

/** What somebody does who has the login of a process, and with it the right to write entries. */
describeWithPostgres('The time of an entry', () => {
  let room: LogRoom
  beforeAll(async () => {
    room = await openLogRoom()
  })
  afterAll(() => room.close())

  let number = 0
  async function write(db: Db, at: string, more = ''): Promise<void> {
    const id = `ent_forged${(number += 1)}`
    const body = JSON.stringify({ at, id, kind: 'test', more })
    await sql`
      insert into log_entries (entry_id, at, kind, body, leaf_hash)
        values (${id}, ${at}, 'test', ${body}, sha256('\\x00'::bytea || convert_to(${body}, 'UTF8')))`.execute(db)
  }

  it.each([
    ['an hour ahead', () => new Date(Date.now() + HOUR_MS).toISOString()],
    ['of the year 9999', () => '9999-12-31T23:59:59.999Z'],
    ['that never comes', () => 'infinity'],
  ])('%s is refused to every process, and the clock of the rules stays where it is', async (_what, at) => {
    for (const role of ['api', 'worker', 'owner'] as const)
      await expect(write(room[role], at())).rejects.toThrow('LOG_TIME')
    expect(Date.parse(await now(room.api))).toBeLessThan(Date.now() + 5_000)
  })

  it.each([
    'Thu, 01 Jan 1970 00:00:00 GMT',
    '2026-11-30',
    '2026-01-30T09:12:00Z',
    '2026-01-30T10:12:00.000+01:00',
    'yesterday',
    '-infinity',
  ])('is refused as %s, which a reader would compare with others wrongly', async (at) => {
    await expect(write(room.api, at)).rejects.toMatchObject({ code: 'LG004' })
  })

  it('may be a while ago, as that of a transaction that had to wait', async () => {
    await write(room.api, new Date(Date.now() - 60_000).toISOString())
  })

  it('may be that of the newest entry, where the server’s clock was set back since', async () => {
    await moveClock(room.owner, 30)
    const ahead = await now(room.api)
    await write(room.api, ahead)
    await moveClock(room.owner, 0)
    await write(room.api, ahead)
    await expect(write(room.api, new Date(Date.parse(ahead) + 1).toISOString())).rejects.toMatchObject({
      code: '40001',
    })
  })

  it('comes with no more than a reader can take in', async () => {
    await write(room.api, await now(room.api), 'x'.repeat(4_000_000))
    await expect(write(room.api, await now(room.api), 'x'.repeat(5_000_000))).rejects.toThrow('LOG_SIZE')
  })
})
