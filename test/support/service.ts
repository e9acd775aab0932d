import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import { z } from 'zod'
import { SUPERVISED } from '../../src/embedded/exit-with-parent.ts'
import { createAttestationRoot, type AttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { ORGANISATION, POLICY } from './organisation.ts'
import { until } from './until.ts'

const COMMAND = join(import.meta.dirname, '../../dist/src/cli/countersign.js')
const TEMPORAL = process.env['COUNTERSIGN_TEST_TEMPORAL'] ?? ''
const START_LIMIT_MS = 90_000
const STOP_GRACE_MS = 20_000

/** `describe` when there are servers to run a whole service on, else reported as skipped. */
export const describeWithService =
  TEMPORAL === '' || (process.env['COUNTERSIGN_TEST_POSTGRES'] ?? '') === '' ? describe.skip : describe

/** What `init --json` writes. */
const Secrets = z.object({
  people: z.record(z.string(), z.object({ id: z.string(), enrolment: z.string() })),
  clients: z.record(z.string(), z.object({ secret: z.string() })),
  webhooks: z.record(z.string(), z.object({ secret: z.string() })),
})
export type Secrets = z.infer<typeof Secrets>

type Environment = Readonly<Record<string, string>>
type Members = Readonly<Record<string, unknown>>

export interface ServiceOptions {
  /** Merged over the default organisation; lists replace lists. */
  readonly organisation?: Members
  readonly policyYaml?: string
  readonly env?: Environment
}

export interface Service {
  readonly origin: string
  readonly secrets: Secrets
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly dataDir: string
  /** Whoever makes the keys that are trusted here. */
  readonly keyMaker: AttestationRoot
  /** What it printed so far, for a failure's message. */
  output(): string
  stop(): Promise<void>
}

/** A whole installation of its own: database, organisation, and `countersign start` as it is shipped. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-service-'))
  const database = await createTestDatabase()
  const keyMaker = await createAttestationRoot()
  const env: Environment = {
    ...passedOn(),
    PROFILE: 'demo',
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: TEMPORAL,
    TEMPORAL_NAMESPACE: 'default',
    ATTESTATION_ROOTS: join(folder, 'roots.pem'),
    WEBHOOK_ALLOW_NETS: '127.0.0.0/8',
    LOG_LEVEL: 'warn',
    ...options.env,
  }
  try {
    await writeFile(join(folder, 'roots.pem'), keyMaker.pem)
    const secrets = await initialise(folder, env, options)
    const child = await start(folder, env)
    return {
      origin: child.origin,
      secrets,
      databaseUrl: database.url,
      temporalAddress: TEMPORAL,
      dataDir: join(folder, 'data'),
      keyMaker,
      output: child.output,
      stop: async () => {
        await child.stop()
        await discard(folder, database)
      },
    }
  } catch (error) {
    await discard(folder, database)
    throw error
  }
}

async function discard(folder: string, database: TestDatabase): Promise<void> {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
}

/** No setting of whoever runs the tests, only what a process needs to run at all. */
function passedOn(): Environment {
  const wanted = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot']
  return Object.fromEntries(
    wanted.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}

async function initialise(
  folder: string,
  env: Environment,
  { organisation = {}, policyYaml = POLICY }: ServiceOptions,
): Promise<Secrets> {
  await writeFile(
    join(folder, 'organisation.yaml'),
    stringify(merge(ORGANISATION, organisation), { aliasDuplicateObjects: false }),
  )
  await writeFile(join(folder, 'policy.yaml'), policyYaml)
  const args = [COMMAND, 'init', join(folder, 'organisation.yaml'), '--json', join(folder, 'secrets.json')]
  await promisify(execFile)(process.execPath, args, { env: { ...env }, cwd: folder })
  return Secrets.parse(JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')))
}

async function start(
  folder: string,
  env: Environment,
): Promise<{ origin: string; output: () => string; stop: () => Promise<void> }> {
  // Whatever ends the tests, no service outlives them: it holds our end of its standard input.
  const child = spawn(process.execPath, [COMMAND, 'start'], {
    env: { ...env, [SUPERVISED]: '1' },
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  const stop = (): Promise<void> => end(child)
  try {
    const origin = await until(
      'countersign start getting ready',
      async () => {
        if (hasEnded(child))
          throw new Error(`countersign start ended with ${child.signalCode ?? child.exitCode}:\n${output}`)
        return /countersign ready at (\S+)/.exec(output)?.[1]
      },
      START_LIMIT_MS,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${output}`, { cause: error })
    })
    return { origin, output: () => output, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
  child.kill('SIGTERM')
  await ended
  clearTimeout(late)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Members of objects one by one; everything else, lists too, as a whole. */
function merge(base: unknown, over: unknown): unknown {
  if (!isMembers(base) || !isMembers(over)) return over
  const merged = Object.entries(over).map(([name, value]) => [name, name in base ? merge(base[name], value) : value])
  return { ...base, ...(Object.fromEntries(merged) as Members) }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
