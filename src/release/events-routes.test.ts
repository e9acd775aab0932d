import express from 'express'
import type { Express } from 'express'
import { sql } from 'kysely'
import request from 'supertest'
import type { z } from 'zod'
import { describeWithPostgres } from '../../test/support/database.ts'
import { ENDPOINT_SECRET, openReleaseRoom, type ReleaseRoom } from '../../test/support/release-room.ts'
import { createAuthentication } from '../people/caller.ts'
import { problemHandler } from '../platform/http/problem.ts'
import { EventsAnswer, WebhookEndpointsAnswer } from './events-schema.ts'
import { eventsRoutes } from './events-routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

type Headers = Record<string, string>

describeWithPostgres('events over HTTP', () => {
  let room: ReleaseRoom
  let app: Express
  let faults: unknown[]
  let erp: Headers
  let other: Headers
  let auditor: Headers

  beforeEach(async () => {
    room = await openReleaseRoom()
    faults = []
    const auth = createAuthentication({ db: room.api, origins: ['http://localhost'] })
    app = express()
      .set('query parser', 'simple')
      .use(eventsRoutes({ db: room.api, auth }), webhookRoutes({ db: room.api, auth }))
      .use(
        problemHandler(
          (error) => faults.push(error),
          () => {},
        ),
      )
    erp = await room.client('erp')
    other = await room.client('treasury')
    auditor = await room.signedIn(['auditor'])
  })
  afterEach(async () => {
    await room.close()
    expect(faults).toEqual([])
  })

  const read = async (who: Headers, query = ''): Promise<z.infer<typeof EventsAnswer>> =>
    EventsAnswer.parse((await request(app).get(`/v1/events${query}`).set(who).expect(200)).body)

  it("are a client's own payments' and the general ones; an auditor's are all", async () => {
    const [own, foreign, nobodys] = [
      await room.order('erp', 'released'),
      await room.order('treasury', 'released'),
      await room.order(null, 'released'),
    ]
    const first = await room.event('payment_order.released', own, { orderId: own })
    for (const orderId of [foreign, nobodys]) await room.event('payment_order.released', orderId)
    for (const type of ['hold.placed', 'case.opened', 'change.applied']) await room.event(type, 'x_1')

    const mine = await read(erp)
    expect(mine.items.map((event) => event.sequence)).toEqual([1, 4, 5, 6])
    const { id, type, occurredAt, sequence, data } = first
    expect(mine.items[0]).toEqual({ id, type, occurredAt, sequence, data })
    expect((await read(other)).items.map((event) => event.sequence)).toEqual([2, 4, 5, 6])
    expect((await read(auditor)).items.map((event) => event.sequence)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('come in pages, each saying where the next begins', async () => {
    for (let n = 0; n < 5; n += 1) await room.event('hold.placed', `hld_${n}`)
    const first = await read(erp, '?limit=2')
    expect([first.items.map((event) => event.sequence), first.next]).toEqual([[1, 2], 2])
    const second = await read(erp, `?after=${first.next}&limit=3`)
    expect([second.items.map((event) => event.sequence), second.next]).toEqual([[3, 4, 5], 5])
    expect(await read(erp, '?after=5')).toEqual({ items: [], next: 5 })
    expect(await read(erp, '?after=77')).toEqual({ items: [], next: 77 })
  })

  it('let a client go on past what it may not see', async () => {
    const orderId = await room.order('treasury', 'released')
    for (let n = 0; n < 3; n += 1) await room.event('payment_order.amended', orderId)
    expect(await read(erp)).toEqual({ items: [], next: 3 })
    const later = await room.event('hold.placed', 'hld_1')
    expect((await read(erp, '?after=3')).items.map((event) => event.sequence)).toEqual([later.sequence])
  })

  it('are none before the first', async () => {
    expect(await read(erp)).toEqual({ items: [], next: 0 })
    expect(await read(auditor)).toEqual({ items: [], next: 0 })
  })

  it('are for clients with the scope, and for auditors', async () => {
    const get = (who: Headers) => request(app).get('/v1/events').set(who)
    await get({}).expect(401)
    expect((await get(await room.client('writer', ['orders:write'])).expect(403)).body).toMatchObject({ code: 'SCOPE' })
    const people = await room.signedIn(['administrator', 'approver', 'reviewer'])
    expect((await get(people).expect(403)).body).toMatchObject({ code: 'ROLE' })
  })

  it.each(['after=-1', 'after=x', 'limit=0', 'limit=1001', 'limit=1.5', 'type=hold', 'after=1&after=2'])(
    'refuse %s',
    async (query) => {
      await request(app).get(`/v1/events?${query}`).set(erp).expect(422)
    },
  )

  describe('and where they go', () => {
    const list = async (who: Headers) => {
      const answer = await request(app).get('/v1/webhook-endpoints').set(who).expect(200)
      expect(answer.text).not.toContain('secret')
      expect(answer.text).not.toContain(ENDPOINT_SECRET.slice(6))
      return WebhookEndpointsAnswer.parse(answer.body).items
    }

    it('are shown to the client itself and to administrators, without secrets', async () => {
      const own = await room.endpoint('erp', 'https://erp.example.com/hook')
      const foreign = await room.endpoint('treasury', 'https://treasury.example.com/hook')
      await sql`insert into webhook_deliveries (id, endpoint_id, event_id, delivered_at, created_at) values
        ('whd_1', ${own}, 'evt_1', null, countersign_now()),
        ('whd_2', ${own}, 'evt_2', countersign_now(), countersign_now())`.execute(room.owner)
      const createdAt = expect.stringMatching(/Z$/)
      const first = {
        id: own,
        clientId: 'erp',
        url: 'https://erp.example.com/hook',
        state: 'active',
        createdAt,
        undelivered: 1,
      }
      expect(await list(erp)).toEqual([first])
      expect((await list(await room.signedIn(['administrator']))).map((one) => one.id)).toEqual([own, foreign].sort())
      await request(app).get('/v1/webhook-endpoints').set(auditor).expect(403)
      await request(app).get('/v1/webhook-endpoints').expect(401)
    })
  })
})
