import { describeWithPostgres } from '../../test/support/database.ts'
import { openLogRoom } from '../../test/support/log-room.ts'
import type { LogRoom } from '../../test/support/log-room.ts'
import { beginEpoch } from './begin-epoch.ts'
import { openCheckpoint } from './checkpoint.ts'
import { checkpointOnce } from './checkpoint-once.ts'
import { createCheckpointSigner } from './checkpoint-signer.ts'
import { verifyConsistency } from './consistency-proof.ts'
import { verifyInclusion } from './inclusion-proof.ts'
import { inclusionOf } from './log.ts'
import { consistencyBetween } from './read-consistency.ts'
import { rootAt } from './read-hashes.ts'
import { sequenceOnce } from './sequence.ts'
import { hashLeaf } from './tree.ts'

describeWithPostgres('proofs from the stored tree', () => {
  let room: LogRoom
  let epoch: number
  beforeAll(async () => {
    room = await openLogRoom()
    epoch = await beginEpoch(room.worker, 'test')
  })
  afterAll(() => room.close())

  it('show entries under the newest checkpoint, once it covers all of them', async () => {
    const early = await room.append(7)
    expect(await inclusionOf(room.api, early)).toBeNull()
    await sequenceOnce(room.worker, epoch)
    expect(await inclusionOf(room.api, early)).toBeNull()
    await checkpointOnce(room.worker, epoch, room.checkpointSigner)
    expect(await inclusionOf(room.api, early)).not.toBeNull()

    const ids = [...early, ...(await room.append(6))].toReversed()
    await sequenceOnce(room.worker, epoch)
    expect(await inclusionOf(room.api, ids)).toBeNull()
    expect(await checkpointOnce(room.worker, epoch, room.checkpointSigner)).toBe(13)
    expect(await checkpointOnce(room.worker, epoch, room.checkpointSigner)).toBeNull()

    const inclusion = await inclusionOf(room.signer, ids)
    const { size, rootHash } = openCheckpoint(inclusion?.checkpoint.note ?? '', room.key)
    expect(inclusion?.entries.map((entry) => entry.entryId)).toEqual(ids)
    for (const { body, leafIndex, path } of inclusion?.entries ?? []) {
      const leafHash = hashLeaf(new TextEncoder().encode(body))
      expect(verifyInclusion({ leafIndex, size, leafHash, path }, rootHash)).toBe(true)
    }
    expect(await inclusionOf(room.api, [...ids, 'ent_unknown'])).toBeNull()
  })

  it('show that each size extends every earlier one', async () => {
    for (let size2 = 1; size2 <= 13; size2 += 1) {
      for (let size1 = 1; size1 <= size2; size1 += 3) {
        const proof = await consistencyBetween(room.api, size1, size2)
        const [root1, root2] = [await rootAt(room.api, size1), await rootAt(room.api, size2)]
        expect(verifyConsistency({ size1, root1, size2, root2, proof })).toBe(true)
      }
    }
    await expect(consistencyBetween(room.api, 5, 14)).rejects.toMatchObject({ code: 'LOG_SIZE' })
    await expect(consistencyBetween(room.api, 0, 5)).rejects.toMatchObject({ code: 'LOG_SIZE' })
  })
})

describeWithPostgres('the checkpoint signer', () => {
  let room: LogRoom
  beforeAll(async () => {
    room = await openLogRoom()
    const epoch = await beginEpoch(room.worker, 'test')
    await room.append(8)
    await sequenceOnce(room.worker, epoch)
    await checkpointOnce(room.worker, epoch, room.checkpointSigner)
    await room.append(4)
    await sequenceOnce(room.worker, epoch)
  })
  afterAll(() => room.close())

  it('signs the stored tree alone', async () => {
    const attempt = room.checkpointSigner.sign(12, hashLeaf(Uint8Array.of(1)))
    await expect(attempt).rejects.toMatchObject({ code: 'CHECKPOINT_ROOT' })
    await expect(room.checkpointSigner.sign(13, await rootAt(room.api, 12))).rejects.toThrow('Missing log node')
  })

  it('signs nothing smaller than before, also after a restart', async () => {
    const root = await rootAt(room.api, 5)
    await expect(room.checkpointSigner.sign(5, root)).rejects.toMatchObject({ code: 'CHECKPOINT_BEHIND' })
    const restarted = createCheckpointSigner({ db: room.signer, key: room.key })
    await expect(restarted.sign(5, root)).rejects.toMatchObject({ code: 'CHECKPOINT_BEHIND' })
  })

  it('signs no tree that rewrites what it signed, whatever the database says by then', async () => {
    const other = await openLogRoom()
    try {
      let present = room.signer
      const database = new Proxy(room.signer, {
        get: (_first, name) => {
          const member: unknown = Reflect.get(present, name, present)
          return typeof member === 'function' ? (member.bind(present) as unknown) : member
        },
      })
      const signer = createCheckpointSigner({ db: database, key: room.key })
      await signer.sign(12, await rootAt(room.api, 12))
      await other.append(15)
      await sequenceOnce(other.worker, await beginEpoch(other.worker, 'fork'))
      present = other.signer
      const attempt = signer.sign(15, await rootAt(other.api, 15))
      await expect(attempt).rejects.toMatchObject({ code: 'CHECKPOINT_FORK' })
    } finally {
      await other.close()
    }
  })
})
