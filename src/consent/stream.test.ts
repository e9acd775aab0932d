import type { NextFunction, Request, Response } from 'express'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type Name, type PaymentRoom } from '../../test/support/payment-room.ts'
import { until as untilThere } from '../../test/support/until.ts'
import type { Authentication } from '../people/caller.ts'
import { createHttpApp } from '../platform/http/app.ts'
import { serve, type Serving } from '../platform/http/serve.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { STREAMS_PER_PERSON, streamRoutes } from './stream-routes.ts'

const until = (probe: () => boolean | Promise<boolean>) =>
  untilThere('what the stream is to tell', async () => ((await probe()) ? true : undefined), 10_000)

interface Stream {
  readonly status: number
  readonly type: string | null
  text(): string
  readonly ended: Promise<void>
  close(): void
}

describe('the streams of everybody', () => {
  it('are so many at one process, and one more when one is closed', async () => {
    const auth = {
      watcher: (_request: Request, _response: Response, next: NextFunction) => next(),
      personOf: (request: Request) => ({ personId: request.get('x-person') ?? '', sessionHash: '' }),
    }
    const feed = { read: () => () => undefined, stop: async () => undefined }
    const db = createDatabase({ url: 'postgres://localhost', role: 'api', onError: () => undefined })
    const app = createHttpApp({
      settings: { publicOrigin: 'http://localhost', trustProxy: false },
      // Nobody is looked up: streams are told apart by who they are for.
      routers: [streamRoutes({ db, auth: auth as unknown as Authentication, feed, most: 2 })],
      onFault: (error) => console.error(error),
    })
    const serving = await serve(app, { port: 0, host: '127.0.0.1' })
    const stop = new AbortController()
    const open = async (name: string, signal?: AbortSignal): Promise<number> => {
      const url = `http://127.0.0.1:${serving.port}/v1/stream`
      const { status, headers } = await fetch(url, { headers: { 'x-person': name }, ...(signal && { signal }) })
      expect(headers.has('retry-after')).toBe(status !== 200)
      return status
    }
    expect([await open('a', stop.signal), await open('b'), await open('c')]).toEqual([200, 200, 503])
    stop.abort()
    await until(async () => (await open('d')) === 200)
    await serving.stop()
    await db.destroy()
  })
})

