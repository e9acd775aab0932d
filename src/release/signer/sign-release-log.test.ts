import { decodeJwt } from 'jose'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../../test/support/database.ts'
import { forgeEntry } from '../../../test/support/log-forger.ts'
import { moveClock } from '../../../test/support/moved-clock.ts'
import { openPaymentRoom, type OrderAnswer, type PaymentRoom } from '../../../test/support/payment-room.ts'
import { approvedOrder, entryFields, refusalsOf } from '../../../test/support/release-attempts.ts'

/** What somebody with every right in the database does, who has no key of the signer's and no security key. */
describeWithPostgres('The signer, faced with another log', () => {
  let room: PaymentRoom

  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)

  afterAll(() => room.close())

  const LOG_TABLES = ['log_entries', 'log_leaves', 'log_nodes', 'log_checkpoints'] as const

  /** The owner's hand in tables that nobody may change: here for the files of another day. */
  async function inPlaceOfTheLog(work: () => Promise<void>): Promise<void> {
    for (const table of LOG_TABLES) await sql`alter table ${sql.table(table)} disable trigger user`.execute(room.owner)
    await work()
    for (const table of LOG_TABLES) await sql`alter table ${sql.table(table)} enable trigger user`.execute(room.owner)
  }

  async function leavesNow(): Promise<number> {
    const { rows } = await sql<{ count: string }>`select count(*) from log_leaves`.execute(room.owner)
    return Number(rows[0]?.count)
  }

  async function cutLogTo(size: number): Promise<void> {
    await sql`delete from log_checkpoints where size > ${size}`.execute(room.owner)
    await sql`delete from log_nodes where (node_index + 1) * (2 ^ level) > ${size}`.execute(room.owner)
    await sql`delete from log_leaves where leaf_index >= ${size}`.execute(room.owner)
    await sql`delete from log_entries where entry_id not in (select entry_id from log_leaves)`.execute(room.owner)
  }

  it('releases nothing from an older database in place of the one it reads, and goes on when the right one is back', async () => {
    const order = await approvedOrder(room)
    await room.checkpoint()
    expect((await room.release(order.id)).orderVersion).toBe(1)
    const yesterday = await leavesNow()
    await approvedOrder(room)
    await room.checkpoint()
    const today = await leavesNow()
    for (const table of LOG_TABLES)
      await sql`create table ${sql.table(`today_${table}`)} as select * from ${sql.table(table)}`.execute(room.owner)

    await inPlaceOfTheLog(() => cutLogTo(yesterday))
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'LOG_SHORT' })
    // It grows, as a database does whose restore nobody noticed, past what was signed.
    while ((await leavesNow()) <= today) {
      await approvedOrder(room)
      await room.checkpoint().catch(() => undefined)
    }
    await expect(room.checkpoint()).rejects.toMatchObject({ code: 'CHECKPOINT_FORK' })
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'CHECKPOINT_FORK' })

    await inPlaceOfTheLog(async () => {
      await cutLogTo(yesterday)
      for (const table of LOG_TABLES)
        await sql`
          insert into ${sql.table(table)} overriding system value
            select * from ${sql.table(`today_${table}`)} on conflict do nothing`.execute(room.owner)
    })
    expect(await refusalsOf(room, (await approvedOrder(room)).id)).toEqual(['SIGNED'])
    expect((await room.release(order.id)).orderVersion).toBe(1)
  }, 90_000)

  it('forgets what it read of a log that was never signed, and reads the one that is there', async () => {
    await room.checkpoint()
    const signed = await leavesNow()
    const order = await approvedOrder(room)
    // Refused: whoever asks names another root. By then the entries have been read.
    await expect(room.checkpointWithRoot(new Uint8Array(32))).rejects.toMatchObject({ code: 'CHECKPOINT_ROOT' })
    await inPlaceOfTheLog(() => cutLogTo(signed))
    await sql`delete from evidence where subject_id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf(room, (await approvedOrder(room)).id)).toEqual(['SIGNED'])
  }, 60_000)

  it.each([
    'key.enrolled',
    'key.revoked',
    'invitation.renewed',
    'hold.placed',
    'hold.lifted',
    'subject.denied',
    'evidence.accepted',
  ])(
    'goes on after an entry "%s" that names nothing',
    async (kind) => {
      await forgeEntry(room.owner, kind, { keyId: 4711, holdId: {}, subject: 'ord_1', voids: 'all' })
      const order = await approvedOrder(room)
      expect(await refusalsOf(room, order.id)).toEqual(['SIGNED'])
    },
    30_000,
  )

  it('takes nothing for proven that the log was told without saying of what', async () => {
    const order = await approvedOrder(room)
    const { rows } = await sql<{ id: string; entry_id: string }>`
      select id, entry_id from evidence
       where subject_id = ${order.id} and person_id = ${room.personId('ben')}`.execute(room.owner)
    const [own] = rows
    const { subject: _subject, ...fields } = await entryFields(room, own?.entry_id ?? '')
    const { satisfiedEntryId } = await room.head(order.id)
    const { at: when, ...approval } = await entryFields(room, satisfiedEntryId ?? '')
    const at = typeof when === 'string' ? when : ''
    const entryId = await forgeEntry(room.owner, 'evidence.accepted', fields, { at })
    const again = await forgeEntry(room.owner, 'subject.approved', approval, { at })
    await sql`update evidence set entry_id = ${entryId} where id = ${own?.id ?? ''}`.execute(room.owner)
    await sql`update subjects set satisfied_entry_id = ${again} where id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'ENTRY_MALFORMED']))
  }, 30_000)

  async function approvedAgain(order: OrderAnswer, at: string): Promise<void> {
    const { satisfiedEntryId } = await room.head(order.id)
    const fields = await entryFields(room, satisfiedEntryId ?? '')
    const approvedAt = new Date(at).toISOString()
    const entryId = await forgeEntry(room.owner, 'subject.approved', { ...fields, approvedAt }, { at })
    await sql`
      update subjects set approved_at = ${approvedAt}::timestamptz, satisfied_entry_id = ${entryId}
       where id = ${order.id}`.execute(room.owner)
  }

  it('sees what is backdated also after an entry whose time sorts behind all others, and reads as none', async () => {
    await forgeEntry(room.owner, 'test', {}, { at: 'Thu, 01 Jan 1970 00:00:00 GMT' })
    const order = await approvedOrder(room)
    await approvedAgain(order, new Date(Date.now() - 3_600_000).toISOString())
    expect(await refusalsOf(room, order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'ENTRY_TIME']))
    expect(await refusalsOf(room, (await approvedOrder(room)).id)).toEqual(['SIGNED'])
  }, 30_000)

  it('takes no entry that gives its time in another way, which would compare with others as one likes', async () => {
    const order = await approvedOrder(room)
    await approvedAgain(order, new Date().toUTCString())
    expect(await refusalsOf(room, order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'ENTRY_MALFORMED']))
  }, 30_000)

  it('dates a token by its own clock, whatever the database says that it is, and signs none where they differ', async () => {
    const order = await approvedOrder(room)
    await room.checkpoint()
    await moveClock(room.owner, 20)
    const { token, expiresAt } = await room.release(order.id)
    const { iat = 0, exp = 0 } = decodeJwt(token)
    expect(Math.abs(Date.now() / 1000 - iat)).toBeLessThan(5)
    expect([exp - iat, Date.parse(expiresAt) / 1000]).toEqual([15 * 60, exp])
    for (const seconds of [3_600, -3_600]) {
      await moveClock(room.owner, seconds)
      await expect(room.release(order.id)).rejects.toMatchObject({ code: 'CLOCK_SKEW', status: 503 })
    }
    await moveClock(room.owner, 0)
  }, 30_000)

  it('speaks of the clocks alone where its own is behind, for then the newest of the log is from its future', async () => {
    const order = await approvedOrder(room)
    await room.checkpoint()
    for (const seconds of [-31, -3_600, 3_600]) {
      room.moveSignerClock(seconds * 1000)
      await expect(room.release(order.id)).rejects.toMatchObject({ code: 'CLOCK_SKEW', status: 503, errors: [] })
    }
    room.moveSignerClock(-20_000)
    await expect(room.release(order.id)).resolves.toBeDefined()
    room.moveSignerClock(0)
  }, 30_000)

  it.each([
    ['from before what stood in the log already', -3_600_000],
    ['from the future', 3_600_000],
  ])(
    'refuses an entry that claims to be %s',
    async (_what, shift) => {
      const order = await approvedOrder(room)
      const head = await room.head(order.id)
      const fields = await entryFields(room, head.satisfiedEntryId ?? '')
      const at = new Date(Date.now() + shift).toISOString()
      const entryId = await forgeEntry(room.owner, 'subject.approved', { ...fields, approvedAt: at }, { at })
      await sql`
      update subjects set approved_at = ${at}::timestamptz, satisfied_entry_id = ${entryId}
       where id = ${order.id}`.execute(room.owner)
      expect(await refusalsOf(room, order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'ENTRY_TIME']))
    },
    30_000,
  )
})
