import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../platform/config/settings.ts'
import { holdFreePort, holdPort, type HeldPort } from '../embedded/free-port.ts'

const FILE = 'port'

/** Whoever was killed leaves children that get this long to go (embedded/exit-with-parent.ts), and a little more. */
const LEFTOVER_MS = 7_000

/**
 * The port this data folder had before, else any free one. The same one again matters: what people signed names the
 * origin they signed at, and bookmarks and ERPs know the old address. `crashed`: the last run ended without a stop, so
 * that what holds the port may be its own API, about to go. It is held until the API is about to listen, so that of two
 * that start at once neither takes it from the other.
 */
export async function choosePort(dataDir: string, crashed: boolean): Promise<HeldPort> {
  const before = await portBefore(dataDir)
  if (before === null) return holdFreePort()
  return (await holdWithin(before, crashed ? LEFTOVER_MS : 0)) ?? holdFreePort()
}

/** Whether `start` chooses, because none is asked for. */
export function picksPort({ lines, port }: Pick<Settings, 'lines' | 'port'>): boolean {
  return port === 0 || lines.some(({ name, source }) => name === 'PORT' && source === 'default')
}

/** What this data folder was served at last; null before the first start. */
export async function portBefore(dataDir: string): Promise<number | null> {
  const port = Number(await readFile(join(dataDir, FILE), 'utf8').catch(() => '0'))
  return port > 0 ? port : null
}

export async function rememberPort(dataDir: string, port: number): Promise<void> {
  await writeFile(join(dataDir, FILE), String(port), { mode: 0o600 })
}

async function holdWithin(port: number, withinMs: number): Promise<HeldPort | null> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const held = await holdPort(port)
    if (held !== null || performance.now() >= deadline) return held
    await sleep(100)
  }
}
