import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import proto from '@temporalio/proto'
import { freePort } from '../../src/embedded/free-port.ts'
import { startPostgres } from '../../src/embedded/postgres.ts'
import { passedOn, runCommand, type Command, type Environment } from './command.ts'
import { environmentOf, readCompose, ROOT, serviceOf } from './compose.ts'
import { openLoadBalancer } from './load-balancer.ts'
import { asSuperuser } from './as-superuser.ts'
import { until } from './until.ts'

export { asSuperuser }

const TEMPORAL = process.env['COUNTERSIGN_TEST_TEMPORAL'] ?? ''
const LOGINS = ['api', 'worker', 'signer', 'migrate'] as const
export type Login = (typeof LOGINS)[number]
export type ProcessName = 'api' | 'worker' | 'signer'

/** What docker-compose.yml describes, as plain processes: its settings, with other hosts, ports and paths. */
export interface Topology {
  readonly folder: string
  /** Of a superuser, who stands outside of it. */
  readonly databaseUrl: string
  readonly origin: string
  readonly running: readonly Command[]
  /** As the service of that name has it in the file. */
  env(service: ProcessName | 'migrate' | 'init'): Environment
  loginUrl(login: Login): string
  run(name: ProcessName): Promise<Command>
  /** One that runs, killed as a machine dies. */
  kill(name: ProcessName): Promise<void>
  /** Where Prometheus asks, one address for each process. */
  metricsOf(name: ProcessName): readonly string[]
  stop(): Promise<void>
  close(): Promise<void>
}

export interface TopologyOptions {
  /** PEM: whose security keys are accepted. */
  readonly roots: string
  /** In place of what the file sets, with the reason where it is called. */
  readonly overrides?: Environment
}

interface Started {
  readonly name: ProcessName
  readonly command: Command
  readonly probes: string
}

/** PostgreSQL of its own with the four logins of deploy/postgres, a namespace of its own in an external Temporal. */
export async function openTopology({ roots, overrides = {} }: TopologyOptions): Promise<Topology> {
  const compose = readCompose()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-topology-'))
  // Started as root, PostgreSQL runs as another account, which must pass through to its files and secrets.
  await chmod(folder, 0o711)
  const postgres = await startPostgres({ dataDir: folder, durable: false, log: () => undefined })
  const apiPorts = [await freePort(), await freePort()]
  const balancer = await openLoadBalancer(apiPorts)
  const secrets = join(folder, 'secrets')
  await writeSecrets(secrets, postgres.port)
  await makeLogins(postgres.url, secrets)
  await writeFile(join(folder, 'attestation-roots.pem'), roots)
  const origin = `http://localhost:${balancer.port}`
  const elsewhere: Environment = {
    PUBLIC_ORIGIN: origin,
    TEMPORAL_ADDRESS: TEMPORAL,
    TEMPORAL_NAMESPACE: await ownNamespace(),
    SIGNER_URL: `http://127.0.0.1:${await freePort()}`,
    ATTESTATION_ROOTS: join(folder, 'attestation-roots.pem'),
    DATA_DIR: join(folder, 'signer'),
    WEBHOOK_ALLOW_NETS: '127.0.0.0/8',
    LOG_LEVEL: 'warn',
    ...overrides,
  }
  let started: Started[] = []

  /** Only what the file sets: nothing is given to a process that its container would not have. */
  function env(service: ProcessName | 'migrate' | 'init'): Environment {
    const given = Object.entries(environmentOf(serviceOf(compose, service)))
    const own = given.map(([name, text]) => [name, elsewhere[name] ?? text.replace('/run/secrets', secrets)])
    return { ...passedOn(), ...(Object.fromEntries(own) as Environment) }
  }

  async function run(name: ProcessName): Promise<Command> {
    const listens = name === 'api' ? freeApiPort(started, apiPorts) : await freePort()
    const address = name === 'api' ? { PORT: String(listens) } : { HEALTH_ADDRESS: `127.0.0.1:${listens}` }
    const command = runCommand([name], { env: { ...env(name), ...address }, cwd: folder })
    started.push({ name, command, probes: `http://127.0.0.1:${listens}` })
    await command.says(new RegExp(`^countersign ${name} ready$`, 'm'))
    return command
  }

  async function kill(name: ProcessName): Promise<void> {
    const victim = started.find((one) => one.name === name)
    started = started.filter((one) => one !== victim)
    expect(await victim?.command.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
  }

  async function stop(): Promise<void> {
    await Promise.all(started.map(({ command }) => command.stop()))
    started = []
  }
  return {
    folder,
    databaseUrl: postgres.url,
    origin,
    get running() {
      return started.map(({ command }) => command)
    },
    env,
    loginUrl: (login) => loginUrl(login, passwordOf(login), postgres.port),
    run,
    kill,
    metricsOf: (name) => started.filter((one) => one.name === name).map(({ probes }) => probes),
    stop,
    async close() {
      await stop()
      await balancer.close()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function freeApiPort(started: readonly Started[], ports: readonly number[]): number {
  const free = ports.find((port) => started.every(({ probes }) => probes !== `http://127.0.0.1:${port}`))
  if (free === undefined) throw new Error(`All ${ports.length} APIs run`)
  return free
}

const passwordOf = (login: Login): string => `a password of ${login}`.padEnd(24, '.').replaceAll(' ', '-')

const loginUrl = (login: Login, password: string, port: number): string =>
  `postgres://countersign_${login}:${password}@127.0.0.1:${port}/countersign`

// Nobody listens there: a mail server that is away must not keep a payment.
const NO_MAIL = 'smtp://127.0.0.1:9'

/** What deploy/make-secrets.sh makes, for this machine's accounts. */
export async function writeSecrets(folder: string, port: number, smtpUrl = NO_MAIL): Promise<void> {
  await mkdir(folder)
  const put = (name: string, text: string, mode = 0o400): Promise<void> => writeFile(join(folder, name), text, { mode })
  for (const login of LOGINS) {
    // Read by the account that PostgreSQL runs as.
    await put(`postgres-${login}-password`, `${passwordOf(login)}\n`, 0o444)
    await put(`database-url-${login}`, `${loginUrl(login, passwordOf(login), port)}\n`)
  }
  const keys = { '1': randomBytes(32).toString('base64') }
  await put('keyring', JSON.stringify({ current: '1', keys }))
  await put('smtp-url', `${smtpUrl}\n`)
}

/** The shipped file, with another path to the secrets. */
export async function makeLogins(url: string, secrets: string): Promise<void> {
  const sql = await readFile(join(ROOT, 'deploy/postgres/10-roles.sql'), 'utf8')
  await asSuperuser(url, async (client) => void (await client.query(sql.replaceAll('/run/secrets', secrets))))
}

/** So that no other installation's workflows come to our workers. */
async function ownNamespace(): Promise<string> {
  const namespace = `topology-${randomBytes(4).toString('hex')}`
  const connection = await Connection.connect({ address: TEMPORAL })
  try {
    const workflowExecutionRetentionPeriod = proto.google.protobuf.Duration.fromObject({ seconds: 86_400 })
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod })
    // Known to one part of the server before it is to another.
    await until('the namespace being known', async () => {
      const asked = connection.workflowService.countWorkflowExecutions({ namespace, query: '' })
      return asked.then(
        () => true as const,
        () => undefined,
      )
    })
    return namespace
  } finally {
    await connection.close()
  }
}
