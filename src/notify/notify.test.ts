import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { SMTPServer } from 'smtp-server'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openErpEndpoint } from '../../test/support/erp-endpoint.ts'
import { eventually } from '../../test/support/log-room.ts'
import { openReleaseRoom, testKeyring, type ReleaseRoom } from '../../test/support/release-room.ts'
import { newId, newUuid } from '../platform/ids.ts'
import * as outbox from '../platform/outbox.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { createJobQueue } from '../platform/queue/create-job-queue.ts'
import { PermanentFailure, type JobQueue } from '../platform/queue/job-queue.ts'
import { migrateJobQueue } from '../platform/queue/migrate-job-queue.ts'
import { relayOutbox, type Delivery } from '../platform/relay-outbox.ts'
import { fanOutEvent } from '../release/webhooks/fan-out-event.ts'
import { startWebhooks } from '../release/webhooks/start-webhooks.ts'
import type { Audience } from './audience.ts'
import { createMailer } from './mailer.ts'
import { notifyOnEvent } from './notify-on-events.ts'
import { notifyPeople } from './notify-people.ts'
import { sendMail } from './send-mail.ts'
import { startNotify } from './start-notify.ts'

const ORIGIN = 'https://approve.example.com'
const FROM = 'Countersign <countersign@example.com>'

interface ReceivedMail {
  readonly to: readonly string[]
  readonly raw: string
}

/** A mail server on loopback; `refuse` may answer a recipient with an error. */
async function openMailServer(refuse: (address: string, before: number) => Error | null = () => null) {
  const mails: ReceivedMail[] = []
  let asked = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo(address, _session, callback) {
      callback(refuse(address.address, asked))
      asked += 1
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map((one) => one.address),
          raw: Buffer.concat(chunks).toString('utf8'),
        })
        callback()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    mails,
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

const refusal = (responseCode: number): Error => Object.assign(new Error('no <ben@example.com> here'), { responseCode })

