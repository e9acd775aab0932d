import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { supervise } from '../../embedded/supervise.ts'
import { SETTING_NAMES } from '../../platform/config/settings-schema.ts'

const CLI = fileURLToPath(new URL('../countersign.js', import.meta.url))

/** PostgreSQL, Temporal and our own processes each get to stop in order. */
const STOP_MS = 30_000

export interface Service {
  readonly origin: string
  stop(): Promise<unknown>
}

export interface Surroundings {
  /** Everything the demo leaves on disk, which goes with it. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

/** `countersign start` as anyone would start it, on a fresh folder and a free port. Every line it prints goes to `log`. */
export async function startService(
  surroundings: Surroundings,
  log: (line: string) => void,
  interrupted: AbortSignal,
): Promise<Service> {
  const running = supervise({
    name: 'countersign',
    command: process.execPath,
    args: [CLI, 'start'],
    env: demoEnvironment(surroundings),
    readyLine: /^countersign ready at (\S+)$/,
    log,
    grace: STOP_MS,
  })
  const onInterrupt = (): void => void running.stop()
  interrupted.addEventListener('abort', onInterrupt, { once: true })
  const origin = (await running.ready)?.[1]
  interrupted.removeEventListener('abort', onInterrupt)
  if (origin !== undefined) return { origin, stop: () => running.stop() }
  const { code, signal } = await running.stop()
  throw new Error(`countersign start ended with ${signal ?? code} before it was ready`)
}

/** Runs another of our commands to its end, beside the service. */
export async function runCommand(surroundings: Surroundings, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env: demoEnvironment(surroundings) }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, output: `${stdout}${stderr}` })
    })
  })
}

export interface Ended {
  readonly code: number
  readonly output: string
}

/** Nothing of an installation that this machine may have: neither its database nor its keys. */
function demoEnvironment({ folder, env }: Surroundings): NodeJS.ProcessEnv {
  const own = new Set<string>(SETTING_NAMES.flatMap((name) => [name, `${name}_FILE`]))
  const others = Object.fromEntries(Object.entries(env).filter(([name]) => !own.has(name)))
  return { ...others, PROFILE: 'demo', PORT: '0', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' }
}
