import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { verifyWebhook } from '../../../client/verify-webhook.ts'
import { describeWithPostgres } from '../../../test/support/database.ts'
import { eventually } from '../../../test/support/log-room.ts'
import { ENDPOINT_SECRET, openReleaseRoom, testKeyring, type ReleaseRoom } from '../../../test/support/release-room.ts'
import { openErpEndpoint, type ErpRequest, type ErpEndpoint } from '../../../test/support/erp-endpoint.ts'
import type { PublishedEvent } from '../../platform/events.ts'
import { createJobQueue } from '../../platform/queue/create-job-queue.ts'
import { PermanentFailure, type JobQueue } from '../../platform/queue/job-queue.ts'
import { migrateJobQueue } from '../../platform/queue/migrate-job-queue.ts'
import type { WebhookSender } from './attempt-delivery.ts'
import { deliverWebhook } from './deliver-webhook.ts'
import { parseDeliveryJob } from './delivery-job.ts'
import { fanOutEvent } from './fan-out-event.ts'
import { parseNetworks } from './reachable-address.ts'
import { startWebhooks } from './start-webhooks.ts'

const LOOPBACK = parseNetworks(['127.0.0.0/8'])

describeWithPostgres('webhooks', () => {
  let room: ReleaseRoom
  let receivers: ErpEndpoint[]
  let queued: { jobId: string; endpointId: string }[]
  let jobs: JobQueue

  beforeEach(async () => {
    room = await openReleaseRoom()
    await room.client('erp')
    await room.client('treasury')
    receivers = []
    queued = []
    jobs = {
      enqueue: async (_queue, _name, data, { jobId }) =>
        void queued.push({ jobId, endpointId: parseDeliveryJob(data).endpointId }),
      work: () => {},
      close: async () => {},
    }
  })

  afterEach(async () => {
    await Promise.all(receivers.map((receiver) => receiver.close()))
    await room.close()
  })

  const receive: typeof openErpEndpoint = async (answer) => {
    const receiver = await openErpEndpoint(answer)
    receivers.push(receiver)
    return receiver
  }
  const fanOut = (event: PublishedEvent) => fanOutEvent({ db: room.worker, jobs }, event)
  const deliver = (endpointId: string, eventId: string, options: Partial<WebhookSender> = {}) => {
    const sender = { db: room.worker, keyring: testKeyring, guard: { allowed: LOOPBACK }, httpsOnly: false }
    return deliverWebhook({ ...sender, ...options }, endpointId, eventId)
  }
  const deliveries = async () => {
    type Row = { endpoint_id: string; attempts: number; last_status: string | null; delivered: boolean }
    const query = sql<Row>`
      select endpoint_id, attempts, last_status, delivered_at is not null as delivered
      from webhook_deliveries order by created_at, id`
    return (await query.execute(room.worker)).rows
  }
  const endpointState = async (id: string) => {
    const query = sql<{ state: string }>`select state from webhook_endpoints where id = ${id}`
    return (await query.execute(room.owner)).rows[0]?.state
  }

  describe('fanned out', () => {
    it("bring a payment's events to its own client's endpoints, all of them, and to nobody else's", async () => {
      const [first, second] = [
        await room.endpoint('erp', 'https://a.example/'),
        await room.endpoint('erp', 'https://b.example/'),
      ]
      await room.endpoint('treasury', 'https://c.example/')
      const orderId = await room.order('erp', 'released')
      await fanOut(await room.event('payment_order.released', orderId))
      expect(queued.map((job) => job.endpointId)).toEqual([first, second])
      await fanOut(await room.event('payment_order.released', await room.order(null, 'released')))
      await fanOut(await room.event('payment_order.released', 'ord_unknown'))
      expect(queued).toHaveLength(2)
    })

    it('bring holds, cases and changes to every client that reads events', async () => {
      await room.client('scanner', ['orders:write'])
      await room.client('gone')
      await sql`update clients set state = 'revoked' where id = 'gone'`.execute(room.owner)
      const wanted = [
        await room.endpoint('erp', 'https://a.example/'),
        await room.endpoint('treasury', 'https://b.example/'),
      ]
      for (const client of ['scanner', 'gone']) await room.endpoint(client, 'https://c.example/')
      for (const type of ['hold.placed', 'case.opened', 'change.applied']) {
        queued = []
        await fanOut(await room.event(type, 'hld_1'))
        expect(queued.map((job) => job.endpointId).sort()).toEqual([...wanted].sort())
      }
    })

    it('are enqueued under the same id again, and not at all once they were taken', async () => {
      const receiver = await receive()
      const endpointId = await room.endpoint('erp', receiver.url())
      const event = await room.event('hold.placed', 'hld_1')
      await fanOut(event)
      await fanOut(event)
      expect(queued).toHaveLength(2)
      expect(queued[1]?.jobId).toBe(queued[0]?.jobId)
      await deliver(endpointId, event.id)
      await fanOut(event)
      expect(queued).toHaveLength(2)
      expect(await deliveries()).toHaveLength(1)
    })

    it('pass by disabled endpoints', async () => {
      const endpointId = await room.endpoint('erp', 'https://a.example/')
      await sql`update webhook_endpoints set state = 'disabled' where id = ${endpointId}`.execute(room.owner)
      await fanOut(await room.event('hold.placed', 'hld_1'))
      expect(queued).toEqual([])
    })
  })

  describe('delivered', () => {
    async function due(answer?: Parameters<typeof openErpEndpoint>[0]) {
      const receiver = await receive(answer)
      const endpointId = await room.endpoint('erp', receiver.url())
      const orderId = await room.order('erp', 'released')
      const data = { orderId, externalId: 'INV-4711', state: 'released' }
      const event = await room.event('payment_order.released', orderId, data)
      await fanOut(event)
      return { receiver, endpointId, event }
    }

    it('carry the event as the contract has it, signed as the standard has it', async () => {
      const { receiver, endpointId, event } = await due()
      await deliver(endpointId, event.id)
      const [webhook] = receiver.received
      const { id, type, occurredAt, sequence, data } = event
      expect(JSON.parse(webhook?.body ?? '')).toEqual({ id, type, occurredAt, sequence, data })
      expect(webhook?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': id })
      expect(webhook?.headers['user-agent']).toContain('Countersign')
      const timestamp = Number(webhook?.headers['webhook-timestamp'])
      expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(5)
      expect(webhook?.headers['webhook-signature']).toBe(signatureOf(webhook))
      const { body = '', headers = {} } = webhook ?? {}
      expect(verifyWebhook(body, headers, ENDPOINT_SECRET)).toMatchObject({ valid: true, id })
      expect(verifyWebhook(body.replace('released', 'denied'), headers, ENDPOINT_SECRET)).toMatchObject({
        valid: false,
      })
      expect(await deliveries()).toEqual([
        { endpoint_id: endpointId, attempts: 1, last_status: '204', delivered: true },
      ])
    })

    it('are not sent again once they were taken', async () => {
      const { receiver, endpointId, event } = await due()
      await deliver(endpointId, event.id)
      await deliver(endpointId, event.id)
      expect(receiver.received).toHaveLength(1)
    })

    it.each([199 + 101, 307, 400, 404, 429, 500, 503])('fail with %d, to be tried again', async (status) => {
      const elsewhere = await receive()
      const { receiver, endpointId, event } = await due((response) =>
        response.writeHead(status, { location: elsewhere.url() }).end(),
      )
      const failure = await deliver(endpointId, event.id).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(Error)
      expect(failure).not.toBeInstanceOf(PermanentFailure)
      expect([receiver.received.length, elsewhere.received.length]).toEqual([1, 0])
      expect(await deliveries()).toMatchObject([{ attempts: 1, last_status: String(status), delivered: false }])
    })

    it('end with 410: the endpoint is disabled, the administrators are told once, the log says so', async () => {
      const fay = await room.person('fay@example.com', { roles: ['administrator'] })
      const asking: ServerResponse[] = []
      const { endpointId, event } = await due((response) => {
        // Both at once: neither answer is given before both have asked.
        asking.push(response)
        if (asking.length === 2) asking.forEach((one) => one.writeHead(410).end())
      })
      const other = await room.event('hold.placed', 'hld_1')
      await fanOut(other)
      const outcomes = await Promise.allSettled([deliver(endpointId, event.id), deliver(endpointId, other.id)])
      for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: expect.any(PermanentFailure) })
      await eventually(async () => (await deliveries()).every((one) => one.last_status === '410'))
      expect(await endpointState(endpointId)).toBe('disabled')
      await eventually(async () => (await mails()).length === 1)
      expect(await mails()).toEqual([{ template: 'webhook-disabled', personIds: [fay], data: {} }])
      const { rows } = await sql<{ body: string }>`
        select body from log_entries where kind = 'webhook.disabled'`.execute(room.owner)
      expect(rows.map((row): unknown => JSON.parse(row.body))).toEqual([
        expect.objectContaining({ endpointId, clientId: 'erp' }),
      ])
      await deliver(endpointId, (await room.event('hold.lifted', 'hld_1')).id)
      expect(await deliveries()).toHaveLength(2)
    })

    it('go to no private address, and to no plain http in production', async () => {
      const { receiver, endpointId, event } = await due()
      await expect(deliver(endpointId, event.id, { guard: { allowed: [] } })).rejects.toThrow('private')
      await expect(deliver(endpointId, event.id, { httpsOnly: true })).rejects.toThrow('https')
      const withPassword = await room.endpoint('erp', receiver.url().replace('//', '//user:secret@'))
      await fanOut(event)
      await expect(deliver(withPassword, event.id)).rejects.toThrow('Leave out user name and password')
      expect(receiver.received).toEqual([])
    })

    it("need the endpoint's own secret", async () => {
      const { receiver, endpointId, event } = await due()
      const other = await room.endpoint('erp', receiver.url())
      await sql`update webhook_endpoints set secret = (select secret from webhook_endpoints where id = ${other})
        where id = ${endpointId}`.execute(room.owner)
      await expect(deliver(endpointId, event.id)).rejects.toThrow('not made under key')
      expect(receiver.received).toEqual([])
    })

    const mails = async () => {
      const query = sql<{ payload: unknown }>`select payload from outbox where kind = 'mail'`
      return (await query.execute(room.worker)).rows.map((row) => row.payload)
    }
  })

  describe('queued', () => {
    let queue: JobQueue

    beforeEach(async () => {
      await migrateJobQueue(room.url)
      queue = createJobQueue({ databaseUrl: room.url, timeScale: 100_000, onError: () => {} })
    })
    afterEach(() => queue.close())

    const start = (timeoutMs?: number) => {
      const settings = { profile: 'sandbox', webhookAllowNets: [] } as const
      startWebhooks({
        db: room.worker,
        jobs: queue,
        keyring: testKeyring,
        settings,
        ...(timeoutMs ? { timeoutMs } : {}),
      })
    }

    it('are tried again until they are taken, each time signed anew under the same id', async () => {
      const receiver = await receive((response, _webhook, before) => response.writeHead(before < 3 ? 500 : 200).end())
      await room.endpoint('erp', receiver.url())
      const event = await room.event('hold.placed', 'hld_1')
      start()
      await fanOutEvent({ db: room.worker, jobs: queue }, event)
      await fanOutEvent({ db: room.worker, jobs: queue }, event)
      await eventually(async () => (await deliveries()).every((one) => one.delivered))
      await sleep(300)
      expect(receiver.received.map((webhook) => webhook.headers['webhook-id'])).toEqual(
        Array.from({ length: 4 }, () => event.id),
      )
      expect(receiver.received.map((webhook) => webhook.headers['webhook-signature'])).toEqual(
        receiver.received.map(signatureOf),
      )
      expect(await deliveries()).toMatchObject([{ attempts: 4, last_status: '200' }])
    })

    it('reach one endpoint while another lets everybody wait', async () => {
      const sockets: Socket[] = []
      const silent = createServer((socket) => void sockets.push(socket))
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
      const receiver = await receive()
      await room.endpoint('erp', `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`)
      await room.endpoint('treasury', receiver.url())
      // Longer than the test waits: what arrives did not wait for the silent one.
      start(60_000)
      // More than the worker has places: without a limit for each endpoint, the silent one would take them all.
      for (let n = 0; n < 45; n += 1) {
        const orderId = await room.order('erp', 'released')
        await fanOutEvent({ db: room.worker, jobs: queue }, await room.event('payment_order.released', orderId))
      }
      await fanOutEvent({ db: room.worker, jobs: queue }, await room.event('hold.placed', 'hld_1'))
      await eventually(async () => receiver.received.length === 1).finally(() => {
        silent.close()
        sockets.forEach((socket) => socket.destroy())
      })
    })
  })

  it('are written about by the worker alone', async () => {
    const endpointId = await room.endpoint('erp', 'https://a.example/')
    const insert = sql`insert into webhook_deliveries (id, endpoint_id, event_id, created_at)
      values ('whd_1', ${endpointId}, 'evt_1', countersign_now())`
    await expect(insert.execute(room.api)).rejects.toThrow('permission denied')
    await expect(sql`update webhook_endpoints set url = 'https://evil.example/'`.execute(room.api)).rejects.toThrow(
      'permission denied',
    )
    await expect(sql`select secret from webhook_endpoints`.execute(room.api)).rejects.toThrow('permission denied')
  })
})

/** As the receiver computes it, from the standard's text. */
function signatureOf(webhook: ErpRequest | undefined): string {
  if (webhook === undefined) return 'nothing came'
  const { headers, body } = webhook
  const key = Buffer.from(ENDPOINT_SECRET.replace('whsec_', ''), 'base64')
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}
