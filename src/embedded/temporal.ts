import { connect } from 'node:net'
import { basename, join } from 'node:path'
import { Connection } from '@temporalio/client'
import { CountersignError } from '../domain/errors.ts'
import { lockDataDir } from './data-dir.ts'
import { freePort } from './free-port.ts'
import { bareEnvironment, exitedWithin, startGuarded } from './guarded-process.ts'
import type { GuardedProcess } from './guarded-process.ts'
import { stopLeftovers } from './leftover-processes.ts'
import type { Progress } from './temporal-downloads.ts'
import { findTemporal } from './temporal-executable.ts'

export interface TemporalOptions {
  readonly dataDir: string
  /** A free one unless given. */
  readonly port?: number
  /** Gets every line that the server prints. */
  readonly log: (line: string) => void
  /** Told of a download, which takes its time. */
  readonly onProgress: (progress: Progress) => void
}

export interface EmbeddedTemporal {
  /** `host:port` of the gRPC front end; its namespace is `default`. */
  readonly address: string
  /** Its exit code, whether it was stopped or not. */
  readonly exited: Promise<number>
  stop(): Promise<void>
}

/** Made by every dev server by itself. */
const NAMESPACE = 'default'
const STOP_GRACE = 15_000
const START_LIMIT = 60_000
const ATTEMPTS = 3

/** Starts Temporal's dev server on loopback, its database in `dataDir/temporal`. It ends with us, however we end. */
export async function startTemporal(options: TemporalOptions): Promise<EmbeddedTemporal> {
  const { dataDir, port, log, onProgress } = options
  const executable = await findTemporal({ onProgress, log })
  const lock = await lockDataDir(join(dataDir, 'temporal'))
  try {
    const database = join(lock.path, 'temporal.db')
    // The one that we fetched has version and system in its name.
    const programs = ['temporal', basename(executable)]
    await stopLeftovers({ programs, mark: database, signal: 'SIGTERM', grace: STOP_GRACE, log })
    const { server, address } = await boot({ executable, home: lock.path, database, port, log })
    return {
      address,
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
  readonly executable: string
  readonly home: string
  readonly database: string
  readonly port: number | undefined
  readonly log: (line: string) => void
}

async function boot(options: Boot): Promise<{ server: GuardedProcess; address: string }> {
  // Otherwise what answers on it would pass for ours.
  if (options.port !== undefined && (await listens(options.port))) throw failed(`port ${options.port} is taken`)
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    const server = serve(options, port)
    try {
      await readiness(server, port)
      return { server, address: `127.0.0.1:${port}` }
    } catch (error) {
      await server.stop()
      // Somebody else was faster on the port that was free a moment ago.
      const isPassing = options.port === undefined && server.recent().includes('address already in use')
      if (attempt === ATTEMPTS || !isPassing) throw error
    }
  }
}

function serve({ executable, home, database, log }: Boot, port: number): GuardedProcess {
  return startGuarded({
    command: executable,
    args: [
      ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)],
      // The ports for HTTP and metrics are free ones by default.
      ...['--db-filename', database, '--log-level', 'error'],
    ],
    env: bareEnvironment(home),
    cwd: home,
    signal: 'SIGTERM',
    grace: STOP_GRACE,
    log,
  })
}

async function readiness(server: GuardedProcess, port: number): Promise<void> {
  const deadline = Date.now() + START_LIMIT
  const check = async (probe: () => Promise<boolean>): Promise<void> => {
    while (!(await probe())) {
      const exitCode = await exitedWithin(server, 50)
      if (exitCode !== undefined) throw failed(`it stopped with exit code ${exitCode}:\n${server.recent()}`)
      if (Date.now() > deadline) throw failed(`no answer in time:\n${server.recent()}`)
    }
  }
  // First the bare port: a gRPC channel that was refused waits a second before it tries again.
  await check(() => listens(port))
  const connection = Connection.lazy({ address: `127.0.0.1:${port}` })
  try {
    await check(() => isServing(connection))
  } finally {
    await connection.close()
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

const SERVING = 1 // grpc.health.v1.HealthCheckResponse.ServingStatus

async function isServing(connection: Connection): Promise<boolean> {
  try {
    return await connection.withDeadline(Date.now() + 5_000, async () => {
      const { status } = await connection.healthService.check({
        service: 'temporal.api.workflowservice.v1.WorkflowService',
      })
      await connection.workflowService.describeNamespace({ namespace: NAMESPACE })
      return status === SERVING
    })
  } catch {
    return false
  }
}

function failed(reason: string): CountersignError {
  const detail = `The embedded Temporal does not start: ${reason}\nOr set TEMPORAL_ADDRESS to a server of your own.`
  return new CountersignError({ code: 'EMBEDDED_TEMPORAL', status: 503, detail })
}
