import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openLogRoom } from '../../test/support/log-room.ts'
import type { LogRoom } from '../../test/support/log-room.ts'
import * as log from './log.ts'
import { hashLeaf } from './tree.ts'

describeWithPostgres('an appended entry', () => {
  let room: LogRoom
  beforeAll(async () => {
    room = await openLogRoom()
  })
  afterAll(() => room.close())

  it('is stored as the canonical JSON that its leaf hashes', async () => {
    const fields = { subjectId: 'ord_1', digest: 'abc', kinds: ['é', 'a'] }
    const { entryId, at } = await room.api
      .transaction()
      .execute((tx) => log.append(tx, { kind: 'order.received', fields }))
    const [entry] = await log.entriesOf(room.signer, [entryId])
    expect(entry?.body).toBe(
      `{"at":"${at}","digest":"abc","id":"${entryId}","kind":"order.received","kinds":["é","a"],"subjectId":"ord_1","v":1}`,
    )
    expect(entry).toMatchObject({ at, kind: 'order.received', leafIndex: null })
    expect(entry?.leafHash).toEqual(Buffer.from(hashLeaf(new TextEncoder().encode(entry?.body))))
  })

  it('vanishes with the transaction that wrote it', async () => {
    let entryId = ''
    const attempt = room.api.transaction().execute(async (tx) => {
      entryId = (await log.append(tx, { kind: 'test', fields: {} })).entryId
      throw new Error('rolled back')
    })
    await expect(attempt).rejects.toThrow('rolled back')
    expect(await log.entriesOf(room.api, [entryId])).toEqual([])
  })

  it('cannot set what the log itself sets', async () => {
    for (const name of ['id', 'at', 'kind', 'v']) {
      const attempt = room.api
        .transaction()
        .execute((tx) => log.append(tx, { kind: 'test', fields: { [name]: 'mine' } }))
      await expect(attempt).rejects.toThrow(`Unexpected field "${name}"`)
    }
  })

  it('draws its transaction id before its number, on which the low-water mark rests', async () => {
    const { rows } = await sql<{ column: string }>`
      SELECT attname AS column FROM pg_attribute
       WHERE attrelid = 'log_entries'::regclass AND attname IN ('xact', 'seq') ORDER BY attnum`.execute(room.owner)
    expect(rows.map((row) => row.column)).toEqual(['xact', 'seq'])
  })
})
