import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../src/embedded/free-port.ts'
import { runningProcesses } from '../../src/embedded/leftover-processes.ts'
import { startTemporal, type EmbeddedTemporal } from '../../src/embedded/temporal.ts'
import { signalQuietly } from './postgres-server.ts'

/** A Temporal that keeps what it knows in a file, always on the same port, and that can come to harm. */
export interface TemporalServer {
  readonly address: string
  up(): Promise<void>
  down(): Promise<void>
  /** kill -9; how many processes it took. */
  kill(): Promise<number>
  pause(): Promise<() => void>
  /** Of one that is down: it begins again with nothing. */
  forget(): Promise<void>
}

export async function openTemporal(dataDir: string): Promise<TemporalServer> {
  const port = await freePort()
  const home = join(dataDir, 'temporal')
  const start = (): Promise<EmbeddedTemporal> =>
    startTemporal({ dataDir, port, log: () => undefined, onProgress: () => undefined })
  let server: EmbeddedTemporal | null = await start()
  const { address } = server

  async function pids(): Promise<number[]> {
    const all = await runningProcesses()
    return all.flatMap(({ pid, program, command }) =>
      program === 'temporal' || program.startsWith('temporal-') ? (command.includes(home) ? [pid] : []) : [],
    )
  }
  async function down(): Promise<void> {
    await server?.stop()
    server = null
  }

  return {
    address,
    async up() {
      server ??= await start()
    },
    down,
    async kill() {
      const found = await pids()
      for (const pid of found) signalQuietly(pid, 'SIGKILL')
      await server?.exited
      await down()
      return found.length
    },
    async pause() {
      const found = await pids()
      for (const pid of found) signalQuietly(pid, 'SIGSTOP')
      return () => found.forEach((pid) => signalQuietly(pid, 'SIGCONT'))
    },
    async forget() {
      for (const ending of ['', '-wal', '-shm']) await rm(join(home, `temporal.db${ending}`), { force: true })
    },
  }
}
