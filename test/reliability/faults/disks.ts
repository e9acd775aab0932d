import { mkdir, rename, rm } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlannedFault } from '../schedule.ts'
import type { Stage } from '../stage.ts'
import { fillDisk, mountTmpfs, unmount } from '../tmpfs.ts'

const run = promisify(execFile)
const BALLAST = 'ballast'
/** Beyond what the cluster has at the time. */
const HEADROOM_KIB = 24 * 1024

/** It cannot remember what it signed: so it may sign nothing. */
export async function signersDiskFull({ installation }: Stage, { lastsMs }: PlannedFault): Promise<void> {
  const ballast = join(installation.signerDisk, BALLAST)
  try {
    await fillDisk(ballast)
    await sleep(lastsMs)
  } finally {
    await rm(ballast, { force: true })
  }
}

/** The cluster goes onto a small file system for as long as the fault lasts, and back to its disk with what was written. */
export async function postgresDiskFull({ installation }: Stage, { lastsMs }: PlannedFault): Promise<void> {
  const { postgres } = installation
  const aside = `${postgres.folder}-on-disk`
  await postgres.down()
  await rename(postgres.folder, aside)
  await mkdir(postgres.folder)
  const { stdout } = await run('du', ['-sk', aside])
  if (!mountTmpfs(postgres.folder, Number.parseInt(stdout, 10) + HEADROOM_KIB)) throw new Error('No tmpfs to be had')
  await run('cp', ['-a', `${aside}/.`, postgres.folder])
  await postgres.up()

  const ballast = join(postgres.folder, BALLAST)
  await fillDisk(ballast)
  await sleep(lastsMs)
  await rm(ballast, { force: true })

  await postgres.down()
  await rm(aside, { recursive: true })
  await run('cp', ['-a', postgres.folder, aside])
  unmount(postgres.folder)
  await rm(postgres.folder, { recursive: true })
  await rename(aside, postgres.folder)
  await postgres.up()
}
