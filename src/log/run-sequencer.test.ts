import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { eventually, openLogRoom } from '../../test/support/log-room.ts'
import type { LogRoom } from '../../test/support/log-room.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { CheckpointSigner } from './checkpoint-signer.ts'
import { latestCheckpoint } from './log.ts'
import { runSequencer } from './run-sequencer.ts'

describeWithPostgres('the running sequencer', () => {
  let room: LogRoom
  let stops: (() => Promise<void>)[]
  let errors: unknown[]
  beforeEach(async () => {
    room = await openLogRoom()
    stops = []
    errors = []
  })
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()))
    await room.close()
  })

  it('checkpoints what is appended, woken by it rather than by its poll', async () => {
    start('only', { pollMs: 60_000 })
    await eventually(async () => (await holders()).length === 1)
    await room.append(3)
    await eventually(() => checkpointCovers(3))
    await room.append(1)
    await eventually(() => checkpointCovers(4))
    expect(openCheckpoint((await latestCheckpoint(room.api))?.note ?? '', room.key).size).toBe(4)
    expect(errors).toEqual([])
  })

  it('polls for entries that nobody announced', async () => {
    start('only', { pollMs: 20 })
    await eventually(async () => (await holders()).length === 1)
    // As if another open transaction had announced itself already.
    await sql`SELECT pg_advisory_lock(hashtextextended('countersign.log.wake', 0))`.execute(room.owner)
    await room.append(1)
    await eventually(() => checkpointCovers(1))
  })

  it('lets what comes in a stream come together: ten checkpoints a second, and three at once after quiet', async () => {
    start('only')
    await eventually(async () => (await holders()).length === 1)
    const began = performance.now()
    await Promise.all(Array.from({ length: 4 }, () => room.append(60)))
    await eventually(() => checkpointCovers(240))
    const seconds = (performance.now() - began) / 1000
    const checkpoints = await count('log_checkpoints')
    expect(checkpoints).toBeLessThanOrEqual(3 + Math.ceil(seconds * 10))
  })

  it('is one at a time; a stand-by takes over when it stops', async () => {
    const stopFirst = start('first')
    await eventually(async () => (await holders()).length === 1)
    start('second')
    await room.append(5)
    await eventually(() => checkpointCovers(5))
    expect(await holders()).toEqual(['first'])
    await stopFirst()
    await room.append(5)
    await eventually(() => checkpointCovers(10))
    expect(await holders()).toEqual(['first', 'second'])
    expect(errors).toEqual([])
  })

  it('goes on after the database has cut every connection, without gaps or doubles', async () => {
    start('first')
    start('second')
    await room.append(4)
    await eventually(() => checkpointCovers(4))
    await sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`.execute(room.owner)
    await eventually(() =>
      room.append(4).then(
        () => true,
        () => false,
      ),
    )
    const appended = await count('log_entries')
    await eventually(() => checkpointCovers(appended))
    expect(await count('log_leaves')).toBe(appended)
    expect((await holders()).length).toBeGreaterThan(1)
  })

  it('goes on sequencing while the signer is away, and signs when it is back', async () => {
    let away = true
    const signer: CheckpointSigner = {
      sign: async (size, root) => {
        if (away) throw new Error('signer is away')
        return room.checkpointSigner.sign(size, root)
      },
    }
    start('only', { signer })
    await room.append(2)
    await eventually(async () => (await count('log_leaves')) === 2 && errors.length > 0)
    expect(await latestCheckpoint(room.api)).toBeNull()
    away = false
    await eventually(() => checkpointCovers(2))
    expect(errors.every((error) => String(error).includes('signer is away'))).toBe(true)
    expect(await holders()).toHaveLength(1)
  })

  it('stores no note for another tree than its own', async () => {
    const liar: CheckpointSigner = { sign: (size) => room.checkpointSigner.sign(size, new Uint8Array(32)) }
    const behind: CheckpointSigner = { sign: async () => 'log.example.com/test\n1\nAAAA\n\n— x AAAAAAAA\n' }
    start('only', { signer: liar })
    await room.append(2)
    await eventually(async () => errors.some((error) => String(error).includes('CHECKPOINT_ROOT')))
    await Promise.all(stops.map((stop) => stop()))
    start('other', { signer: behind })
    await eventually(async () => errors.some((error) => String(error).includes('CHECKPOINT_INVALID')))
    expect(await latestCheckpoint(room.api)).toBeNull()
  })

  function start(holder: string, changes: { pollMs?: number; signer?: CheckpointSigner } = {}): () => Promise<void> {
    const controller = new AbortController()
    const running = runSequencer({
      db: room.worker,
      url: room.url,
      signer: room.checkpointSigner,
      holder,
      signal: controller.signal,
      onError: (error) => errors.push(error),
      pollMs: 50,
      standbyMs: 50,
      ...changes,
    })
    const stop = async (): Promise<void> => {
      controller.abort()
      await running
    }
    stops.push(stop)
    return stop
  }

  async function checkpointCovers(size: number): Promise<boolean> {
    return ((await latestCheckpoint(room.signer))?.size ?? 0) >= size
  }

  async function holders(): Promise<string[]> {
    const { rows } = await sql<{ holder: string }>`SELECT holder FROM log_epochs ORDER BY epoch`.execute(room.signer)
    return rows.map((row) => row.holder)
  }

  async function count(table: string): Promise<number> {
    const { rows } = await sql<{ count: string }>`SELECT count(*) FROM ${sql.table(table)}`.execute(room.signer)
    return Number(rows[0]?.count)
  }
})
