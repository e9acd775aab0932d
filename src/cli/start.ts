import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lockDataDir } from '../embedded/data-dir.ts'
import { exitWithParent } from '../embedded/exit-with-parent.ts'
import { freePort } from '../embedded/free-port.ts'
import { startPostgres } from '../embedded/postgres.ts'
import { startTemporal } from '../embedded/temporal.ts'
import { readSettings } from '../platform/config/settings.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { migrate } from '../platform/postgres/migrate.ts'
import { migrateJobQueue } from '../platform/queue/migrate-job-queue.ts'
import { readOrganisation } from '../people/read-organisation.ts'
import type { Runtime } from './runtime-file.ts'
import type { ProcessName } from './run-process.ts'
import { choosePort, rememberPort } from './choose-port.ts'
import { keepRunning, type Kept } from './keep-running.ts'
import { untilTold } from './run-process.ts'

/** Everything on one machine: what is not configured is started as a child process, and stops with us. */
export async function start(env: NodeJS.ProcessEnv): Promise<void> {
  exitWithParent()
  const port = await choosePort(env)
  const ownEnv = { ...env, PORT: String(port) }
  const settings = readSettings(ownEnv)
  const say = (line: string): void => console.log(line)
  const lock = await lockDataDir(settings.dataDir)
  // Newest last: stopped in the opposite order.
  const started: { stop(): Promise<unknown> }[] = [{ stop: () => lock.release() }]
  const told = untilTold()
  await rememberPort(lock.path, port)
  try {
    if (env['PROFILE'] === undefined)
      say('PROFILE is not set: this is the demo profile. Nothing here moves real money.')
    const database = settings.databaseUrl ?? (await embeddedPostgres(lock.path, started, say))
    const temporal = settings.temporal.address ?? (await embeddedTemporal(lock.path, started, say))
    await migrate(database)
    await migrateJobQueue(database)

    const signerUrl = settings.signerUrl ?? `http://127.0.0.1:${await freePort()}`
    const childEnv = {
      ...ownEnv,
      DATA_DIR: lock.path,
      PROFILE: settings.profile,
      DATABASE_URL: database,
      TEMPORAL_ADDRESS: temporal,
      SIGNER_URL: signerUrl,
      PUBLIC_ORIGIN: settings.publicOrigin,
    }
    const processes: ProcessName[] = [...(settings.signerUrl === null ? (['signer'] as const) : []), 'worker', 'api']
    const children = processes.map((name) =>
      keepRunning({ name, command: process.execPath, args: [CLI, name], env: childEnv, log: childLog(say) }),
    )
    started.push(...children)
    await allReady(children)

    const runtime: Runtime = {
      pid: process.pid,
      origin: settings.publicOrigin,
      databaseUrl: database,
      temporalAddress: temporal,
      profile: settings.profile,
    }
    const runtimePath = join(lock.path, 'runtime.json')
    await writeFile(runtimePath, JSON.stringify(runtime), { mode: 0o600 })
    started.push({ stop: () => rm(runtimePath, { force: true }) })

    say(`countersign ready at ${settings.publicOrigin}`)
    say(await nextStep(database, settings.publicOrigin))
    await told
    say('stopping …')
  } finally {
    for (const part of started.toReversed()) await part.stop()
  }
}

const CLI = fileURLToPath(new URL('./countersign.js', import.meta.url))

type Started = { stop(): Promise<unknown> }[]

async function embeddedPostgres(dataDir: string, started: Started, say: (line: string) => void): Promise<string> {
  say('starting PostgreSQL …')
  const postgres = await startPostgres({ dataDir, log: () => undefined })
  started.push(postgres)
  endWith(postgres.exited, 'PostgreSQL')
  return postgres.url
}

async function embeddedTemporal(dataDir: string, started: Started, say: (line: string) => void): Promise<string> {
  say('starting Temporal …')
  const temporal = await startTemporal({ dataDir, log: () => undefined, onProgress: ({ message }) => say(message) })
  started.push(temporal)
  endWith(temporal.exited, 'Temporal')
  return temporal.address
}

let leaving = false

/** Without its database or its process engine the service is down: it says so and ends, rather than limp on. */
function endWith(exited: Promise<number>, name: string): void {
  const end = async (): Promise<void> => {
    const code = await exited
    if (leaving) return
    console.error(`${name} ended by itself (exit code ${code}). Stopping; start again to recover.`)
    process.exitCode = 1
    process.kill(process.pid, 'SIGTERM')
  }
  void end()
}

process.once('SIGTERM', () => (leaving = true))
process.once('SIGINT', () => (leaving = true))

/** Children log JSON to standard error, which passes through; their own ready lines are for us. */
function childLog(say: (line: string) => void): (line: string) => void {
  return (line) => {
    if (!/^countersign (?:api|worker|signer) ready$/.test(line)) (line.startsWith('{') ? console.error : say)(line)
  }
}

async function allReady(children: readonly Kept[]): Promise<void> {
  for (const child of children) {
    if (!(await child.ready)) throw new Error(`${child.name} did not start; its last lines above say why`)
  }
}

async function nextStep(database: string, origin: string): Promise<string> {
  const db = createDatabase({ url: database, role: 'migrate', max: 1, onError: () => undefined })
  try {
    const organisation = await readOrganisation(db)
    return organisation === null
      ? 'There is no organisation yet. In another terminal: npx countersign init examples/organisation.yaml --json secrets.json'
      : `${organisation.name} is set up. The calls are listed at ${origin}/docs`
  } finally {
    await db.destroy()
  }
}
