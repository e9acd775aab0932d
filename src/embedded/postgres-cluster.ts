import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CountersignError } from '../domain/errors.ts'
import { bareEnvironment, runGuarded } from './guarded-process.ts'
import { isRunning } from './leftover-processes.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import type { Account } from './server-account.ts'

/** The cluster's superuser and the database made in it. */
export const DATABASE = 'countersign'

export interface Cluster {
  /** What PostgreSQL calls its data directory. */
  readonly folder: string
  readonly password: string
}

export interface ClusterOptions {
  /** The folder that holds the cluster, its password and what failed before; ours alone, and locked. */
  readonly home: string
  readonly binaries: PostgresBinaries
  readonly account: Account | undefined
  readonly durable: boolean
  readonly log: (line: string) => void
}

const UNFINISHED = 'unfinished-'

/**
 * The cluster in `home`, made if there is none. initdb works in a folder beside it that gets its final name only when
 * complete, so an interrupted one leaves nothing that looks like a cluster.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { home, log } = options
  const folder = join(home, 'data')
  await removeUnfinished(home)
  if (isComplete(folder)) return { folder, password: await storedPassword(home) }

  await setAside(folder, log)
  const password = await newPassword(home)
  const unfinished = join(home, `${UNFINISHED}${randomBytes(4).toString('hex')}`)
  await initialise(options, unfinished, password)
  await rename(unfinished, folder)
  await syncFolder(home)
  return { folder, password }
}

/** initdb writes PG_VERSION first of all and pg_control later. */
function isComplete(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION')) && existsSync(join(folder, 'global', 'pg_control'))
}

async function removeUnfinished(home: string): Promise<void> {
  const names = await readdir(home)
  const unfinished = names.filter((name) => name.startsWith(UNFINISHED))
  await Promise.all(unfinished.map((name) => rm(join(home, name), { recursive: true, force: true })))
}

/** A folder that is not a cluster is moved away, never deleted: it may be all that is left of one. */
async function setAside(folder: string, log: (line: string) => void): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  if (names.length === 0) return rm(folder, { recursive: true, force: true })
  const aside = `${folder}-incomplete-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`
  await rename(folder, aside)
  log(`${folder} was no complete cluster; it is kept as ${aside} and a new one is made`)
}

async function initialise(options: ClusterOptions, folder: string, password: string): Promise<void> {
  const { home, binaries, account, durable, log } = options
  await mkdir(folder, { mode: 0o700 })
  const passwordFile = `${folder}.password`
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' })
    if (account !== undefined) {
      await chown(folder, account.uid, account.gid)
      await chown(passwordFile, account.uid, account.gid)
    }
    const { code, recent } = await runGuarded({
      command: binaries.initdb,
      args: [
        `--pgdata=${folder}`,
        `--username=${DATABASE}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        // PostgreSQL's own locale: the same order on every system, and no dependence on what libc has installed.
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...(durable ? [] : ['--no-sync']),
      ],
      env: bareEnvironment(home),
      account,
      signal: 'SIGINT',
      grace: 5_000,
      log,
    })
    if (code !== 0) throw failed(`initdb failed with exit code ${code}:\n${recent}`)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function newPassword(home: string): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  await rm(passwordPath(home), { force: true })
  const file = await open(passwordPath(home), 'wx', 0o600)
  try {
    await file.writeFile(password)
    // It must survive a power cut that the cluster survives.
    await file.sync()
  } finally {
    await file.close()
  }
  return password
}

async function storedPassword(home: string): Promise<string> {
  try {
    return (await readFile(passwordPath(home), 'utf8')).trim()
  } catch (cause) {
    throw failed(`${passwordPath(home)} cannot be read. Restore it beside its cluster`, cause)
  }
}

function passwordPath(home: string): string {
  return join(home, 'password')
}

/**
 * After a crash PostgreSQL recognises its stale postmaster.pid by itself, except when another process has that pid
 * now, as is usual in a restarted container. The caller has made sure that no server of this cluster runs.
 */
export async function discardForeignPid(folder: string, log: (line: string) => void): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
  if (Number.isNaN(pid) || !isRunning(pid)) return
  await rm(file, { force: true })
  log(`${file} named process ${pid}, which is not this cluster's server; removed`)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function failed(reason: string, cause?: unknown): CountersignError {
  const detail = `The embedded PostgreSQL does not start: ${reason}\nOr set DATABASE_URL to a server of your own.`
  return new CountersignError({ code: 'EMBEDDED_POSTGRES', status: 503, detail, cause })
}
