import { execFile } from 'node:child_process'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { PlannedFault } from '../schedule.ts'
import type { Stage } from '../stage.ts'
import { fillDisk, mountTmpfs, unmount } from '../tmpfs.ts'

const run = promisify(execFile)
const BALLAST = 'ballast'

interface Tenant {
  readonly folder: string
  /** Beyond what is in the folder at the time. */
  readonly headroomKib: number
  down(): Promise<unknown>
  up(): Promise<unknown>
  /** Everything that may complain of a full disk. */
  output(): string
}

const COMPLAINT = /ENOSPC|no space left|disk_full|53100/gi

/** It cannot remember what it signed: so it may sign nothing. */
export function signersDiskFull({ installation }: Stage, { lastsMs }: PlannedFault): Promise<boolean> {
  const [signer] = installation.seatsOf('signer')
  return onFullDisk(lastsMs, {
    folder: installation.signerFolder,
    headroomKib: 128,
    down: async () => signer?.empty('SIGTERM'),
    async up() {
      signer?.fill()
      await installation.ready()
    },
    output: () => installation.service.output(),
  })
}

export function postgresDiskFull({ installation }: Stage, { lastsMs }: PlannedFault): Promise<boolean> {
  const { postgres, service } = installation
  return onFullDisk(lastsMs, { ...postgres, headroomKib: 24 * 1024, output: () => service.output() })
}

/**
 * Its files go onto a small file system for as long as the fault lasts, and back to their disk with what was written.
 * Whether somebody complained.
 */
async function onFullDisk(lastsMs: number, { folder, headroomKib, down, up, output }: Tenant): Promise<boolean> {
  const aside = `${folder}-on-disk`
  let hasComplained = false
  await down()
  await rename(folder, aside)
  await mkdir(folder)
  const { stdout } = await run('du', ['-sk', aside])
  if (!mountTmpfs(folder, Number.parseInt(stdout, 10) + headroomKib)) throw new Error('No tmpfs to be had')
  try {
    await run('cp', ['-a', `${aside}/.`, folder])
    await up()
    const ballast = join(folder, BALLAST)
    const before = complaints(output())
    await fillDisk(ballast)
    await sleep(lastsMs)
    hasComplained = complaints(output()) > before
    await rm(ballast, { force: true })
    await down()
    await rm(aside, { recursive: true })
    await run('cp', ['-a', folder, aside])
  } finally {
    unmount(folder)
  }
  await rm(folder, { recursive: true })
  await rename(aside, folder)
  await up()
  return hasComplained
}

const complaints = (text: string): number => text.match(COMPLAINT)?.length ?? 0
