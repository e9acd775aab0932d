import { jest } from '@jest/globals'
import { Client } from 'pg'
import { createAttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { runToEnd } from '../support/command.ts'
import { createErp } from '../support/erp.ts'
import { goAlong } from '../support/going-along.ts'
import { Refusal } from '../support/http.ts'
import { BY_ERP, invoiceFrom, readFrom, type Invoice } from '../support/invoices.ts'
import { metricNames, namesAskedFor } from '../support/metrics.ts'
import { openOffice, type Office } from '../support/office.ts'
import { SUPPLIER } from '../support/organisation.ts'
import { expectLogVerifies } from '../support/oracle.ts'
import { describeWithService, initialise, type Service, type ServiceOptions } from '../support/service.ts'
import { asSuperuser, openTopology, type Login, type ProcessName, type Topology } from '../support/topology.ts'
import { until } from '../support/until.ts'

jest.setTimeout(180_000)

/** `npm run test:topology`. A run of everything leaves out what takes a minute more. */
const IS_FULL = process.env['COUNTERSIGN_TEST_TOPOLOGY'] === 'full'

const LOGINS: readonly Login[] = ['api', 'worker', 'signer', 'migrate']

/**
 * As an operator runs it, from the settings of docker-compose.yml: a signer, two workers, two APIs behind one address,
 * each with a login of its own, each killed at some time. But for the profile: production takes no software key, and a
 * machine has no other to sign with (production.test.ts).
 */
describeWithService('countersign as docker-compose.yml runs it', () => {
  let topology: Topology
  let office: Office
  const paid: string[] = []

  beforeAll(async () => {
    office = await openOffice({}, openAll)
  }, 240_000)
  afterAll(async () => {
    await office?.close()
    await topology?.close()
  }, 60_000)

  async function openAll(options: ServiceOptions): Promise<Service> {
    const keyMaker = await createAttestationRoot()
    topology = await openTopology({ roots: keyMaker.pem, overrides: { PROFILE: 'demo' } })
    const { databaseUrl, origin, folder, stop } = topology
    try {
      const secrets = await migrateAndInitialise(options)
      await runAll()
      const output = (): string => topology.running.map((one) => one.output()).join('\n')
      return { databaseUrl, temporalAddress: '', origin, dataDir: folder, secrets, keyMaker, output, stop }
    } catch (error) {
      await topology.close()
      throw error
    }
  }

  async function runAll(): Promise<void> {
    await Promise.all((['signer', 'worker', 'worker', 'api', 'api'] as const).map((name) => topology.run(name)))
  }

  async function migrateAndInitialise(options: ServiceOptions): Promise<Service['secrets']> {
    const { folder: cwd, env } = topology
    await expect(initialise(cwd, env('init'), options)).rejects.toThrow('Run: countersign migrate')
    const output = 'The database is not at this version. Run: countersign migrate\n'
    expect(await runToEnd(['worker'], { env: env('worker'), cwd })).toEqual({ code: 1, output })
    for (const _ of ['first', 'again']) {
      expect(await runToEnd(['migrate'], { env: env('migrate'), cwd })).toMatchObject({ code: 0 })
    }
    return initialise(cwd, env('init'), options)
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

  function releases(orderIds: readonly string[]): Promise<object[]> {
    return asSuperuser(topology.databaseUrl, async (client) => {
      const { rows } = await client.query<{ order_id: string; releases: number; events: number }>(
        `SELECT order_id, count(*)::int AS releases,
                (SELECT count(*)::int FROM events
                  WHERE subject_id = order_id AND type = 'payment_order.released') AS events
           FROM releases WHERE order_id = ANY($1) GROUP BY order_id ORDER BY order_id`,
        [orderIds],
      )
      return rows
    })
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

  async function loggedIn(login: Login, work: (client: Client) => Promise<unknown>): Promise<unknown> {
    const client = new Client({ connectionString: topology.loginUrl(login) })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  it.each(LOGINS)('lets %s act as no other process, whatever it asks the database', async (login) => {
    for (const other of [...LOGINS.filter((one) => one !== login).map((one) => `countersign_${one}`), 'countersign']) {
      const refused = loggedIn(login, (client) => client.query(`SET ROLE ${other}`))
      await expect(refused).rejects.toMatchObject({ code: '42501' })
    }
    const ofItsOwn = { rows: [{ role: `countersign_${login}`, rolsuper: false, rolcreaterole: false }] }
    const who = 'SELECT current_user AS role, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user'
    expect(await loggedIn(login, (client) => client.query(who))).toMatchObject(ofItsOwn)
  })

  it('hands each process the login of its own and no other', async () => {
    const logins = await asSuperuser(topology.databaseUrl, async (client) => {
      const { rows } = await client.query<{ usename: string; application_name: string }>(
        `SELECT DISTINCT usename, application_name FROM pg_stat_activity WHERE application_name LIKE 'countersign-%'`,
      )
      return rows.filter(({ application_name }) => !application_name.endsWith('listen'))
    })
    expect(new Set(logins.map(({ usename, application_name }) => `${usename} ${application_name}`))).toEqual(
      new Set(['api', 'worker', 'signer'].map((name) => `countersign_${name} countersign-${name}`)),
    )
  })

  it.each(['worker', 'api'] as const)('releases every payment once while one %s is killed', async (name) => {
    const orders = await Promise.all([submit(), submit()])
    const signing = Promise.all(orders.map(signAll))
    const [first] = orders
    await until('the first signature being on record', async () => {
      const { evidence } = await insist(() => office.erp.read(first?.id ?? ''))
      return evidence.length > 0 ? true : undefined
    })
    await topology.kill(name)
    await signing
    await expectReleasedOnce(orders.map(({ id }) => id))
    await topology.run(name)
  })

  it('releases nothing while the signer is dead, and goes on when it is back', async () => {
    await topology.kill('signer')
    const order = await submit()
    await signAll(order)
    await until('the order being approved', async () => {
      return (await office.erp.read(order.id)).state === 'approved' ? true : undefined
    })
    const refusal: unknown = await office.erp.token(order.id).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ status: 409 })
    expect(await releases([order.id])).toEqual([])
    const [worker = ''] = topology.metricsOf('worker')
    const { parts } = (await (await fetch(`${worker}/readyz`)).json()) as { parts: object }
    expect(parts).toMatchObject({ database: 'ok', temporal: 'ok', worker: 'ok', signer: 'away' })

    await topology.run('signer')
    await expectReleasedOnce([order.id])
    await expectLogVerifies(office)
  })

  it('tells Prometheus everything that the shipped alerts and dashboards ask for', async () => {
    const processes: readonly ProcessName[] = ['api', 'worker']
    const told = new Set<string>()
    for (const url of processes.flatMap((name) => topology.metricsOf(name))) {
      for (const name of metricNames(await (await fetch(`${url}/metrics`)).text())) told.add(name)
    }
    const asked = await namesAskedFor()
    expect(asked.size).toBeGreaterThan(15)
    expect([...asked].filter((name) => !told.has(name))).toEqual([])
    const [signer = ''] = topology.metricsOf('signer')
    expect(metricNames(await (await fetch(`${signer}/metrics`)).text())).toContain('countersign_ready')
  })

  it('answers a client that its owner revoked in the record with 401, and the others as before', async () => {
    const other = createErp(office.service, 'other-erp')
    expect((await other.events()).length).toBeGreaterThan(0)
    await asSuperuser(topology.databaseUrl, (client) => {
      return client.query(`UPDATE clients SET state = 'revoked' WHERE id = 'other-erp'`)
    })
    for (const _ of topology.metricsOf('api')) await expect(other.events()).rejects.toMatchObject({ status: 401 })
    expect((await office.erp.events()).length).toBeGreaterThan(0)
  })

  it('stops each process in order when told', async () => {
    const exits = await Promise.all(topology.running.map((command) => command.stop()))
    expect(exits).toEqual(Array.from({ length: 5 }, () => ({ code: 0, signal: null })))
  })

  /** From another database of the same server: one that is renamed or copied has nobody in it. */
  async function aside(...statements: readonly string[]): Promise<void> {
    const url = new URL(topology.databaseUrl)
    url.pathname = '/postgres'
    await asSuperuser(url.href, async (client) => {
      for (const statement of statements) await client.query(statement)
    })
  }

  if (IS_FULL) {
    it('notices a database that is older than what was signed, says so to Prometheus, and releases nothing from it', async () => {
      await topology.stop()
      await aside('CREATE DATABASE earlier TEMPLATE countersign')
      await runAll()
      const lost = await submit()
      await signAll(lost)
      await expectReleasedOnce([lost.id])

      await topology.stop()
      await aside('ALTER DATABASE countersign RENAME TO later', 'ALTER DATABASE earlier RENAME TO countersign')
      await runAll()
      const order = await submit()
      await signAll(order)
      await until('the signer refusing its checkpoint', async () => {
        const scrapes = topology.metricsOf('worker').map(async (url) => (await fetch(`${url}/metrics`)).text())
        const told = (await Promise.all(scrapes)).join('\n')
        return (
          /^countersign_checkpoint_failures_total\{code="(CHECKPOINT_BEHIND|CHECKPOINT_FORK|LOG_SHORT)"\} [1-9]/m.test(
            told,
          ) || undefined
        )
      })
      await until('the order being approved', async () => {
        return (await office.erp.read(order.id)).state === 'approved' ? true : undefined
      })
      const refusal: unknown = await office.erp.token(order.id).catch((error: unknown) => error)
      expect(refusal).toMatchObject({ status: 409 })
      expect(await releases([order.id, lost.id])).toEqual([])
    })
  }
})
