import { sql } from 'kysely'
import { beginEpoch } from '../../../src/log/begin-epoch.ts'
import { checkpointOnce } from '../../../src/log/checkpoint-once.ts'
import * as log from '../../../src/log/log.ts'
import { NOTHING_SETTLED, type LowWaterMark } from '../../../src/log/low-water-mark.ts'
import { rootAt } from '../../../src/log/read-hashes.ts'
import { sequenceOnce } from '../../../src/log/sequence.ts'
import { rootOf } from '../../../src/log/tree.ts'
import type { Db } from '../../../src/platform/postgres/database.ts'
import { sqlState, transaction } from '../../../src/platform/postgres/transaction.ts'
import { describeWithPostgres } from '../../support/database.ts'
import { openLogRoom, type LogRoom } from '../../support/log-room.ts'
import { keepRecord, type KeptRecord } from './kept-record.ts'
import { watchLocks, type LockWatch } from './lock-watch.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'
import { openInTurn } from './turn-taking-database.ts'

describeWithPostgres('Two sequencers at once, while entries are written', () => {
  let room: LogRoom
  let record: KeptRecord
  let locks: LockWatch
  let api: Db
  let worker: Db
  let epoch: number

  beforeAll(async () => {
    room = await openLogRoom()
    api = openInTurn(room.url, 'api')
    worker = openInTurn(room.url, 'worker')
    locks = await watchLocks(room.url)
    epoch = await beginEpoch(room.worker, 'first')
    await room.append(3)
    await sequenceOnce(room.worker, epoch)
    await room.append(2)
    record = await keepRecord(room.url)
  })
  afterAll(async () => {
    await Promise.all([api.destroy(), worker.destroy(), locks.close(), record.close()])
    await room.close()
  })

  const write = (subjectId: string) =>
    transaction(api, async (tx) => (await log.append(tx, { kind: 'test', fields: { subjectId } })).entryId)

  const leaves = async () => {
    const { rows } = await sql<{ index: number; entryId: string; epoch: number }>`
      select leaf_index::int as index, entry_id as "entryId", epoch::int as epoch from log_leaves order by leaf_index`.execute(
      room.owner,
    )
    return rows
  }

  /** Every entry has one leaf, the indexes are without gap, and the tree is that of the entries in their order. */
  const expectWholeLog = async () => {
    const placed = await leaves()
    expect(placed.map(({ index }) => index)).toEqual(placed.map((_, position) => position))
    const { rows } = await sql<{ id: string }>`select entry_id as id from log_entries`.execute(room.owner)
    expect(placed.map(({ entryId }) => entryId).sort()).toEqual(rows.map(({ id }) => id).sort())
    const entries = await log.entriesOf(
      room.api,
      rows.map(({ id }) => id),
    )
    const inOrder = entries.toSorted((one, other) => (one.leafIndex ?? 0) - (other.leafIndex ?? 0))
    const root = rootOf(inOrder.map(({ leafHash }) => leafHash))
    expect(Buffer.from(await rootAt(room.api, placed.length))).toEqual(Buffer.from(root))
    return placed
  }

  it(
    'of which one begins a new term: the other ends by then, and neither doubles or leaves out an entry',
    async () => {
      const old = async () => {
        try {
          const { count } = await sequenceOnce(worker, epoch)
          return `sequenced ${count}`
        } catch (error) {
          // What a sequencer's loop is told: somebody else has the seat.
          if (sqlState(error) === 'LG001') return 'stale'
          throw error
        }
      }
      const successor = async () => {
        const next = await beginEpoch(worker, 'successor')
        const { count } = await sequenceOnce(worker, next)
        return `sequenced ${count}`
      }
      const check = async ({ answers }: RaceResult) => {
        const epochs = (await leaves()).map((leaf) => leaf.epoch)
        // Once the new term has begun, nothing of the old one comes any more.
        expect(epochs).toEqual(epochs.toSorted((one, other) => one - other))
        const stale = answers['old'] === 'stale'
        if (stale) expect(epochs.slice(3)).not.toContain(epoch)
        const written = String(answers['writer'])
        await sequenceOnce(room.worker, epoch + 1)
        expect((await expectWholeLog()).map(({ entryId }) => entryId)).toContain(written)
        return stale ? 'stale' : 'in time'
      }
      const cast = () => ({ old, successor, writer: () => write('ord_race') })
      const outcomes = ['in time', 'stale']
      await race({ record, locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'of one term: no entry gets two leaves, and none that commits late is passed over by the low-water mark',
    async () => {
      let mark: LowWaterMark
      const sequencer = async () => {
        for (let pass = 0; pass < 3; pass += 1) mark = (await sequenceOnce(worker, epoch, mark)).mark
        return 'done'
      }
      const check = async ({ answers }: RaceResult) => {
        // From the mark on, as the sequencer's loop goes on.
        await sequenceOnce(room.worker, epoch, mark)
        await expectWholeLog()
        return String(answers['one'])
      }
      const cast = () => {
        mark = NOTHING_SETTLED
        const other = async () => {
          await sequenceOnce(worker, epoch)
          return 'done'
        }
        // One of the writers may have its number before the other's and commit after it.
        return { slow: () => write('ord_1'), quick: () => write('ord_2'), one: sequencer, other }
      }
      await race({ record, locks, cast, check, outcomes: ['done'] })
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'have one checkpoint signed and stored for a tree',
    async () => {
      const checkpoint = async () => {
        await sequenceOnce(worker, epoch)
        return (await checkpointOnce(worker, epoch, room.checkpointSigner)) ?? 'stored already'
      }
      const check = async ({ answers }: RaceResult) => {
        const { rows } = await sql<{ size: number }>`select size::int as size from log_checkpoints`.execute(room.owner)
        expect(rows).toEqual([{ size: 5 }])
        expect(Object.values(answers).map(String).sort()).toEqual(['5', 'stored already'])
        return answers['one'] === 5 ? 'by the one' : 'by the other'
      }
      const outcomes = ['by the one', 'by the other']
      await race({ record, locks, cast: () => ({ one: checkpoint, other: checkpoint }), check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )
})
