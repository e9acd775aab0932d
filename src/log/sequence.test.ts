import { sql, type KyselyPlugin } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openLogRoom } from '../../test/support/log-room.ts'
import type { LogRoom } from '../../test/support/log-room.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import type { Db } from '../platform/postgres/database.ts'
import { beginEpoch } from './begin-epoch.ts'
import * as log from './log.ts'
import { NOTHING_SETTLED } from './low-water-mark.ts'
import { edgeAt, rootAt } from './read-hashes.ts'
import { sequenceOnce } from './sequence.ts'
import { rootOf } from './tree.ts'

describeWithPostgres('sequencing', () => {
  let room: LogRoom
  let epoch: number
  beforeEach(async () => {
    room = await openLogRoom()
    epoch = await beginEpoch(room.worker, 'test')
  })
  afterEach(() => room.close())

  it('gives entries contiguous leaves in the order they were written, and grows the true tree', async () => {
    const ids = await room.append(5)
    expect(await sequenceOnce(room.worker, epoch)).toMatchObject({ count: 5, more: false })
    ids.push(...(await room.append(6)))
    expect(await sequenceOnce(room.worker, epoch)).toMatchObject({ count: 6, more: false })
    expect(await leaves()).toEqual(ids)

    const hashes = (await log.entriesOf(room.api, ids)).map((entry) => entry.leafHash)
    for (let size = 0; size <= 11; size += 1) {
      expect(Buffer.from(await rootAt(room.api, size))).toEqual(Buffer.from(rootOf(hashes.slice(0, size))))
    }
  })

  it('takes a thousand at a time', async () => {
    await appendMany(2300)
    let mark = NOTHING_SETTLED
    const counts: number[] = []
    for (let pass = 0; pass < 4; pass += 1) {
      const sequenced = await sequenceOnce(room.worker, epoch, mark)
      mark = sequenced.mark
      counts.push(sequenced.count)
    }
    expect(counts).toEqual([1000, 1000, 300, 0])
    expect(await leaves()).toHaveLength(2300)
  })

  it('finds an entry that commits after later ones have their leaves', async () => {
    const late = await holdOpen()
    const after = await room.append(3)
    let { mark } = await sequenceOnce(room.worker, epoch)
    for (let pass = 0; pass < 4; pass += 1) mark = (await sequenceOnce(room.worker, epoch, mark)).mark
    expect(mark.settled).toBe(0n)
    await late.commit()
    const pass = await sequenceOnce(room.worker, epoch, mark)
    expect(pass.count).toBe(1)
    expect(await leaves()).toEqual([...after, late.entryId])
  })

  it('does not look back beyond what can no longer change, and passes over numbers rolled back', async () => {
    await room.append(2)
    const gone = await holdOpen()
    const last = (await room.append(1)).at(-1)
    let { mark } = await sequenceOnce(room.worker, epoch)
    await gone.rollBack()
    await until(async () => {
      mark = (await sequenceOnce(room.worker, epoch, mark)).mark
      return mark.settled > 0n
    })
    const { rows } = await sql<{ seq: string }>`SELECT seq FROM log_entries WHERE entry_id = ${last}`.execute(
      room.owner,
    )
    expect(mark).toEqual({ settled: BigInt(rows[0]?.seq ?? 0), candidate: null })
    const [next] = await room.append(1)
    expect((await sequenceOnce(room.worker, epoch, mark)).count).toBe(1)
    expect((await leaves()).at(-1)).toBe(next)
  })

  it('takes no transaction ids while nothing happens', async () => {
    await room.append(1)
    let last = await sequenceOnce(room.worker, epoch)
    await until(async () => {
      last = await sequenceOnce(room.worker, epoch, last.mark)
      return last.mark.settled > 0n
    })
    const idle = await sequenceOnce(room.worker, epoch, last.mark)
    expect(idle).toEqual({ ...last, count: 0 })
    expect(idle.mark.candidate).toBeNull()
  })

  it('asks for nothing but its look while nothing happens, and for the tree once in a term', async () => {
    await room.append(3)
    const first = await sequenceOnce(room.worker, epoch)
    expect(await statements((db) => sequenceOnce(db, epoch, first.mark, first.tree))).toBe(1)
    await room.append(2)
    // The look and the insert.
    expect(await statements((db) => sequenceOnce(db, epoch, first.mark, first.tree))).toBe(2)
    await room.append(2)
    // Another tree than it knows of: it reads how far that one has grown.
    expect(await statements((db) => sequenceOnce(db, epoch, first.mark, first.tree))).toBe(3)
    expect(await leaves()).toHaveLength(7)
  })

  it('knows after each pass the edge of the tree, without reading it', async () => {
    let last = await sequenceOnce(room.worker, epoch)
    for (const count of [1, 2, 5, 3, 8]) {
      await room.append(count)
      last = await sequenceOnce(room.worker, epoch, last.mark, last.tree)
      expect(last.tree).toEqual(await edgeAt(room.api, last.tree.size))
    }
    expect(last.tree.size).toBe(19)
  })

  it('stores nothing that does not continue the tree, whatever it believes to know of it', async () => {
    await room.append(3)
    const { mark, tree } = await sequenceOnce(room.worker, epoch)
    await room.append(1)
    const forged = { ...tree, hashes: tree.hashes.map(() => new Uint8Array(32)) }
    await expect(sequenceOnce(room.worker, epoch, mark, forged)).rejects.toThrow('LOG_TREE')
    expect(await leaves()).toHaveLength(3)
  })

  it('gives up where something else than another sequencer is in the way', async () => {
    await room.append(1)
    await sql`ALTER TABLE log_nodes DISABLE TRIGGER nodes_are_hashes`.execute(room.owner)
    await sql`INSERT INTO log_nodes (level, node_index, hash) VALUES (0, 0, sha256('odd'))`.execute(room.owner)
    await expect(sequenceOnce(room.worker, epoch)).rejects.toMatchObject({ code: '23505' })
    expect(await leaves()).toEqual([])
  })

  it('works in a database whose transactions are of another isolation by default', async () => {
    const name = new URL(room.url).pathname.slice(1)
    await sql`ALTER DATABASE ${sql.id(name)} SET default_transaction_isolation = 'serializable'`.execute(room.owner)
    const worker = createDatabase({ url: room.url, role: 'worker', onError: () => undefined })
    await room.append(2)
    expect(await sequenceOnce(worker, epoch)).toMatchObject({ count: 2 })
    await worker.destroy()
  })

  it('leaves nothing behind when the epoch is stale', async () => {
    await room.append(3)
    await beginEpoch(room.worker, 'successor')
    await expect(sequenceOnce(room.worker, epoch)).rejects.toThrow('LOG_EPOCH_STALE')
    expect(await leaves()).toEqual([])
  })

  it('by two at once loses and doubles nothing', async () => {
    const writers = Array.from({ length: 4 }, () => room.append(25))
    const sequencers = Array.from({ length: 2 }, async () => {
      for (let pass = 0; pass < 30; pass += 1) await sequenceOnce(room.worker, epoch)
    })
    const ids = (await Promise.all(writers)).flat()
    await Promise.all(sequencers)
    await sequenceOnce(room.worker, epoch)
    expect((await leaves()).toSorted()).toEqual(ids.toSorted())
  })

  it('loses nothing among concurrent writers of which some roll back', async () => {
    const committed: string[] = []
    let writing = true
    const writer = async (seed: number): Promise<void> => {
      for (let number = 0; number < 40; number += 1) {
        const entry = await holdOpen()
        await new Promise((resolve) => setTimeout(resolve, (number * seed) % 7))
        if ((number + seed) % 3 === 0) await entry.rollBack()
        else committed.push(await entry.commit())
      }
    }
    let mark = NOTHING_SETTLED
    const sequencer = async (): Promise<void> => {
      while (writing) mark = (await sequenceOnce(room.worker, epoch, mark)).mark
    }
    const running = sequencer()
    await Promise.all([1, 2, 3, 4].map(writer))
    writing = false
    await running
    await sequenceOnce(room.worker, epoch, mark)
    // How far the mark got is not ours to say: a transaction open anywhere on the server holds it back.
    expect((await leaves()).toSorted()).toEqual(committed.toSorted())
  })

  /** How many statements `work` sent. */
  async function statements(work: (db: Db) => Promise<unknown>): Promise<number> {
    let sent = 0
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        sent += 1
        return node
      },
      transformResult: async ({ result }) => result,
    }
    await work(room.worker.withPlugin(counting))
    return sent
  }

  async function leaves(): Promise<string[]> {
    const { rows } = await sql<{ leaf_index: string; entry_id: string }>`
      SELECT leaf_index, entry_id FROM log_leaves ORDER BY leaf_index`.execute(room.signer)
    rows.forEach((row, at) => expect(Number(row.leaf_index)).toBe(at))
    return rows.map((row) => row.entry_id)
  }

  async function appendMany(count: number): Promise<void> {
    await room.worker.transaction().execute(async (tx) => {
      for (let number = 0; number < count; number += 1) await log.append(tx, { kind: 'test', fields: {} })
    })
  }

  /** An entry written in a transaction that stays open until told. */
  async function holdOpen(): Promise<{ entryId: string; commit(): Promise<string>; rollBack(): Promise<void> }> {
    const tx = await room.api.startTransaction().execute()
    const { entryId } = await log.append(tx, { kind: 'test', fields: {} })
    return {
      entryId,
      commit: async () => {
        await tx.commit().execute()
        return entryId
      },
      rollBack: async () => {
        await tx.rollback().execute()
      },
    }
  }
})

/** Other databases of the server run transactions too, which delay the low-water mark: try for a while. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('It did not happen within ten seconds')
  }
}
