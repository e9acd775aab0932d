import { execFile } from 'node:child_process'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../src/embedded/free-port.ts'
import { startPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.ts'
import { processTree } from '../lifecycle/process-tree.ts'

/** A PostgreSQL that writes through to the disk, always on the same port and files, and that can come to harm. */
export interface PostgresServer {
  readonly url: string
  readonly port: number
  /** Its cluster. */
  readonly folder: string
  /** As it says that it is started, or goes on after it fell over by itself. */
  up(): Promise<void>
  /** In order: what is committed is in its files. */
  down(): Promise<void>
  /** kill -9; how many processes it took. */
  kill(): Promise<number>
  /** All of its processes stand still until the answer is called. */
  pause(): Promise<() => void>
  /** Of the files of a server that is down. */
  copyTo(folder: string): Promise<void>
  /** In place of the files of a server that is down, which go to `aside`. */
  replaceBy(folder: string, aside: string): Promise<void>
}

export async function openPostgres(dataDir: string): Promise<PostgresServer> {
  const port = await freePort()
  const folder = join(dataDir, 'postgres', 'data')
  const start = (): Promise<EmbeddedPostgres> => startPostgres({ dataDir, port, durable: true, log: () => undefined })
  let server: EmbeddedPostgres | null = await start()
  let hasExited = false
  const watch = ({ exited }: EmbeddedPostgres): void => {
    hasExited = false
    void exited.then(() => (hasExited = true))
  }
  watch(server)
  const { url } = server

  async function down(): Promise<void> {
    await server?.stop()
    server = null
  }

  return {
    url,
    port,
    folder,
    async up() {
      if (server !== null && hasExited) await down()
      if (server !== null) return
      server = await start()
      watch(server)
    },
    down,
    async kill() {
      process.kill(await postmaster(folder), 'SIGKILL')
      await server?.exited
      await down()
      return 1
    },
    async pause() {
      const pids = (await processTree(await postmaster(folder))).map(({ pid }) => pid)
      for (const pid of pids) signalQuietly(pid, 'SIGSTOP')
      return () => pids.forEach((pid) => signalQuietly(pid, 'SIGCONT'))
    },
    copyTo: (target) => copy(folder, target),
    async replaceBy(source, aside) {
      await rm(aside, { recursive: true, force: true })
      await rename(folder, aside)
      await copy(source, folder)
    },
  }
}

/** With owners and modes, as any backup has them; `fs.cp` forgets whose files they are. */
async function copy(source: string, target: string): Promise<void> {
  await rm(target, { recursive: true, force: true })
  await promisify(execFile)('cp', ['-a', source, target])
}

async function postmaster(folder: string): Promise<number> {
  return Number.parseInt(await readFile(join(folder, 'postmaster.pid'), 'utf8'), 10)
}

export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended in between.
  }
}
