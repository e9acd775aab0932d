import { sql } from 'kysely'
import type { Db } from '../platform/postgres/database.ts'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openLogRoom } from '../../test/support/log-room.ts'
import type { LogRoom } from '../../test/support/log-room.ts'
import { beginEpoch } from './begin-epoch.ts'
import { checkpointOnce } from './checkpoint-once.ts'
import * as log from './log.ts'
import { sequenceOnce } from './sequence.ts'

const TABLES = ['log_entries', 'log_epochs', 'log_leaves', 'log_nodes', 'log_checkpoints']
const FIRST_COLUMN: Record<string, string> = {
  log_entries: 'kind',
  log_epochs: 'holder',
  log_leaves: 'entry_id',
  log_nodes: 'hash',
  log_checkpoints: 'note',
}

describeWithPostgres('the tables of the log', () => {
  let room: LogRoom
  let epoch: number

  beforeAll(async () => {
    room = await openLogRoom()
    await room.append(3)
    epoch = await beginEpoch(room.worker, 'test')
    await sequenceOnce(room.worker, epoch)
    await checkpointOnce(room.worker, epoch, room.checkpointSigner)
  })
  afterAll(() => room.close())

  const roles = ['api', 'worker', 'signer', 'owner'] as const
  for (const role of roles) {
    it.each(TABLES)(`refuse UPDATE, DELETE and TRUNCATE of %s to ${role}`, async (table) => {
      const column = FIRST_COLUMN[table] ?? ''
      for (const statement of [
        `UPDATE ${table} SET ${column} = ${column}`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        await expect(run(room[role], statement)).rejects.toMatchObject({ code: '42501' })
      }
      const { rows } = await sql<{ count: string }>`SELECT count(*) FROM ${sql.table(table)}`.execute(room[role])
      expect(Number(rows[0]?.count)).toBeGreaterThan(0)
    })
  }

  it('refuse them to the owner in replica mode too, where ordinary triggers sleep', async () => {
    const attempt = room.owner.transaction().execute(async (tx) => {
      await sql`SET LOCAL session_replication_role = replica`.execute(tx)
      await sql`DELETE FROM log_checkpoints`.execute(tx)
    })
    await expect(attempt).rejects.toThrow('LOG_APPEND_ONLY')
  })

  it('let the signer write nothing, and the api nothing but entries', async () => {
    const insertEpoch = `INSERT INTO log_epochs (epoch, holder) VALUES (99, 'x')`
    const insertNode = `INSERT INTO log_nodes VALUES (9, 9, sha256(''))`
    for (const statement of [insertEpoch, insertNode]) {
      await expect(run(room.signer, statement)).rejects.toMatchObject({ code: '42501' })
      await expect(run(room.api, statement)).rejects.toMatchObject({ code: '42501' })
    }
    const bySigner = room.signer.transaction().execute((tx) => log.append(tx, { kind: 'test', fields: {} }))
    await expect(bySigner).rejects.toMatchObject({ code: '42501' })
  })

  it('let nobody choose the number or transaction of an entry', async () => {
    const statement = `INSERT INTO log_entries (entry_id, xact, kind, body, leaf_hash) VALUES ('ent_x', '1', 'test', '{}', '')`
    await expect(run(room.worker, statement)).rejects.toMatchObject({ code: '42501' })
  })

  it('refuse an entry whose hash or columns are not those of its body', async () => {
    const [id = ''] = await room.append(1)
    const copy = (kind: string, hash: string): string =>
      `INSERT INTO log_entries (entry_id, at, kind, body, leaf_hash)
       SELECT 'ent_copy', at, ${kind}, replace(body, entry_id, 'ent_copy'), ${hash} FROM log_entries WHERE entry_id = '${id}'`
    const trueHash = `sha256('\\x00'::bytea || convert_to(replace(body, entry_id, 'ent_copy'), 'UTF8'))`
    await expect(run(room.api, copy('kind', 'leaf_hash'))).rejects.toThrow('log_entries_hash')
    await expect(run(room.api, copy(`'other'`, trueHash))).rejects.toThrow('log_entries_body')
    await run(room.api, copy('kind', trueHash))
  })

  it('refuse leaves that leave a gap, repeat an entry or overwrite one', async () => {
    const [first = '', second = ''] = await room.append(2)
    const leaf = (index: number, id: string): string => `INSERT INTO log_leaves VALUES (${index}, '${id}', ${epoch})`
    await expect(run(room.worker, leaf(4, first))).rejects.toMatchObject({ code: 'LG002' })
    await expect(run(room.worker, leaf(0, first))).rejects.toMatchObject({ code: '23505' })
    await expect(run(room.worker, `${leaf(3, first)}, (5, '${second}', ${epoch})`)).rejects.toMatchObject({
      code: 'LG002',
    })
    await expect(run(room.worker, leaf(3, 'ent_unknown'))).rejects.toMatchObject({ code: '23503' })
  })

  it('refuse a node that is not the hash of its children, and a leaf node that is not its entry', async () => {
    const node = (level: number, index: number, hash: string): string =>
      `INSERT INTO log_nodes VALUES (${level}, ${index}, ${hash})`
    await expect(run(room.worker, node(1, 1, `sha256('forged')`))).rejects.toThrow('LOG_TREE')
    await expect(run(room.worker, node(0, 3, `sha256('forged')`))).rejects.toThrow('LOG_TREE')
  })

  it('refuse a checkpoint of another size than the log has grown to', async () => {
    const checkpoint = (size: number): string =>
      `INSERT INTO log_checkpoints (size, root_hash, note, epoch) VALUES (${size}, sha256(''), 'note', ${epoch})`
    await expect(run(room.worker, checkpoint(2))).rejects.toMatchObject({ code: 'LG002' })
    await expect(run(room.worker, checkpoint(4))).rejects.toMatchObject({ code: 'LG002' })
  })

  it('shut out an earlier epoch, and any in a snapshot that could be older', async () => {
    const [id = ''] = await room.append(1)
    const insert = `INSERT INTO log_leaves VALUES (3, '${id}', ${epoch})`
    const snapshot = room.worker
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((tx) => sql.raw(insert).execute(tx))
    await expect(snapshot).rejects.toThrow('LOG_ISOLATION')

    await expect(run(room.worker, `INSERT INTO log_epochs (epoch, holder) VALUES (${epoch}, 'x')`)).rejects.toThrow(
      'LOG_EPOCH_STALE',
    )
    await beginEpoch(room.worker, 'successor')
    await expect(run(room.worker, insert)).rejects.toMatchObject({ code: 'LG001' })
    await expect(sequenceOnce(room.worker, epoch)).rejects.toMatchObject({ code: 'LG001' })
    await expect(checkpointOnce(room.worker, epoch, room.checkpointSigner)).resolves.toBeNull()
  })

  it('are not fooled by a temporary table of the same name', async () => {
    const attempt = room.owner.transaction().execute(async (tx) => {
      await sql`CREATE TEMP TABLE log_epochs (epoch bigint) ON COMMIT DROP`.execute(tx)
      await sql.raw(`INSERT INTO pg_temp.log_epochs VALUES (${epoch})`).execute(tx)
      await sql.raw(`INSERT INTO public.log_leaves SELECT 3, max(entry_id), ${epoch} FROM log_entries`).execute(tx)
    })
    await expect(attempt).rejects.toThrow(/LOG_EPOCH_STALE|log_leaves_entry_id_key/)
  })
})

async function run(db: Db, statement: string): Promise<void> {
  await sql.raw(statement).execute(db)
}
