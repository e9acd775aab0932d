/**
 * One installation, one folder, one holder. The lock is a listening unix socket, which the kernel closes with the
 * process that holds it: there is no pid to compare and nothing to clean up after a crash.
 *
 * Binding one agreed name would need somebody to remove a dead holder's socket first, and two starters can both do
 * that. So each starter binds a name of its own, then looks whether any other socket in the folder answers. Of two
 * starters the one that bound later sees the earlier one, so both can give way but never both go on. Dead sockets are
 * removed by the winner alone: a socket that was bound but did not yet listen belongs to a loser.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { chmod, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { conflict, CountersignError } from '../domain/errors.ts'

export interface DataDirLock {
  /** The folder's real path. */
  readonly path: string
  release(): Promise<void>
}

const LOCK_FOLDER = '.lock'
const ATTEMPTS = 4
/** What a unix socket's path may be long, with its terminating zero: 104 bytes on macOS, 108 on Linux. */
const SOCKET_PATH_BYTES = 104

/** Makes the folder (mode 0700) if need be and holds it until released or dead. 409 `DATA_DIR_IN_USE` names the pid. */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const path = await openFolder(dataDir)
  const folder = join(path, LOCK_FOLDER)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (let attempt = 1; ; attempt++) {
    const claim = await claimFolder(folder)
    const { alive, dead } = await otherClaims(folder, claim)
    const [holder] = alive
    if (holder === undefined) {
      await Promise.all(dead.map((name) => rm(join(folder, name), { force: true })))
      return { path, release: () => claim.release() }
    }
    await claim.release()
    if (attempt === ATTEMPTS) throw inUse(path, holder)
    // Two that start in the same moment both give way; chance lets one of them through.
    await sleep(20 + Math.random() * 100)
  }
}

async function openFolder(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const { mode } = await stat(dataDir)
  // Not ours alone (/tmp, say), so not ours to close to others.
  if ((mode & 0o002) !== 0) throw unusable(dataDir, new Error('everybody may write to it'))
  // 0710 is what a start as root leaves, so that PostgreSQL's account can pass through (server-account.ts).
  if ((mode & 0o067) !== 0) await chmod(dataDir, 0o700)
  return realpath(dataDir)
}

interface Claim {
  readonly name: string
  /** Where sockets of this folder are reached; shorter than the folder's path if that is too long for a socket. */
  readonly base: string
  release(): Promise<void>
}

async function claimFolder(folder: string): Promise<Claim> {
  const name = `${process.pid}-${randomBytes(4).toString('hex')}.sock`
  const alias = shortAlias(folder, name)
  const server = createServer((socket) => socket.destroy())
  // A child of a cluster would otherwise share its parent's handle; and the lock is no reason to stay alive.
  server.unref()
  const release = async (): Promise<void> => {
    await close(server)
    await rm(join(folder, name), { force: true })
    alias.close()
  }
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ path: join(alias.base, name), exclusive: true }, resolve)
    })
  } catch (cause) {
    await release()
    throw unusable(folder, cause)
  }
  return { name, base: alias.base, release }
}

function shortAlias(folder: string, name: string): { base: string; close: () => void } {
  if (Buffer.byteLength(join(folder, name)) < SOCKET_PATH_BYTES) return { base: folder, close: () => {} }
  if (process.platform !== 'linux') throw unusable(folder, new Error('its path is too long for a unix socket'))
  const descriptor = openSync(folder, 'r')
  return { base: `/proc/self/fd/${descriptor}`, close: () => closeSync(descriptor) }
}

async function otherClaims(folder: string, own: Claim): Promise<{ alive: string[]; dead: string[] }> {
  const names = (await readdir(folder)).filter((name) => name !== own.name)
  const answers = await Promise.all(names.map((name) => answersAt(join(own.base, name))))
  return { alive: names.filter((_, i) => answers[i]), dead: names.filter((_, i) => !answers[i]) }
}

/** The kernel answers for a holder that is busy or stopped, so silence never passes for death. */
function answersAt(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT' && error.code !== 'ENOTSOCK')
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

function inUse(path: string, holder: string): CountersignError {
  const pid = holder.split('-')[0]
  return conflict(
    'DATA_DIR_IN_USE',
    `${path} is in use by the running process ${pid}. Stop that process, or set DATA_DIR to another folder.`,
  )
}

function unusable(folder: string, cause: unknown): CountersignError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const detail = `${folder} cannot be used: ${reason}. Set DATA_DIR to a folder of your own on a local disk.`
  return new CountersignError({ code: 'DATA_DIR_UNUSABLE', status: 503, detail, cause })
}
