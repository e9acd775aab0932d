import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { lockDataDir } from './data-dir.ts'
import { freePort } from './free-port.ts'
import { bareEnvironment, exitedWithin, startGuarded } from './guarded-process.ts'
import type { GuardedProcess } from './guarded-process.ts'
import { stopLeftovers } from './leftover-processes.ts'
import { locatePostgres } from './postgres-binaries.ts'
import { DATABASE, discardForeignPid, failed, openCluster } from './postgres-cluster.ts'
import type { Cluster } from './postgres-cluster.ts'
import { assertReachable, letThrough, serverAccount } from './server-account.ts'
import type { Account } from './server-account.ts'

export interface PostgresOptions {
  readonly dataDir: string
  /** A free one unless given. */
  readonly port?: number
  /** Gets every line that PostgreSQL logs. */
  readonly log: (line: string) => void
  /** False turns fsync off: for tests alone, whose data nobody misses. */
  readonly durable?: boolean
  /** Besides ours, by their names in postgresql.conf: for whoever looks closer. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface EmbeddedPostgres {
  /** A superuser's URL of the database `countersign`; holds the password. */
  readonly url: string
  readonly port: number
  /** Its exit code, whether it was stopped or not. */
  readonly exited: Promise<number>
  stop(): Promise<void>
}

const STOP_GRACE = 20_000
/** Recovery after a crash reads the whole log since the last checkpoint. */
const START_LIMIT = 120_000
const ATTEMPTS = 5

/** Starts PostgreSQL on loopback with its files in `dataDir/postgres`. It ends with us, however we end. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, durable = true, settings = {} } = options
  const binaries = await locatePostgres()
  const account = await serverAccount()
  const lock = await lockDataDir(join(dataDir, 'postgres'))
  try {
    if (account !== undefined) {
      await letThrough(account, dataDir)
      await letThrough(account, lock.path)
      await assertReachable(account, join(lock.path, 'data'))
      await assertReachable(account, binaries.postgres)
    }
    const programs = ['postgres', 'initdb']
    await stopLeftovers({ programs, mark: `${lock.path}/`, signal: 'SIGINT', grace: STOP_GRACE, log })
    const cluster = await openCluster({ home: lock.path, binaries, account, durable, log })
    await discardForeignPid(cluster.folder, log)
    const { server, port } = await boot({
      binary: binaries.postgres,
      cluster,
      account,
      durable,
      settings,
      port: options.port,
      log,
    })
    return {
      url: urlOf(cluster, port, DATABASE),
      port,
      exited: server.exited,
      stop: async () => {
        await server.stop()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

interface Boot {
  readonly binary: string
  readonly cluster: Cluster
  readonly account: Account | undefined
  readonly durable: boolean
  readonly settings: Readonly<Record<string, string>>
  readonly port: number | undefined
  readonly log: (line: string) => void
}

async function boot(options: Boot): Promise<{ server: GuardedProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    const server = serve(options, port)
    try {
      await createDatabase(server, options.cluster, port)
      return { server, port }
    } catch (error) {
      await server.stop()
      if (attempt === ATTEMPTS || !isPassing(server.recent(), options.port)) throw error
      await sleep(500)
    }
  }
}

/** What goes away by itself: a port that somebody took first, and the last backends of a server that was killed. */
function isPassing(recent: string, wantedPort: number | undefined): boolean {
  if (recent.includes('pre-existing shared memory block')) return true
  return wantedPort === undefined && recent.includes('Address already in use')
}

function serve({ binary, cluster, account, durable, settings: further, log }: Boot, port: number): GuardedProcess {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
    ...Object.entries(further).map(([name, value]) => `${name}=${value}`),
  ]
  return startGuarded({
    command: binary,
    args: ['-D', cluster.folder, ...settings.flatMap((setting) => ['-c', setting])],
    env: bareEnvironment(cluster.folder),
    account,
    signal: 'SIGINT', // "fast shutdown": SIGTERM would wait for every client to leave
    grace: STOP_GRACE,
    log,
  })
}

/** Waits until the server answers and makes our database in it, unless it is there. */
async function createDatabase(server: GuardedProcess, cluster: Cluster, port: number): Promise<void> {
  const deadline = Date.now() + START_LIMIT
  for (;;) {
    const outcome = await tryCreateDatabase(urlOf(cluster, port, 'postgres'))
    // Looked at first: on a port given to us, what answered may be another server than ours.
    await assertRunning(server, 0)
    if (outcome === 'done') return
    if (isFinal(outcome)) {
      await assertRunning(server, 1_000)
      throw failed(`it refuses us: ${outcome.message}`, outcome)
    }
    if (Date.now() > deadline) throw failed(`no answer in time: ${outcome.message}\n${server.recent()}`, outcome)
    await sleep(50)
  }
}

async function assertRunning(server: GuardedProcess, withinMs: number): Promise<void> {
  const exitCode = await exitedWithin(server, withinMs)
  if (exitCode !== undefined) throw failed(`it stopped with exit code ${exitCode}:\n${server.recent()}`)
}

async function tryCreateDatabase(url: string): Promise<'done' | Error> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {}) // a connection lost between two queries shows in the next one
  try {
    await client.connect()
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
    return 'done'
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    await client.end().catch(() => {})
  }
}

/** A server said no, and for another reason than that it is starting up or in recovery (57P03). */
function isFinal(error: Error): boolean {
  return error instanceof pg.DatabaseError && error.code !== '57P03'
}

function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://${DATABASE}:${password}@127.0.0.1:${port}/${database}`
}
