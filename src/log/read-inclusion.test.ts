import { describeWithPostgres } from '../../test/support/database.ts'
import { openLogRoom } from '../../test/support/log-room.ts'
import type { LogRoom } from '../../test/support/log-room.ts'
import { beginEpoch } from './begin-epoch.ts'
import { openCheckpoint } from './checkpoint.ts'
import { checkpointOnce } from './checkpoint-once.ts'
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
