import { execFile } from 'node:child_process'
import { chmod, chown, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { CountersignError } from '../domain/errors.ts'

export interface Account {
  readonly uid: number
  readonly gid: number
}

const NAME = 'postgres'
const run = promisify(execFile)

/**
 * PostgreSQL refuses to run as root. Started by root (a container, a fresh server) it runs as the system's `postgres`
 * account, which is made if missing; started by anyone else it runs as that person: undefined.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const existing = await lookUp()
  if (existing !== undefined) return existing
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME])
  } catch (cause) {
    // Another start may have made it in between.
    const made = await lookUp()
    if (made !== undefined) return made
    throw refused(`no account "${NAME}" exists and it could not be created`, cause)
  }
  const created = await lookUp()
  if (created === undefined) throw refused(`the account "${NAME}" that was just created cannot be found`)
  return created
}

async function lookUp(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', NAME]), run('id', ['-g', NAME])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/** Lets the account pass through a folder of root's own, and nothing more: it can neither list nor write it. */
export async function letThrough(account: Account, folder: string): Promise<void> {
  if (await mayEnter(account, folder)) return
  await chown(folder, 0, account.gid)
  await chmod(folder, 0o710)
}

/** Refuses with the name of the first folder on the way to `path` that the account may not enter. */
export async function assertReachable(account: Account, path: string): Promise<void> {
  for (const folder of ancestors(path)) {
    if (await mayEnter(account, folder)) continue
    throw refused(`the account "${NAME}" cannot enter ${folder}, which is on the way to ${path}`)
  }
}

async function mayEnter(account: Account, folder: string): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder)
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  return (mode & bit) !== 0
}

function ancestors(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [...ancestors(parent), parent]
}

function refused(reason: string, cause?: unknown): CountersignError {
  const detail =
    `PostgreSQL does not run as root, and ${reason}. Start Countersign as an ordinary user, move it and its DATA_DIR ` +
    'where others may enter, or set DATABASE_URL to a server of your own.'
  return new CountersignError({ code: 'EMBEDDED_POSTGRES', status: 503, detail, cause })
}
