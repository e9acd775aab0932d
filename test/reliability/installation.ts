import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../src/embedded/free-port.ts'
import { createAttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { passedOn, runToEnd, type Environment } from '../support/command.ts'
import { environmentOf, readCompose, serviceOf } from '../support/compose.ts'
import { initialise, type Service, type ServiceOptions } from '../support/service.ts'
import { makeLogins, writeSecrets } from '../support/topology.ts'
import { openMailServer, type MailServer } from './mail-server.ts'
import { openPostgres, type PostgresServer } from './postgres-server.ts'
import { allReady, openSeat, type Seat, type SeatName } from './seat.ts'
import { openTemporal, type TemporalServer } from './temporal-server.ts'
import { openUnreliableProxy, type UnreliableProxy } from './unreliable-proxy.ts'

/** What docker-compose.yml describes, two APIs and two workers, on servers of its own that can be taken from it. */
export interface Installation {
  readonly folder: string
  readonly postgres: PostgresServer
  readonly temporal: TemporalServer
  readonly proxy: UnreliableProxy
  readonly mail: MailServer
  readonly seats: readonly Seat[]
  seatsOf(name: SeatName): Seat[]
  /** Where the signer keeps its keys and what it remembers. */
  readonly signerFolder: string
  readonly service: Service
  /** Until every part says that it is ready. */
  ready(): Promise<void>
  close(): Promise<void>
}

const SEATS: readonly SeatName[] = ['signer', 'worker', 'worker', 'api', 'api']

export async function openInstallation(options: ServiceOptions): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-reliability-'))
  // PostgreSQL runs as another account when we are root, and must pass through to its files and secrets.
  await chmod(folder, 0o711)
  const signerFolder = join(folder, 'signer')
  await mkdir(signerFolder, { mode: 0o700 })
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const closeAll = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close().catch((error: unknown) => console.error(error))
  }

  try {
    const postgres = await openPostgres(folder)
    closing.push(() => postgres.down())
    const temporal = await openTemporal(folder)
    closing.push(() => temporal.down())
    const mail = await openMailServer()
    closing.push(() => mail.close())
    const apiPorts = [await freePort(), await freePort()]
    const proxy = await openUnreliableProxy(apiPorts)
    closing.push(() => proxy.close())

    const secrets = join(folder, 'secrets')
    await writeSecrets(secrets, postgres.port, `smtp://127.0.0.1:${mail.port}`)
    await makeLogins(postgres.url, secrets)
    const keyMaker = await createAttestationRoot()
    await writeFile(join(folder, 'attestation-roots.pem'), keyMaker.pem)
    const origin = `http://localhost:${proxy.port}`
    const signerUrl = `http://127.0.0.1:${await freePort()}`
    const compose = readCompose()

    /** As the shipped file has it, at other addresses. Production takes no software key, and there is no other here. */
    function env(service: SeatName | 'migrate' | 'init'): Environment {
      const elsewhere: Environment = {
        ...{
          PROFILE: 'demo',
          PUBLIC_ORIGIN: origin,
          TEMPORAL_ADDRESS: temporal.address,
          TEMPORAL_NAMESPACE: 'default',
        },
        ...{ SIGNER_URL: signerUrl, ATTESTATION_ROOTS: join(folder, 'attestation-roots.pem'), DATA_DIR: signerFolder },
        ...{ WEBHOOK_ALLOW_NETS: '127.0.0.0/8', LOG_LEVEL: 'warn' },
      }
      const given = Object.entries(environmentOf(serviceOf(compose, service)))
      const own = given.map(([name, text]) => [name, elsewhere[name] ?? text.replace('/run/secrets', secrets)])
      return { ...passedOn(), ...(Object.fromEntries(own) as Environment) }
    }

    const migrated = await runToEnd(['migrate'], { env: env('migrate'), cwd: folder })
    if (migrated.code !== 0) throw new Error(`countersign migrate ended with ${migrated.code}:\n${migrated.output}`)
    const secretsOf = await initialise(folder, env('init'), options)

    const seats: Seat[] = []
    closing.push(() => Promise.all(seats.map((seat) => seat.close())))
    const unused = [...apiPorts]
    for (const name of SEATS) {
      const port = name === 'api' ? (unused.pop() ?? 0) : await freePort()
      const address = name === 'api' ? { PORT: String(port) } : { HEALTH_ADDRESS: `127.0.0.1:${port}` }
      const probes = `http://127.0.0.1:${port}`
      seats.push(openSeat({ name, env: { ...env(name), ...address }, cwd: folder, probes }))
    }
    const output = (): string => seats.map((seat) => `--- ${seat.name}\n${seat.output()}`).join('\n')
    await allReady(seats)
    return {
      ...{ folder, postgres, temporal, proxy, mail, seats, signerFolder },
      seatsOf: (name) => seats.filter((seat) => seat.name === name),
      service: {
        ...{ origin, secrets: secretsOf, databaseUrl: postgres.url, temporalAddress: temporal.address },
        ...{ dataDir: folder, keyMaker, output, stop: closeAll },
      },
      async ready() {
        await postgres.up()
        await temporal.up()
        await allReady(seats)
      },
      close: closeAll,
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}