describeWithPostgres('notices', () => {
  let room: ReleaseRoom
  let closing: (() => unknown)[]

  beforeEach(async () => {
    room = await openReleaseRoom()
    closing = []
  })
  afterEach(async () => {
    for (const close of closing.reverse()) await close()
    await room.close()
  })

  const mailServer: typeof openMailServer = async (refuse) => {
    const server = await openMailServer(refuse)
    closing.push(server.close)
    return server
  }
  const mailer = (
    settings: { smtpUrl?: string | null; profile?: 'demo' | 'production'; dataDir?: string },
    logged: unknown[] = [],
  ) => {
    const info = (...line: unknown[]): void => void logged.push(line)
    return createMailer(
      { smtpUrl: null, mailFrom: FROM, profile: 'production', dataDir: '/nowhere', ...settings },
      { info },
    )
  }
  const contact = async (ownerType: 'person' | 'counterparty', ownerId: string, value: string, state = 'active') => {
    const id = newId('con')
    await sql`insert into contacts (id, owner_type, owner_id, version, kind, value, provenance, verified_at, time_zone,
        vetted_by, onboarded, state, created_at)
      values (${id}, ${ownerType}, ${ownerId}, 1, ${value.includes('@') ? 'email' : 'phone'}, ${value}, 'p',
        countersign_now(), 'UTC', 'genesis', true, ${state}, countersign_now())`.execute(room.owner)
    return id
  }

  describe('sent', () => {
    const send = (
      url: string,
      recipientId: string,
      template = 'evidence-required',
      reference: string | null = null,
    ) => {
      const mail = { template, recipientId, reference }
      return sendMail({ db: room.worker, mailer: mailer({ smtpUrl: url }), origin: ORIGIN }, 'job-1', mail)
    }

    it('reach the address on file when they are sent, as plain text by a machine', async () => {
      const server = await mailServer()
      const ben = await room.person('old@example.com')
      await sql`update people set email = 'ben@example.com' where id = ${ben}`.execute(room.owner)
      const reference = newId('ord')
      await send(server.url, ben, 'evidence-required', reference)
      expect(server.mails.map((mail) => mail.to)).toEqual([['ben@example.com']])
      const raw = server.mails[0]?.raw ?? ''
      expect(raw).toContain('From: Countersign <countersign@example.com>')
      expect(raw).toContain('Subject: [Example Ltd] Something waits for you')
      expect(raw).toContain('Auto-Submitted: auto-generated')
      expect(raw).toContain('Message-ID: <job-1@example.com>')
      expect(raw).toContain('Content-Type: text/plain')
      expect(raw).toContain(reference)
      expect(raw).not.toContain('text/html')
    })

    it('about keys reach every address on file, others only the one people sign in with', async () => {
      const server = await mailServer()
      const ben = await room.person('ben@example.com')
      await contact('person', ben, 'ben@home.example.org')
      await contact('person', ben, 'retired@example.org', 'retired')
      await contact('person', ben, '+33123456789')
      await send(server.url, ben, 'evidence-required')
      await send(server.url, ben, 'key-enrolled')
      expect(server.mails.map((mail) => mail.to)).toEqual([
        ['ben@example.com'],
        ['ben@example.com', 'ben@home.example.org'],
      ])
    })

    it('go to nobody who has left, and nobody unknown', async () => {
      const server = await mailServer()
      await send(server.url, await room.person('gone@example.com', { state: 'left' }))
      await send(server.url, 'per_unknown')
      await send(server.url, 'con_unknown')
      await send(server.url, await contact('counterparty', 'cpt_1', '+33123456789'))
      expect(server.mails).toEqual([])
    })

    it("to a payee's contact say nothing of the inside, also when the contact is an old one by now", async () => {
      const server = await mailServer()
      const id = await contact('counterparty', 'cpt_1', 'billing@payee.example.org', 'retired')
      await send(server.url, id, 'contact-change-applied')
      expect(server.mails.map((mail) => mail.to)).toEqual([['billing@payee.example.org']])
      expect(server.mails[0]?.raw).not.toContain(ORIGIN)
      expect(server.mails[0]?.raw).toContain('Your contact details with us')
    })

    it('are given up where the address is refused for good, and tried again otherwise, in words without the address', async () => {
      const ben = await room.person('ben@example.com')
      const failureOf = async (url: string) => {
        const error: unknown = await send(url, ben).catch((failure: unknown) => failure)
        expect(String(error)).not.toContain('ben@example.com')
        return error
      }
      const gone = await mailServer(() => refusal(550))
      expect(await failureOf(gone.url)).toBeInstanceOf(PermanentFailure)
      const busy = await mailServer(() => refusal(450))
      expect(await failureOf(busy.url)).not.toBeInstanceOf(PermanentFailure)
      const down = await openMailServer()
      await down.close()
      expect(String(await failureOf(down.url))).toContain('ESOCKET')
    })

    it('without a mail server are files in the demo, and elsewhere a line that says nothing', async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'countersign-mail-'))
      closing.push(() => rmSync(dataDir, { recursive: true }))
      const ben = await room.person('ben@example.com')
      const mail = { template: 'denied', recipientId: ben, reference: null }
      await sendMail({ db: room.worker, mailer: mailer({ profile: 'demo', dataDir }), origin: ORIGIN }, 'job-1', mail)
      expect(readdirSync(join(dataDir, 'mail'))).toEqual(['job-1.eml'])
      const path = join(dataDir, 'mail', 'job-1.eml')
      expect(readFileSync(path, 'utf8')).toContain('To: ben@example.com')
      expect(statSync(path).mode & 0o077).toBe(0)

      const logged: unknown[] = []
      await sendMail({ db: room.worker, mailer: mailer({}, logged), origin: ORIGIN }, 'job-2', mail)
      expect(logged).toEqual([[{ jobId: 'job-2' }, 'Mail not sent, because SMTP_URL is not set']])
    })
  })

  describe('from what happens to the mail server', () => {
    let jobs: JobQueue
    let stop: AbortController
    let relaying: Promise<void>
    let audience: { eligible: string[]; requesters: string[]; failing: number }

    beforeEach(async () => {
      await migrateJobQueue(room.url)
      jobs = createJobQueue({ databaseUrl: room.url, timeScale: 100_000, onError: () => {} })
      audience = { eligible: [], requesters: [], failing: 0 }
      stop = new AbortController()
      relaying = Promise.resolve()
      closing.push(
        () => jobs.close(),
        () => {
          stop.abort()
          return relaying
        },
      )
    })

    function start(smtpUrl: string, windowMs = 300): void {
      const asked = (who: 'eligible' | 'requesters') => async (): Promise<string[]> => {
        if (audience.failing > 0) {
          audience.failing -= 1
          throw new Error('The record is away')
        }
        return audience[who]
      }
      const answering: Audience = {
        eligible: asked('eligible'),
        mayBeEligible: asked('eligible'),
        requesters: asked('requesters'),
      }
      const tellAtOnce = startNotify({
        ...{ db: room.worker, jobs, mailer: mailer({ smtpUrl }), origin: ORIGIN, audience: answering, windowMs },
        onError: () => {},
      })
      const deliver = async (message: Delivery): Promise<void> => {
        if (message.kind === 'mail') await notifyPeople(jobs, message)
        if (message.kind !== 'event') return
        await fanOutEvent({ db: room.worker, jobs }, message.event)
        await notifyOnEvent(jobs, message.event, { attempt: message.attempt, tellAtOnce })
      }
      relaying = relayOutbox({ db: room.worker, url: room.url, deliver, onError: () => {}, signal: stop.signal })
    }
    const publish = (type: string, subjectId: string, data = {}) =>
      transaction(room.api, (tx) => outbox.add(tx, { kind: 'event', type, subjectId, data }))

    it('tells each person of an outbox message, and each contact, once', async () => {
      const server = await mailServer()
      const [ben, eve] = [await room.person('ben@example.com'), await room.person('eve@example.com')]
      const contactId = await contact('counterparty', 'cpt_1', 'billing@payee.example.org')
      const caseId = newId('cas')
      const message = {
        id: newUuid(),
        template: 'contact-change-proposed',
        personIds: [ben, eve, ben],
        subjectType: null,
        subjectId: null,
        data: { contactIds: [contactId], caseId, amount: '12500.00', iban: 'FR7630006000011234567890189' },
      }
      start(server.url)
      await notifyPeople(jobs, message)
      await notifyPeople(jobs, message)
      await eventually(async () => server.mails.length === 3)
      await sleep(200)
      expect(server.mails.flatMap((mail) => mail.to).sort()).toEqual([
        'ben@example.com',
        'billing@payee.example.org',
        'eve@example.com',
      ])
      for (const { raw } of server.mails) {
        expect(raw).toContain(caseId)
        expect(raw).not.toMatch(/12500|FR76/)
      }
      const { rows } = await sql<{ text: string }>`select to_jsonb(job)::text as text from bullmq.job`.execute(
        room.owner,
      )
      expect(rows.length).toBeGreaterThanOrEqual(3)
      expect(JSON.stringify(rows)).not.toMatch(/12500|FR76|@example/)
    })

    it('tells those who can answer that something waits: one mail for a whole run', async () => {
      const server = await mailServer()
      audience.eligible = [await room.person('ben@example.com'), await room.person('eve@example.com')]
      start(server.url, 2_000)
      const startedAt = performance.now()
      for (let n = 0; n < 25; n += 1)
        await publish('payment_order.evidence_required', newId('ord'), { payee: 'Ateliers du Rhone SAS' })
      await publish('payment_order.received', newId('ord'))
      const windows = 1 + Math.ceil((performance.now() - startedAt) / 2_000)
      await eventually(async () => server.mails.length >= 2)
      await sleep(2_500)
      // One a window, and one more should the run have fallen on the border between two.
      for (const address of ['ben@example.com', 'eve@example.com']) {
        const own = server.mails.filter((mail) => mail.to.includes(address))
        expect(own.length).toBeGreaterThanOrEqual(1)
        expect(own.length).toBeLessThanOrEqual(windows)
      }
      expect(server.mails.map((mail) => mail.raw).join()).not.toContain('Ateliers')
    })

    it('tells those who asked that it was stopped', async () => {
      const server = await mailServer()
      audience.eligible = [await room.person('ben@example.com')]
      audience.requesters = [await room.person('ana@example.com')]
      start(server.url)
      await publish('payment_order.denied', newId('ord'))
      await eventually(async () => server.mails.length === 1)
      expect(server.mails[0]).toMatchObject({ to: ['ana@example.com'], raw: expect.stringContaining('was stopped') })
    })

    it('asks again who is to be told, when that failed', async () => {
      const server = await mailServer()
      audience.eligible = [await room.person('ben@example.com')]
      audience.failing = 1
      start(server.url)
      await publish('payment_order.escalated', newId('ord'))
      await eventually(async () => server.mails.length === 1)
    })

    it('lets webhooks through while the mail server hangs', async () => {
      const sockets: Socket[] = []
      const hanging = createServer((socket) => void sockets.push(socket))
      await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve))
      const erp = await openErpEndpoint()
      const release = (): void => sockets.forEach((socket) => socket.destroy())
      closing.push(
        () => erp.close(),
        () => hanging.close(),
      )
      await room.client('erp')
      await room.endpoint('erp', erp.url())
      audience.eligible = await Promise.all(Array.from({ length: 8 }, (_, n) => room.person(`p${n}@example.com`)))
      start(`smtp://127.0.0.1:${(hanging.address() as AddressInfo).port}`)
      startWebhooks({
        db: room.worker,
        jobs,
        keyring: testKeyring,
        settings: { profile: 'sandbox', webhookAllowNets: [] },
      })
      for (let n = 0; n < 3; n += 1) await publish('change.proposed', newId('chg'))
      await sleep(600)
      await publish('hold.placed', newId('hld'))
      await eventually(async () => erp.received.length === 4 && sockets.length > 0)
      hanging.on('connection', release)
      release()
    })
  })
})
