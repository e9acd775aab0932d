import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CountersignError } from '../domain/errors.ts'
import { lockDataDir } from '../embedded/data-dir.ts'
import { exitWithParent } from '../embedded/exit-with-parent.ts'
import { holdFreePort, type HeldPort } from '../embedded/free-port.ts'
import { startPostgres } from '../embedded/postgres.ts'
import { isLocal, readSettings, type Settings } from '../platform/config/settings.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { migrate } from '../platform/postgres/migrate.ts'
import { migrateJobQueue } from '../platform/queue/migrate-job-queue.ts'
import { apiAddressOf } from '../process-settings.ts'
import { readOrganisation } from '../people/read-organisation.ts'
import { choosePort, givenPort, rememberPort } from './choose-port.ts'
import { keepRunning, type Kept } from './keep-running.ts'
import type { ProcessName } from '../main.ts'
import type { Runtime } from './runtime-file.ts'
import { untilTold } from './until-told.ts'

/** Everything on one machine: what is not configured is started as a child process, and stops with us. */
export async function start(env: NodeJS.ProcessEnv): Promise<void> {
  exitWithParent()
  const told = untilTold()
  // Refused before anything is touched.
  const { dataDir } = readSettings(env)
  const lock = await lockDataDir(dataDir)
  const parts = createParts()
  parts.add({ stop: () => lock.release() })
  try {
    const running = runEverything(env, lock.path, parts)
    // Told while it starts: what is up by then is stopped in order, the rest goes when we do.
    await Promise.race([running, parts.lost, told])
    await Promise.race([parts.lost, told])
    say('stopping …')
  } finally {
    await parts.stop()
  }
}

const CLI = fileURLToPath(new URL('./countersign.js', import.meta.url))

const say = (line: string): void => console.log(line)

async function runEverything(env: NodeJS.ProcessEnv, dataDir: string, parts: Parts): Promise<void> {
  const runtimePath = join(dataDir, 'runtime.json')
  const crashed = await stat(runtimePath).then(
    () => true,
    () => false,
  )
  await rm(runtimePath, { force: true })
  const asked = readSettings(env)
  const { host } = apiAddressOf(asked)
  const held = await choosePort({ dataDir, host, given: givenPort(asked), crashed })
  parts.add({ stop: () => held.letGo() })
  const ownEnv = withSettings(env, { PORT: String(held.port) })
  const settings = readSettings(ownEnv)
  await rememberPort(dataDir, settings.port)
  if (sourceOf(settings, 'PROFILE') === 'default') {
    say('PROFILE is not set: this is the demo profile. Nothing here moves real money.')
  }

  const database = settings.databaseUrl ?? (await embeddedPostgres(dataDir, parts))
  const temporal = settings.temporal.address ?? (await embeddedTemporal(dataDir, parts))
  await migrate(database)
  await migrateJobQueue(database)

  const signerPort = settings.signerUrl === null ? await holdFreePort() : null
  if (signerPort !== null) parts.add({ stop: () => signerPort.letGo() })
  const signerUrl = settings.signerUrl ?? `http://127.0.0.1:${signerPort?.port}`
  const childEnv = withSettings(ownEnv, {
    PORT: String(settings.port),
    DATA_DIR: dataDir,
    PROFILE: settings.profile,
    DATABASE_URL: database,
    TEMPORAL_ADDRESS: temporal,
    SIGNER_URL: signerUrl,
    PUBLIC_ORIGIN: settings.publicOrigin,
  })
  const run = (name: ProcessName, place?: HeldPort): Kept =>
    parts.add(
      keepRunning(
        { name, command: process.execPath, args: [CLI, name], env: envOf(name, childEnv), log: childLog },
        place,
      ),
    )
  await allReady([
    ...(signerPort === null ? [] : [run('signer', signerPort)]),
    run('worker'),
    run('api', held),
    ...(settings.profile === 'sandbox' ? [run('sandbox')] : []),
  ])

  const { publicOrigin: origin, profile } = settings
  const runtime: Runtime = { pid: process.pid, origin, databaseUrl: database, temporalAddress: temporal, profile }
  parts.add({ stop: () => rm(runtimePath, { force: true }) })
  await writeFile(runtimePath, JSON.stringify(runtime), { mode: 0o600 })

  say(`countersign ready at ${origin}`)
  say(await nextStep(database, settings))
}

