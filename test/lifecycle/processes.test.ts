import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { Client } from 'pg'
import { freePort } from '../../src/embedded/free-port.ts'
import { createAttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { passedOn, runCommand, runToEnd, type Command, type Environment } from '../support/command.ts'
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts'
import { goAlong } from '../support/going-along.ts'
import { Refusal } from '../support/http.ts'
import { BY_ERP, invoiceFrom, readFrom, type Invoice } from '../support/invoices.ts'
import { openOffice, type Office } from '../support/office.ts'
import { SUPPLIER } from '../support/organisation.ts'
import { expectLogVerifies } from '../support/oracle.ts'
import { describeWithService, initialise, type Service, type ServiceOptions } from '../support/service.ts'
import { until } from '../support/until.ts'
import { openLoadBalancer, type LoadBalancer } from './load-balancer.ts'

const TEMPORAL = process.env['COUNTERSIGN_TEST_TEMPORAL'] ?? ''

jest.setTimeout(180_000)

/** As an operator runs it: a signer, two workers, two APIs behind one address, each killed at some time. */
describeWithService('countersign as processes of their own', () => {
  let folder: string
  let database: TestDatabase
  let env: Environment
  let balancer: LoadBalancer
  let office: Office
  const ports: number[] = []
  const running: Command[] = []
  const paid: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-processes-'))
    database = await createEmptyDatabase()
    ports.push(await freePort(), await freePort())
    balancer = await openLoadBalancer(ports)
    const keys = { '1': randomBytes(32).toString('base64') }
    await writeFile(join(folder, 'keyring.json'), JSON.stringify({ current: '1', keys }), { mode: 0o600 })
    env = {
      ...passedOn(),
      PROFILE: 'demo',
      PUBLIC_ORIGIN: `http://localhost:${balancer.port}`,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: TEMPORAL,
      SIGNER_URL: `http://127.0.0.1:${await freePort()}`,
      KEYRING: join(folder, 'keyring.json'),
      DATA_DIR: join(folder, 'data'),
      WEBHOOK_ALLOW_NETS: '127.0.0.0/8',
      LOG_LEVEL: 'warn',
    }
    office = await openOffice({}, openAll)
  }, 240_000)
  afterAll(async () => {
    await office?.close()
    await balancer?.close()
    await database?.drop()
    await rm(folder, { recursive: true, force: true })
  }, 60_000)

  async function openAll(options: ServiceOptions): Promise<Service> {
    const keyMaker = await createAttestationRoot()
    const stop = async (): Promise<void> => void (await Promise.all(running.map((command) => command.stop())))
    try {
      const secrets = await migrateAndInitialise(options)
      await Promise.all([run('signer'), run('worker'), run('worker'), ...ports.map((port) => run('api', port))])
      const [origin, dataDir] = [env['PUBLIC_ORIGIN'] ?? '', env['DATA_DIR'] ?? '']
      const places = { databaseUrl: database.url, temporalAddress: TEMPORAL, origin, dataDir }
      return { ...places, secrets, keyMaker, output: () => running.map((one) => one.output()).join('\n'), stop }
    } catch (error) {
      await stop()
      throw error
    }
  }

  async function migrateAndInitialise(options: ServiceOptions): Promise<Service['secrets']> {
    await expect(initialise(folder, env, options)).rejects.toThrow('Run: countersign migrate')
    const output = 'The database is not at this version. Run: countersign migrate\n'
    expect(await runToEnd(['worker'], { env, cwd: folder })).toEqual({ code: 1, output })
    for (const _ of ['first', 'again']) {
      expect(await runToEnd(['migrate'], { env, cwd: folder })).toMatchObject({ code: 0 })
    }
    return initialise(folder, env, options)
  }

  async function run(name: 'signer' | 'worker' | 'api', port?: number): Promise<Command> {
    const own = port === undefined ? {} : { PORT: String(port) }
    const command = runCommand([name], { env: { ...env, ...own }, cwd: folder })
    running.push(command)
    await command.says(new RegExp(`^countersign ${name} ready$`, 'm'))
    return command
  }

  /** The oldest that runs, killed as a machine dies. */
  async function kill(name: 'signer' | 'worker' | 'api'): Promise<void> {
    const index = running.findIndex((command) => command.output().includes(`countersign ${name} ready`))
    const [command] = running.splice(index, 1)
    expect(await command?.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
  }

  /** What an ERP and people do when a machine dies under their call: they call again. */
  async function insist<T>(call: () => Promise<T>): Promise<T> {
    return until('an answer', () => call().catch(unlessFinal))
  }

  function unlessFinal(error: unknown): undefined {
    const isRefusal = error instanceof Refusal
    const isPassing = isRefusal ? error.status >= 500 || error.status === 409 : String(error).includes('fetch failed')
    if (!isPassing) throw error
    return undefined
  }

  /** 30,000 to a vetted payee: two approvals, a callback, a review, and time. */
  async function submit(): Promise<{ id: string; invoice: Invoice }> {
    const invoice = invoiceFrom(SUPPLIER, '30000.00', BY_ERP)
    const { id } = await insist(() => office.erp.submit(invoice, invoice.externalId))
    return { id, invoice }
  }

  /** Until nothing waits for anybody: whoever got no answer looks again, and signs again if it did not count. */
  async function signAll({ id, invoice }: { id: string; invoice: Invoice }): Promise<void> {
    const truth = readFrom(invoice)
    const subject = { type: 'order', id } as const
    await until('everybody having signed', async () => {
      await insist(() => goAlong(subject, { people: office.people, invoice: truth, callee: truth }))
      const { requirements } = await insist(() => office.erp.read(id))
      return requirements.every(({ kind, status }) => kind === 'cooling_off' || status === 'satisfied') || undefined
    })
  }

  async function releases(orderIds: readonly string[]): Promise<object[]> {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    try {
      const { rows } = await client.query<{ order_id: string; releases: number; events: number }>(
        `SELECT order_id, count(*)::int AS releases,
                (SELECT count(*)::int FROM events
                  WHERE subject_id = order_id AND type = 'payment_order.released') AS events
           FROM releases WHERE order_id = ANY($1) GROUP BY order_id ORDER BY order_id`,
        [orderIds],
      )
      return rows
    } finally {
      await client.end()
    }
  }

  async function expectReleasedOnce(orderIds: readonly string[]): Promise<void> {
    for (const id of orderIds) await insist(() => office.erp.release(id))
    paid.push(...orderIds)
    const once = paid.toSorted().map((order_id) => ({ order_id, releases: 1, events: 1 }))
    // Events are published a moment after the transaction that releases.
    await until('every release being told', async () => {
      return JSON.stringify(await releases(paid)) === JSON.stringify(once) ? true : undefined
    }).catch(() => undefined)
    expect(await releases(paid)).toEqual(once)
  }

  it('releases payments while a worker and an API are killed in the middle', async () => {
    const orders = await Promise.all([submit(), submit(), submit()])
    const signing = Promise.all(orders.map(signAll))
    const [first] = orders
    await until('the first signature being on record', async () => {
      const { evidence } = await insist(() => office.erp.read(first?.id ?? ''))
      return evidence.length > 0 ? true : undefined
    })
    await kill('worker')
    await kill('api')
    await signing
    await expectReleasedOnce(orders.map(({ id }) => id))
  })

  it('releases nothing while the signer is dead, and goes on when it is back', async () => {
    await kill('signer')
    const order = await submit()
    await signAll(order)
    await until('the order being approved', async () => {
      return (await office.erp.read(order.id)).state === 'approved' ? true : undefined
    })
    const refusal: unknown = await office.erp.token(order.id).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ status: 409 })
    expect(await releases([order.id])).toEqual([])

    await run('signer')
    await expectReleasedOnce([order.id])
    await expectLogVerifies(office)
  })

  it('stops each process in order when told', async () => {
    const exits = await Promise.all(running.map((command) => command.stop()))
    expect(exits).toEqual(running.map(() => ({ code: 0, signal: null })))
  })
})
