import express from 'express'
import type { Express } from 'express'
import { sql } from 'kysely'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openReleaseRoom, type ReleaseRoom } from '../../test/support/release-room.ts'
import { readEvents } from '../../test/support/published-events.ts'
import { digestOf } from '../domain/canonical-json.ts'
import { createAuthentication } from '../people/caller.ts'
import { problemHandler } from '../platform/http/problem.ts'
import { sequenceEvents } from '../platform/outbox-store.ts'
import { reportRoutes } from './report-routes.ts'

describeWithPostgres('what the ERP reports back', () => {
  let room: ReleaseRoom
  let app: Express
  let faults: unknown[]
  let erp: { authorization: string }
  let other: { authorization: string }

  beforeAll(async () => {
    room = await openReleaseRoom()
    const auth = createAuthentication({ db: room.api, origins: ['http://localhost'] })
    app = express()
      .set('query parser', 'simple')
      .use(express.json())
      .use(reportRoutes({ db: room.api, kinds: room.kinds, auth }))
      .use(
        problemHandler(
          (error) => faults.push(error),
          () => {},
        ),
      )
    erp = await room.client('erp')
    other = await room.client('treasury')
  })
  beforeEach(() => {
    faults = []
  })
  afterEach(() => expect(faults).toEqual([]))
  afterAll(() => room.close())

  const report = (orderId: string, body: object, who: Record<string, string> = erp) =>
    request(app).post(`/v1/payment-orders/${orderId}/report`).set(who).send(body)

  const executed = { status: 'executed', bankReference: 'BNK-1', at: '2026-12-01T10:00:00Z' }

  it('is put on record, and announced as an event', async () => {
    const orderId = await room.order('erp', 'released')
    const answer = await report(orderId, executed).expect(200)
    expect(answer.body).toEqual({
      orderId,
      status: 'executed',
      bankReference: 'BNK-1',
      at: '2026-12-01T10:00:00.000Z',
      reportedAt: expect.stringMatching(/Z$/),
    })
    expect(await room.stateOf(orderId)).toBe('executed')
    await sequenceEvents(room.worker, 100)
    const events = (await readEvents(room.api, 0, 100)).filter((event) => event.subjectId === orderId)
    expect(events).toMatchObject([{ type: 'payment_order.reported', data: { orderId, state: 'executed', version: 1 } }])
    const { rows } = await sql<{ body: string }>`
      select body from log_entries where kind = 'subject.executed' order by seq desc limit 1`.execute(room.owner)
    expect(JSON.parse(rows[0]?.body ?? '')).toMatchObject({ by: 'client:erp', subject: { id: orderId } })
    expect(rows[0]?.body).not.toContain('BNK-1')
    // Anybody who is shown the report can say whether it is the one that the log has.
    const { status, bankReference, at } = answer.body as Record<'status' | 'bankReference' | 'at', string>
    const digest = digestOf({ type: 'countersign/report/1', orderId, status, bankReference, at })
    expect(JSON.parse(rows[0]?.body ?? '')).toMatchObject({ reportDigest: digest })
  })

  it('is the same when it is repeated, and tells nobody twice', async () => {
    const orderId = await room.order('erp', 'released')
    const [first, second] = await Promise.all([report(orderId, executed), report(orderId, executed)])
    const third = await report(orderId, { ...executed, at: '2026-12-02T10:00:00Z' }).expect(200)
    expect([first?.status, second?.status]).toEqual([200, 200])
    expect(second?.body).toEqual(first?.body)
    expect(third.body).toEqual(first?.body)
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from outbox where subject_id = ${orderId}`.execute(room.worker)
    expect(rows).toEqual([{ n: 1 }])
  })

  it.each(['2026-12-01T10:00:00+00:00', '2026-12-01t10:00:00.000z', '2026-12-01T10:00:00-00:00'])(
    'has one form in the log, though UTC is written as in %s',
    async (at) => {
      const orderId = await room.order('erp', 'released')
      const { body } = await report(orderId, { ...executed, at }).expect(200)
      expect(body).toMatchObject({ at: '2026-12-01T10:00:00.000Z' })
      const { rows } = await sql<{ body: string }>`
        select body from log_entries where kind = 'subject.executed' order by seq desc limit 1`.execute(room.owner)
      const { status, bankReference } = executed
      const reported = { type: 'countersign/report/1', orderId, status, bankReference, at: '2026-12-01T10:00:00.000Z' }
      expect(JSON.parse(rows[0]?.body ?? '')).toMatchObject({ reportDigest: digestOf(reported) })
    },
  )

  it('cannot be changed by reporting another bank reference', async () => {
    const orderId = await room.order('erp', 'released')
    await report(orderId, executed).expect(200)
    const answer = await report(orderId, { ...executed, bankReference: 'BNK-2' }).expect(409)
    expect(answer.body).toMatchObject({ code: 'REPORT_DIFFERS' })
    await report(orderId, { status: 'executed', at: executed.at }).expect(409)
  })

  it('follows from the state: executed may come back, failed may not', async () => {
    const returned = await room.order('erp', 'released')
    await report(returned, executed).expect(200)
    await report(returned, { ...executed, status: 'returned', bankReference: 'BNK-9' }).expect(200)
    expect(await room.stateOf(returned)).toBe('returned')
    expect((await report(returned, { ...executed, status: 'failed' }).expect(409)).body).toMatchObject({
      code: 'STATE',
    })
    // Known already, so the answer is what it was.
    await report(returned, executed).expect(200)

    const failed = await room.order('erp', 'released')
    await report(failed, { ...executed, status: 'failed' }).expect(200)
    expect((await report(failed, executed).expect(409)).body).toMatchObject({ code: 'STATE' })
    const { rows } = await sql<{ live: boolean }>`select live from payment_orders where id = ${failed}`.execute(
      room.owner,
    )
    expect(rows).toEqual([{ live: false }])
  })

  it.each(['awaiting_evidence', 'approved', 'denied', 'expired', 'cancelled'] as const)(
    'is refused for an order that is %s: nothing was released',
    async (state) => {
      const orderId = await room.order('erp', state)
      for (const status of ['executed', 'failed', 'returned']) {
        const answer = await report(orderId, { ...executed, status }).expect(409)
        expect(answer.body).toMatchObject({ code: 'STATE' })
      }
      expect(await room.stateOf(orderId)).toBe(state)
    },
  )

  it('is taken from nobody but the client whose order it is', async () => {
    const orderId = await room.order('erp', 'released')
    expect((await report(orderId, executed, other).expect(404)).body).toMatchObject({ code: 'NOT_FOUND' })
    await report('ord_unknown', executed).expect(404)
    await report(orderId, executed, await room.client('reader', ['orders:read'])).expect(403)
    await report(orderId, executed, await room.signedIn(['administrator', 'approver'])).expect(403)
    await report(orderId, executed, {}).expect(401)
    expect(await room.stateOf(orderId)).toBe('released')
  })

  it.each([
    ['status', { ...executed, status: 'paid' }],
    ['at', { ...executed, at: 'yesterday' }],
    ['at', { ...executed, at: '0000-01-01T00:00:00Z' }],
    ['at', { ...executed, at: '2026-12-01T10:00:00+02:00' }],
    ['bankReference', { ...executed, bankReference: 'BNK\u202e1' }],
    ['bankReference', { ...executed, bankReference: 'x'.repeat(141) }],
    ['amount', { ...executed, amount: '1.00' }],
  ])('names the field that is wrong: %s', async (path, body) => {
    const answer = await report(await room.order('erp', 'released'), body).expect(422)
    expect(answer.body).toMatchObject({ errors: [{ path }] })
  })
})
