import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAttestationRoot, type AttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { passedOn, runCommand, type Command, type Environment } from './command.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { initialise, type Secrets, type SetUp } from './initialise.ts'

const TEMPORAL = process.env['COUNTERSIGN_TEST_TEMPORAL'] ?? ''

/** `describe` when there are servers to run a whole service on, else reported as skipped. */
export const describeWithService =
  TEMPORAL === '' || (process.env['COUNTERSIGN_TEST_POSTGRES'] ?? '') === '' ? describe.skip : describe

export { initialise, type Secrets }

const NOBODY: Secrets = { people: {}, clients: {}, webhooks: {} }

export interface ServiceOptions extends SetUp {
  /** Nobody has set up a company yet: whoever comes first does. */
  readonly isEmpty?: boolean
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
    const secrets = options.isEmpty === true ? NOBODY : await initialise(folder, env, options)
    const child = runCommand(['start'], { env, cwd: folder })
    const origin = await originOf(child)
    return {
      origin,
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

/** Waits until it is ready; one that is not in time is stopped. */
export async function originOf(started: Command): Promise<string> {
  try {
    const [, origin = ''] = await started.says(/countersign ready at (\S+)/)
    return origin
  } catch (error) {
    await started.stop()
    throw error
  }
}

async function discard(folder: string, database: TestDatabase): Promise<void> {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
}
