import { describeWithPostgres } from '../../../test/support/database.ts'
import { openLogRoom, type LogRoom } from '../../../test/support/log-room.ts'
import { beginEpoch } from '../../log/begin-epoch.ts'
import { checkpointOnce } from '../../log/checkpoint-once.ts'
import { rootAt } from '../../log/read-hashes.ts'
import { sequenceOnce } from '../../log/sequence.ts'
import { hashLeaf } from '../../log/tree.ts'

describeWithPostgres('The signer of checkpoints', () => {
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
    const further = room.checkpointSigner.sign(13, await rootAt(room.api, 12))
    await expect(further).rejects.toMatchObject({ code: 'LOG_SHORT' })
  })

  it('signs nothing smaller than before, also after a restart', async () => {
    const root = await rootAt(room.api, 5)
    await expect(room.checkpointSigner.sign(5, root)).rejects.toMatchObject({ code: 'CHECKPOINT_BEHIND' })
    await expect(room.restartedSigner().sign(5, root)).rejects.toMatchObject({ code: 'CHECKPOINT_BEHIND' })
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
      const signer = room.restartedSigner(database)
      await signer.sign(12, await rootAt(room.api, 12))
      await other.append(15)
      await sequenceOnce(other.worker, await beginEpoch(other.worker, 'fork'))
      present = other.signer
      // What it read fits no longer; then it reads all of it again, and finds another history.
      for (const code of ['CHECKPOINT_ROOT', 'CHECKPOINT_FORK'])
        await expect(signer.sign(15, await rootAt(other.api, 15))).rejects.toMatchObject({ code })
    } finally {
      await other.close()
    }
  })
})
