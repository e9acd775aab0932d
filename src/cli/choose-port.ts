import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../platform/config/settings.ts'
import { holdFreePort, holdPort, type HeldPort } from '../embedded/free-port.ts'
import { portRefused } from '../platform/http/serve.ts'

const FILE = 'port'

/** Whoever was killed leaves children that get this long to go (embedded/exit-with-parent.ts), and a little more. */
const LEFTOVER_MS = 7_000

/** Where a start looks for its port. */
export interface PortWanted {
  readonly dataDir: string
  readonly host: string
  /** `PORT`, where it names one. */
  readonly given: number | null
  /** The last run ended without a stop: what holds the port may be its own API, about to go. */
  readonly crashed: boolean
}

/**
 * The port that was asked for, else the one this data folder had before, else any free one. The same one again matters:
 * what people signed names the origin they signed at, and bookmarks and ERPs know the old address. It is held from here
 * on and handed to the API, so that of two that start at once neither takes it from the other. 500 PORT_REFUSED.
 */
export async function choosePort({ dataDir, host, given, crashed }: PortWanted): Promise<HeldPort> {
  const withinMs = crashed ? LEFTOVER_MS : 0
  if (given !== null) {
    const held = await holdWithin(given, host, withinMs)
    if (held === null) throw portRefused('PORT', given, host)
    return held
  }
  const before = await portBefore(dataDir)
  if (before === null) return holdFreePort(host)
  return (await holdWithin(before, host, withinMs)) ?? holdFreePort(host)
}

/** The port that was asked for; null where `start` chooses. */
export function givenPort({ lines, port }: Pick<Settings, 'lines' | 'port'>): number | null {
  return port === 0 || lines.some(({ name, source }) => name === 'PORT' && source === 'default') ? null : port
}

/** What this data folder was served at last; null before the first start. */
export async function portBefore(dataDir: string): Promise<number | null> {
  const port = Number(await readFile(join(dataDir, FILE), 'utf8').catch(() => '0'))
  return port > 0 ? port : null
}

export async function rememberPort(dataDir: string, port: number): Promise<void> {
  await writeFile(join(dataDir, FILE), String(port), { mode: 0o600 })
}

async function holdWithin(port: number, host: string, withinMs: number): Promise<HeldPort | null> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const held = await holdPort(port, host)
    if (held !== null || performance.now() >= deadline) return held
    await sleep(100)
  }
}
