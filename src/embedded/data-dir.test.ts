import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockDataDir } from './data-dir.ts'
import { startDoomedParent } from './testing/doomed-parent.ts'

describe('the lock of DATA_DIR', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cs-lock-'))
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  const holding = (folder: string): Promise<{ pid: number; kill: () => Promise<void> }> =>
    startDoomedParent(`
      const { lockDataDir } = await load('data-dir.js')
      await lockDataDir(${JSON.stringify(folder)})
      tell('held')`)

  it('makes the folder for its owner alone and closes one that others could read', async () => {
    const made = await lockDataDir(join(root, 'new', 'data'))
    expect((await stat(made.path)).mode & 0o777).toBe(0o700)
    await made.release()

    const open = join(root, 'open')
    await mkdir(open, { mode: 0o755 })
    const closed = await lockDataDir(open)
    expect((await stat(open)).mode & 0o777).toBe(0o700)
    await closed.release()
  })

  it('refuses a folder that everybody may write to, and leaves it as it is', async () => {
    await expect(lockDataDir(tmpdir())).rejects.toMatchObject({ code: 'DATA_DIR_UNUSABLE' })
    expect((await stat(tmpdir())).mode & 0o002).not.toBe(0)
  })

  it('refuses a second start with the pid of the first, also by another path, until its release', async () => {
    const first = await lockDataDir(root)
    await expect(lockDataDir(join(root, '..', root.split('/').at(-1) ?? ''))).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      status: 409,
      detail: expect.stringContaining(`process ${process.pid}`),
    })
    await first.release()
    const second = await lockDataDir(root)
    await second.release()
  })

  it('refuses while another process holds it, and not when that was killed', async () => {
    const holder = await holding(root)
    await expect(lockDataDir(root)).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      detail: expect.stringContaining(`process ${holder.pid}`),
    })
    await holder.kill()
    const lock = await lockDataDir(root)
    expect(await readdir(join(root, '.lock'))).toHaveLength(1) // the dead holder's socket is gone
    await lock.release()
  })

  it('takes a holder that is stopped for alive', async () => {
    const holder = await holding(root)
    process.kill(holder.pid, 'SIGSTOP')
    await expect(lockDataDir(root)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    await holder.kill()
  })

  it('never lets two through that start in the same moment', async () => {
    const starts = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDir(root)))
    const winners = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
    expect(winners.length).toBeLessThanOrEqual(1)
    await Promise.all(winners.map((winner) => winner.release()))
    await expect(lockDataDir(root)).resolves.toHaveProperty('path')
  })

  const onLinux = process.platform === 'linux' ? it : it.skip
  onLinux('works in a folder whose path is too long for a socket', async () => {
    const deep = join(root, 'a-rather-long-name-for-a-folder'.repeat(5))
    const lock = await lockDataDir(deep)
    await expect(lockDataDir(deep)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    await lock.release()
    expect(await readdir(join(deep, '.lock'))).toEqual([])
  })
})
