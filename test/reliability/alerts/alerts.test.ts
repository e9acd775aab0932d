import { jest } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { SMTPServer } from 'smtp-server'
import { createAttestationRoot } from '../../../src/sandbox/attestation-root.ts'
import { watchAlerts, type AlertWatch, type Target } from '../../support/alert-watch.ts'
import { runToEnd } from '../../support/command.ts'
import { openGate, type Gate } from '../../support/gate.ts'
import { goAlong } from '../../support/going-along.ts'
import { reaches } from '../../support/erp.ts'
import { BY_ERP, fromCfo, invoiceFrom, readFrom, strangerCalled, type Invoice } from '../../support/invoices.ts'
import { readAlerts } from '../../support/metrics.ts'
import { openOffice, type Office } from '../../support/office.ts'
import { LANDLORD } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import { hasPrometheus, startPrometheus } from '../../support/prometheus.ts'
import { quicken } from '../../support/promql/quicken.ts'
import { describeWithService, initialise, type Service, type ServiceOptions } from '../../support/service.ts'
import { asSuperuser, openTopology, type Topology } from '../../support/topology.ts'
import { until } from '../../support/until.ts'
import { FIRED_HERE } from './seen-firing.ts'

jest.setTimeout(240_000)

/** `npm run test:alerts`. A run of everything breaks the signer and the workers, and leaves out what takes minutes more. */
const IS_FULL = process.env['COUNTERSIGN_TEST_ALERTS'] === 'full'

const TEMPORAL = process.env['COUNTERSIGN_TEST_TEMPORAL'] ?? ''
const SCRAPE_SECONDS = 1
/** The longest wait of every rule. Its other waits keep their proportion. */
const LONGEST_SECONDS = 10

/**
 * The processes of docker-compose.yml, each part broken and healed in turn, and the shipped alerts watching. Only their
 * waits are shorter. Where there is a Prometheus it watches too.
 */
