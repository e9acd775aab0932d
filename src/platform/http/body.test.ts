import { AsyncLocalStorage } from 'node:async_hooks'
import { request as ask } from 'node:http'
import express from 'express'
import { until } from '../../../test/support/until.ts'
import { createBodyReader, MIB } from './body.ts'
import { problemHandler } from './problem.ts'
import { serve, type Serving } from './serve.ts'

const TYPE = 'application/xml'

describe('reading bodies', () => {
  let serving: Serving
  let origin: string
  let isLetGo: boolean
  let begun: number

  beforeEach(async () => {
    isLetGo = true
    begun = 0
    const app = express()
    const trace = new AsyncLocalStorage<string>()
    app.use((_request, _response, next) => trace.run('of the request', next))
    app.post('/file', createBodyReader(2 * MIB).raw([TYPE], 2 * MIB), async (request, response) => {
      begun += 1
      await until('being let go', async () => (isLetGo ? true : undefined))
      response.set('x-trace', trace.getStore() ?? 'lost')
      response.json({ bytes: request.body instanceof Uint8Array ? request.body.byteLength : null })
    })
    app.use(
      problemHandler(
        () => undefined,
        () => undefined,
      ),
    )
    serving = await serve(app, { port: 0, host: '127.0.0.1' })
    origin = `http://127.0.0.1:${serving.port}`
  })
  afterEach(async () => {
    isLetGo = true
    await serving.stop()
  })

  const post = (body: Uint8Array<ArrayBuffer>, type = TYPE) =>
    fetch(`${origin}/file`, { method: 'POST', headers: { 'content-type': type }, body })
  const bytes = (count: number) => new Uint8Array(count)
  const answered = async (answer: Promise<Response>) => {
    const response = await answer
    const { bytes: read, code } = (await response.json()) as { bytes?: number | null; code?: string }
    return [response.status, read ?? code, response.headers.has('retry-after')]
  }

  it('goes on in the context of its request: traces hang on it', async () => {
    expect((await post(bytes(100_000))).headers.get('x-trace')).toBe('of the request')
  })

  it('gives all of one that is as large as it may be, and leaves other media to others', async () => {
    expect(await answered(post(bytes(2 * MIB)))).toEqual([200, 2 * MIB, false])
    expect(await answered(post(bytes(0)))).toEqual([200, 0, false])
    expect(await answered(post(bytes(10), 'application/pdf'))).toEqual([200, undefined, false])
  })

  it('refuses one that is larger by its length, before any of it has come', async () => {
    const call = ask(`${origin}/file`, {
      method: 'POST',
      headers: { 'content-type': TYPE, 'content-length': 2 * MIB + 1 },
    })
    const status = await new Promise((resolve, reject) => {
      call.once('response', (response) => resolve(response.statusCode)).once('error', reject)
      call.flushHeaders()
    })
    call.on('error', () => undefined).destroy()
    expect(status).toBe(413)
  })

  it('invites nobody to send what it will refuse', async () => {
    const expecting = (length: number) =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': TYPE, 'content-length': length, expect: '100-continue' }
        const call = ask(`${origin}/file`, { method: 'POST', headers })
        call.once('continue', () => call.end(bytes(length)))
        call.once('response', (response) => resolve(response.statusCode)).once('error', reject)
        call.flushHeaders()
      })
    expect(await expecting(10)).toBe(200)
    expect(await expecting(100 * MIB)).toBe(413)
  })

  it('refuses one of unknown length as soon as too much of it has come', async () => {
    const call = ask(`${origin}/file`, { method: 'POST', headers: { 'content-type': TYPE } })
    const status = new Promise((resolve, reject) => {
      call.once('response', (response) => resolve(response.statusCode)).once('error', reject)
    })
    // And never says that this was all.
    call.write(bytes(3 * MIB))
    expect(await status).toBe(413)
    call.on('error', () => undefined).destroy()
  })

  it('has bodies in memory up to a budget, beyond which small ones alone are read', async () => {
    isLetGo = false
    const large = post(bytes(2 * MIB))
    await until('it being in memory', async () => (begun === 1 ? true : undefined))
    expect(await answered(post(bytes(40_000)))).toEqual([503, 'OVERLOADED', true])
    const small = post(bytes(1_000))
    await until('the small one being read', async () => (begun === 2 ? true : undefined))
    isLetGo = true
    expect([(await large).status, (await small).status]).toEqual([200, 200])
    await until('the memory being free', async () => ((await post(bytes(MIB))).status === 200 ? true : undefined))
  })
})