describeWithPostgres('the stream', () => {
  let room: PaymentRoom
  let serving: Serving
  const streams: Stream[] = []
  beforeAll(async () => {
    room = await openPaymentRoom({ pingMs: 100 })
    serving = await serve(room.app, { port: 0, host: '127.0.0.1' })
  })
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close()
  })
  afterAll(async () => {
    await serving.stop()
    await room.close()
  })

  async function open(name: Name | null): Promise<Stream> {
    const stop = new AbortController()
    const response = await fetch(`http://127.0.0.1:${serving.port}/v1/stream`, {
      headers: name === null ? {} : { Cookie: room.session(name).cookie },
      signal: stop.signal,
    })
    let text = ''
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    const ended = (async () => {
      for (;;) {
        const part = await reader?.read()
        if (part?.value === undefined) return
        text += part.value
      }
    })().catch(() => undefined)
    const stream = {
      ...{ status: response.status, type: response.headers.get('content-type'), ended },
      text: () => text,
      close: () => stop.abort(),
    }
    streams.push(stream)
    return stream
  }

  /** What it was told of one subject, in order. */
  const toldOf = (stream: Stream, id: string) =>
    [...stream.text().matchAll(/event: subject\ndata: (.+)\n\n/g)]
      .map(([, data = '{}']) => JSON.parse(data) as { id: string; state: string })
      .filter((one) => one.id === id)

  it('tells ids and states of what changes, in whichever process, and nothing else', async () => {
    const stream = await open('hal')
    expect([stream.status, stream.type]).toEqual([200, 'text/event-stream; charset=utf-8'])
    expect(await until(() => stream.text().includes('retry: '))).toBe(true)
    const order = await room.submit({ reference: 'S-1' })
    await until(() => toldOf(stream, order.id).length === 1)
    expect(toldOf(stream, order.id)).toEqual([{ type: 'order', id: order.id, version: 1, state: 'awaiting_evidence' }])
    await room.session('dan').post(`/v1/subjects/order/${order.id}/escalate`, { reason: 'Odd' })
    await until(() => toldOf(stream, order.id).length === 2)
    await room.session('dan').post('/v1/holds', { scope: 'order', target: order.id, reason: 'Odd' })
    await until(() => toldOf(stream, order.id).length === 3)
    await room.session('ben').post('/v1/holds', { scope: 'everything', reason: 'Odd' })
    await until(() => toldOf(stream, order.id).length === 4)
    // Another process: the worker's own connection.
    await room.sign('ivy', { type: 'order', id: order.id }, null, 'deny', { reason: 'No' })
    await until(() => toldOf(stream, order.id).at(-1)?.state === 'denied')
    expect(stream.text()).toContain(': ping')
    expect(stream.text()).not.toMatch(/214|FR\d|Ateliers|INV-|per_/)
  })

  it('tells of a denial under threat what it tells of any denial', async () => {
    const stream = await open('hal')
    const [plain, threatened] = [await room.submit({ reference: 'S-2' }), await room.submit({ reference: 'S-3' })]
    const quiet = () => new Promise((resolve) => setTimeout(resolve, 300))
    // Of the submissions first, or the later one is told of between the denials.
    await until(() => [plain, threatened].every(({ id }) => toldOf(stream, id).length > 0))
    await quiet()
    const before = new Map([plain, threatened].map(({ id }) => [id, toldOf(stream, id).length]))
    await room.sign('ivy', { type: 'order', id: plain.id }, null, 'deny', { reason: 'No' })
    await room.sign('ivy', { type: 'order', id: threatened.id }, null, 'deny', { reason: 'duress' })
    const states = (id: string) =>
      toldOf(stream, id)
        .slice(before.get(id))
        .map((one) => one.state)
    await until(() => states(threatened.id).length > 0)
    await quiet()
    expect(states(plain.id)).toContain('denied')
    expect(states(threatened.id)).toEqual(states(plain.id))
  })

  it('is no use of its session, however often a page that is merely open comes again', async () => {
    const ofHal = sql`person_id = ${room.personId('hal')}`
    await sql`update sessions set last_used_at = last_used_at - interval '20 minutes' where ${ofHal}`.execute(
      room.owner,
    )
    const stream = await open('hal')
    await until(() => stream.text().includes(': ping'))
    const used = sql`select from sessions where last_used_at > countersign_now() - interval '10 minutes' and ${ofHal}`
    expect((await used.execute(room.owner)).rows).toEqual([])
    await room.session('hal').get('/v1/sessions/current')
    expect((await used.execute(room.owner)).rows).toHaveLength(1)
  })

  it('ends when its session ends', async () => {
    const stream = await open('kim')
    await until(() => stream.text().includes(': ping'))
    await room.session('kim').delete('/v1/sessions/current')
    await stream.ended
    expect(toldOf(stream, 'none')).toEqual([])
  })

  it('ends when its key is revoked, and is no use of the session: one left idle ends as well', async () => {
    const [revoked, idle] = [await open('fay'), await open('eve')]
    await sql`update keys set state = 'revoked' where person_id = ${room.personId('fay')}`.execute(room.owner)
    await revoked.ended
    await sql`update sessions set last_used_at = last_used_at - interval '31 minutes' where person_id = ${room.personId('eve')}`.execute(
      room.owner,
    )
    await idle.ended
  })

  it('is opened a few times by one person, and again when one is closed', async () => {
    const own: Stream[] = []
    for (let number = 0; number < STREAMS_PER_PERSON; number += 1) own.push(await open('dan'))
    expect(own.map((one) => one.status)).toEqual(own.map(() => 200))
    expect((await open('dan')).status).toBe(429)
    expect((await open('ivy')).status).toBe(200)
    own[0]?.close()
    await until(async () => (await open('dan')).status === 200)
  })

  it('needs a person', async () => {
    expect((await open(null)).status).toBe(401)
    expect((await room.erp('get', '/v1/stream')).status).toBe(403)
  })

  it('ends when the connection that listens breaks, so that nothing is missed unseen, and when the process stops', async () => {
    const stream = await open('cfo')
    await until(() => stream.text().includes('retry'))
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'countersign-listen' and datname = current_database()`.execute(room.owner)
    await stream.ended
    const next = await open('cfo')
    const order = await room.submit({ reference: 'S-9' })
    await until(() => toldOf(next, order.id).length > 0)
    await room.feed.stop()
    await next.ended
    expect(toldOf(next, order.id)).not.toEqual([])
  })
})