describeWithService('the shipped alerts, while things break', () => {
  let topology: Topology
  let office: Office
  let temporal: Gate
  let folder: string
  let mailServer: SMTPServer | undefined
  let mailPort = 0
  let watches: AlertWatch[] = []
  const seen = new Set<string>()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-alerts-'))
    temporal = await openGate(TEMPORAL)
    mailServer = await openMailServer(0)
    mailPort = (mailServer.server.address() as AddressInfo).port
    await writeFile(join(folder, 'smtp-url'), `smtp://127.0.0.1:${mailPort}\n`)
    office = await openOffice({}, openAll)
    await payHonestly(office, invoiceFrom(LANDLORD, '101.10', BY_ERP))
    const rules = (await readAlerts())
      .filter(({ alert }) => FIRED_HERE.includes(alert))
      .map((rule) => quicken(rule, LONGEST_SECONDS))
    const options = { rules, targets, everySeconds: SCRAPE_SECONDS }
    watches = [watchAlerts(options), ...(hasPrometheus() ? [await startPrometheus(options)] : [])]
    console.info(`Watched by ${watches.map(({ name }) => name).join(' and ')}`)
  }, 240_000)
  afterAll(async () => {
    await Promise.all(watches.map((watch) => watch.close()))
    await office?.close()
    await topology?.close()
    await temporal?.shut()
    await closeMailServer()
    await rm(folder, { recursive: true, force: true })
  }, 120_000)

  async function openAll(options: ServiceOptions): Promise<Service> {
    const keyMaker = await createAttestationRoot()
    const overrides = {
      PROFILE: 'demo',
      TEMPORAL_ADDRESS: temporal.address,
      SMTP_URL_FILE: join(folder, 'smtp-url'),
    }
    topology = await openTopology({ roots: keyMaker.pem, overrides })
    const { databaseUrl, origin, folder: dataDir, env, stop } = topology
    expect(await runToEnd(['migrate'], { env: env('migrate'), cwd: dataDir })).toMatchObject({ code: 0 })
    const secrets = await initialise(dataDir, env('init'), options)
    await Promise.all((['signer', 'worker', 'worker', 'api', 'api'] as const).map((name) => topology.run(name)))
    const output = (): string => topology.running.map((one) => one.output()).join('\n')
    return { databaseUrl, temporalAddress: '', origin, dataDir, secrets, keyMaker, output, stop }
  }

  function targets(): Target[] {
    return (['api', 'worker'] as const).flatMap((job) =>
      topology.metricsOf(job).map((url) => ({ job, instance: new URL(url).host })),
    )
  }

  async function openMailServer(port: number): Promise<SMTPServer> {
    const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'] })
    server.on('error', () => undefined)
    await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', () => resolve()))
    return server
  }

  async function closeMailServer(): Promise<void> {
    const closing = mailServer
    mailServer = undefined
    await new Promise<void>((resolve) => (closing === undefined ? resolve() : closing.close(() => resolve())))
  }

  async function firing(): Promise<readonly (readonly string[])[]> {
    return Promise.all(watches.map((watch) => watch.firing()))
  }

  /** Each has fired at some time since; both watches saw it. */
  async function fire(...alerts: readonly string[]): Promise<void> {
    const missing = watches.map(() => new Set(alerts))
    await until(
      'the alerts',
      async () => {
        for (const [index, now] of (await firing()).entries()) for (const alert of now) missing[index]?.delete(alert)
        return missing.every(({ size }) => size === 0) ? true : undefined
      },
      100_000,
    ).catch((error: unknown) => {
      const lacking = missing.map((left, index) => `${watches[index]?.name}: ${[...left].join(', ')}`)
      throw new Error(`Did not fire: ${lacking.join('; ')}`, { cause: error })
    })
    for (const alert of alerts) seen.add(alert)
  }

  /** The same, while something goes on and on. */
  async function fireWhile(alerts: readonly string[], act: () => Promise<void>): Promise<void> {
    const over = new AbortController()
    const acting = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await act()
        await pause(800)
      }
    }
    await Promise.all([fire(...alerts).finally(() => over.abort()), acting()])
  }

  async function allClear(): Promise<void> {
    let last: readonly (readonly string[])[] = []
    await until(
      'all being well',
      async () => {
        last = await firing()
        return last.flat().length === 0 ? true : undefined
      },
      90_000,
    ).catch((error: unknown) => {
      throw new Error(`Still firing: ${[...new Set(last.flat())].join(', ')}`, { cause: error })
    })
  }

  const sql = (text: string, values: readonly unknown[] = []) =>
    asSuperuser(topology.databaseUrl, async (client) => (await client.query(text, [...values])).rows)

  async function terminate(workflowId: string): Promise<void> {
    const connection = await Connection.connect({ address: TEMPORAL })
    const client = new Client({ connection, namespace: topology.env('worker')['TEMPORAL_NAMESPACE'] ?? '' })
    // Its start may be on its way.
    await until('the workflow being ended', async () => {
      const ended = client.workflow.getHandle(workflowId).terminate('drill')
      return ended.then(
        () => true as const,
        () => undefined,
      )
    })
    await connection.close()
  }

  async function sign(id: string, invoice: Invoice): Promise<void> {
    const truth = readFrom(invoice)
    await goAlong({ type: 'order', id }, { people: office.people, invoice: truth, callee: truth })
  }

  async function approve(): Promise<string> {
    const invoice = invoiceFrom(LANDLORD, '202.20', BY_ERP)
    const { id } = await office.erp.submit(invoice)
    await sign(id, invoice)
    await reaches(office.erp, id, 'approved')
    return id
  }

  it('are silent while all is well', async () => {
    await pause(LONGEST_SECONDS * 2_000)
    expect((await firing()).flat()).toEqual([])
  })

  it('tell that the signer is dead, and are silent when it is back', async () => {
    await topology.kill('signer')
    const id = await approve()
    await fireWhile(['OrdersStuck', 'CheckpointLate', 'PartAway', 'ServerErrors'], async () => {
      expect((await fetch(`${topology.origin}/.well-known/jwks.json`)).status).toBe(503)
    })
    await topology.run('signer')
    await reaches(office.erp, id, 'released')
    await allClear()
  })

  it('tell that workers are dead, and that expiry is not kept', async () => {
    const { id: old } = await office.erp.submit(invoiceFrom(LANDLORD, '606.60', BY_ERP))
    await topology.kill('worker')
    await fire('ReplicaDown')
    await topology.kill('worker')
    const { id } = await office.erp.submit(invoiceFrom(LANDLORD, '707.70', BY_ERP))
    await sql(`UPDATE subjects SET expires_at = countersign_now() - interval '6 minutes' WHERE id = $1`, [old])
    await fire('WorkerDown', 'OutboxOld', 'CheckpointLate', 'ExpiryNotKept')
    await Promise.all([topology.run('worker'), topology.run('worker')])
    await sql(`UPDATE subjects SET expires_at = countersign_now() + interval '1 hour' WHERE id = $1`, [old])
    for (const one of [old, id]) await office.erp.cancel(one)
    await allClear()
  })

  if (IS_FULL) {
    it('tell that the evidence of an order does not verify, until it is stopped', async () => {
      await topology.kill('signer')
      const id = await approve()
      // Whoever has the database can do this; the signer alone stands between it and the bank.
      await sql(`UPDATE evidence SET signature = 'AAAA' WHERE subject_id = $1`, [id])
      await topology.run('signer')
      await fire('EvidenceRefused')
      await office.erp.cancel(id)
      await allClear()
    })

    it('tell that nobody works on what waits: calls, due dates, holds', async () => {
      const stranger = invoiceFrom(strangerCalled('Port Services SA'), '33000.00', fromCfo('video'))
      const { id } = await office.erp.submit(stranger)
      const held = await office
        .person('ben')
        .api.post('/v1/holds', { scope: 'channel', target: 'sms', reason: 'Drill.' })
      expect(held.status).toBe(201)
      await fire('CallbacksWait', 'OrdersOverdue', 'HeldForLong')
      await office.erp.cancel(id)
      await sql(`UPDATE holds SET lifted_at = countersign_now(), lifted_by = 'drill'`)
      await allClear()
    })

    it('tell that an ERP does not take webhooks, and that it does not want them any more', async () => {
      office.webhooks.answerWith(503)
      await office.erp.cancel((await office.erp.submit(invoiceFrom(LANDLORD, '303.30', BY_ERP))).id)
      await fire('WebhooksUndelivered')
      office.webhooks.answerWith(204)
      await allClear()
      office.webhooks.answerWith(410)
      await office.erp.cancel((await office.erp.submit(invoiceFrom(LANDLORD, '304.40', BY_ERP))).id)
      await fire('WebhookEndpointDisabled', 'JobsGivenUp')
      office.webhooks.answerWith(204)
      // Enabling it again has no call, and what came for it meanwhile is not tried any more.
      await pause(3_000)
      await sql('DELETE FROM webhook_deliveries WHERE delivered_at IS NULL')
      await sql(`UPDATE webhook_endpoints SET state = 'active'`)
      await allClear()
    })

    it('tell that the mail server is away', async () => {
      await closeMailServer()
      const submitted: string[] = []
      // Somebody always has mail to get.
      await fireWhile(['MailFails'], async () => {
        submitted.push((await office.erp.submit(invoiceFrom(LANDLORD, '404.40', BY_ERP))).id)
      })
      mailServer = await openMailServer(mailPort)
      for (const id of submitted) await office.erp.cancel(id)
      await allClear()
    })

    it('tell that somebody tries signatures', async () => {
      const invoice = invoiceFrom(LANDLORD, '505.50', BY_ERP)
      const { id, requirements } = await office.erp.submit(invoice)
      const ivy = office.person('ivy')
      const subject = { type: 'order', id } as const
      const challenge = await ivy.challenge(subject, requirements[0]?.id ?? '', 'confirm', {
        blindEntry: readFrom(invoice),
      })
      const forged = { ...(await ivy.touch(challenge)), id: 'AAAAAAAAAAAAAAAAAAAAAA', rawId: 'AAAAAAAAAAAAAAAAAAAAAA' }
      await fireWhile(['RefusalsOfSignatures'], async () => {
        const body = { challengeId: challenge.id, credential: forged }
        const answers = Array.from({ length: 10 }, () => ivy.api.post('/v1/evidence', body))
        for (const { status } of await Promise.all(answers)) expect(status).toBe(401)
      })
      await office.erp.cancel(id)
      await allClear()
    })

    it('tell that Temporal lost a workflow, which the sweeper starts again', async () => {
      const { id } = await office.erp.submit(invoiceFrom(LANDLORD, '808.80', BY_ERP))
      await sql(`UPDATE subjects SET updated_at = countersign_now() - interval '2 minutes' WHERE id = $1`, [id])
      await terminate(id)
      await fire('WorkflowsLost')
      await office.erp.cancel(id)
      await allClear()
    })

    it('tell that a signature was kept and not recorded in time', async () => {
      const { id } = await office.erp.submit(invoiceFrom(LANDLORD, '606.60', BY_ERP))
      const ivy = office.person('ivy')
      const challenge = await ivy.challenge({ type: 'order', id }, null, 'deny', { reason: 'Not ours' })
      await sql(
        `UPDATE challenges SET credential = '{}', kept_at = countersign_now(), expires_at = countersign_now() WHERE id = $1`,
        [challenge.id],
      )
      await fire('SignaturesLost')
      await office.erp.cancel(id)
      await allClear()
    })

    it('tell that Temporal is away', async () => {
      await temporal.shut()
      await fire('PartAway')
      await temporal.open()
      await allClear()
    })

    it('tell that the API cannot read the record', async () => {
      await sql('ALTER ROLE countersign_api NOLOGIN')
      await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'countersign_api'`)
      await fire('RecordUnreadable', 'PartAway')
      await sql('ALTER ROLE countersign_api LOGIN')
      await allClear()
    })

    it('tell that no API answers', async () => {
      await topology.kill('api')
      await topology.kill('api')
      await fire('ApiDown', 'ReplicaDown')
      await Promise.all([topology.run('api'), topology.run('api')])
      await allClear()
    })

    it('tell that exchange rates are about to be too old', async () => {
      const datedTo = (daysAgo: number): Promise<unknown> =>
        sql(`UPDATE organisation SET rates = jsonb_set(rates, '{asOf}', to_jsonb((current_date - $1::int)::text))`, [
          daysAgo,
        ])
      // Of the seven days that they count, as those of set-up in an installation where nobody brings new ones.
      await datedTo(7)
      await fire('RatesOld')
      await datedTo(0)
      await allClear()
    })

    it('have all fired that seen-firing.ts says are fired here', () => {
      expect([...seen].toSorted()).toEqual(FIRED_HERE.toSorted())
    })
  }
})