function sourceOf({ lines }: Settings, name: string): string | undefined {
  return lines.find((line) => line.name === name)?.source
}

/** Settings for a child. Given this way they must not be given as a file as well. */
function withSettings(env: NodeJS.ProcessEnv, values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const files = new Set(Object.keys(values).map((name) => `${name}_FILE`))
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !files.has(name)))
  return { ...rest, ...values }
}

/** One address cannot be listened on twice: on one machine it is the worker's. */
function envOf(name: ProcessName, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (name === 'worker') return env
  return { ...env, HEALTH_ADDRESS: undefined, HEALTH_ADDRESS_FILE: undefined }
}

interface Part {
  stop(): Promise<unknown>
}

interface Parts {
  add<P extends Part>(part: P): P
  /** Without its database or its process engine the service is down: it says so and ends, rather than limp on. */
  need(name: string, exited: Promise<number>): void
  /** Rejects when something needed has ended by itself. */
  readonly lost: Promise<never>
  /** In the opposite order; what does not stop keeps nothing else from it. */
  stop(): Promise<void>
}

function createParts(): Parts {
  const started: Part[] = []
  let stopping = false
  let lose: (error: Error) => void = () => undefined
  const lost = new Promise<never>((_, reject) => (lose = reject))
  lost.catch(() => undefined)
  return {
    lost,
    add(part) {
      started.push(part)
      return part
    },
    need(name, exited) {
      const watch = async (): Promise<void> => {
        const code = await exited
        if (!stopping) lose(ended(name, code))
      }
      void watch()
    },
    async stop() {
      stopping = true
      for (const part of started.toReversed()) {
        await part.stop().catch((error: unknown) => console.error('While stopping:', error))
      }
    },
  }
}

function ended(name: string, code: number): CountersignError {
  const detail = `${name} ended by itself (exit code ${code}). Everything is stopped; start again to recover.`
  return new CountersignError({ code: 'SERVER_ENDED', status: 503, detail })
}

async function embeddedPostgres(dataDir: string, parts: Parts): Promise<string> {
  say('starting PostgreSQL …')
  const postgres = await startPostgres({ dataDir, log: () => undefined })
  parts.add(postgres)
  parts.need('PostgreSQL', postgres.exited)
  return postgres.url
}

async function embeddedTemporal(dataDir: string, parts: Parts): Promise<string> {
  say('starting Temporal …')
  // With its client, of which nothing here has a use where Temporal is somebody else's.
  const { startTemporal } = await import('../embedded/temporal.ts')
  const temporal = await startTemporal({ dataDir, log: () => undefined, onProgress: ({ message }) => say(message) })
  parts.add(temporal)
  parts.need('Temporal', temporal.exited)
  return temporal.address
}

/** Children log JSON to standard error, which passes through; their own ready lines are for us. */
function childLog(line: string): void {
  if (/^countersign (?:api|worker|signer|sandbox) ready$/.test(line)) return
  if (line.startsWith('{')) console.error(line)
  else say(line)
}

async function allReady(children: readonly Kept[]): Promise<void> {
  for (const child of children) {
    if (await child.ready) continue
    const detail = `${child.name} did not start. Its last lines above say why.`
    throw new CountersignError({ code: 'PROCESS_FAILED', status: 503, detail })
  }
}

async function nextStep(database: string, settings: Settings): Promise<string> {
  const { publicOrigin: origin, profile } = settings
  const db = createDatabase({ url: database, role: 'migrate', max: 1, onError: () => undefined })
  try {
    const organisation = await readOrganisation(db)
    if (organisation !== null) return `${organisation.name} is set up. The calls are listed at ${origin}/docs`
    const byCommand = 'in another terminal: npx countersign init examples/organisation.yaml --json secrets.json'
    return profile === 'demo' && isLocal(settings)
      ? `There is no organisation yet. Open ${origin} and set up the demo company there, or ${byCommand}`
      : `There is no organisation yet. Set it up ${byCommand}`
  } finally {
    await db.destroy()
  }
}
