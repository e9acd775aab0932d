import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { jest } from '@jest/globals'
import { passedOn, runToEnd } from '../../support/command.ts'
import { BY_ERP, invoiceFrom } from '../../support/invoices.ts'
import { SUPPLIER } from '../../support/organisation.ts'
import { enrol, signIn, type Person } from '../../support/people.ts'
import { describeWithService, startService, type Service } from '../../support/service.ts'
import { until } from '../../support/until.ts'
import { fileOf, remittance } from './payment-file.ts'
import { codeOf, dribble, send, type Dribbler, type RawAnswer, type Sending } from './raw-client.ts'
import { growthDuring, MIB } from './service-memory.ts'

jest.setTimeout(180_000)

const MOST_CONNECTIONS = 1_100
const SLOW = 1_200
const PER_MINUTE = 600
const WINDOW_MS = 10_000

describeWithService('a client that means no good', () => {
  let service: Service
  let fay: Person
  let folder: string
  const slow: { heads: Dribbler[]; bodies: Dribbler[] } = { heads: [], bodies: [] }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-limits-'))
    service = await startService({
      env: { MAX_CONNECTIONS: String(MOST_CONNECTIONS), CLIENT_REQUESTS_PER_MINUTE: String(PER_MINUTE) },
    })
    fay = await enrol(service, 'fay@example.com')
  }, 120_000)
  afterAll(async () => {
    for (const one of [...slow.heads, ...slow.bodies]) one.close()
    await service?.stop()
    await rm(folder, { recursive: true, force: true })
  }, 60_000)

  const secretOf = (clientId: string): string => service.secrets.clients[clientId]?.secret ?? ''
  const asErp = (
    path: string,
    { headers = {}, ...sending }: Partial<Sending> = {},
    clientId = 'erp',
  ): Promise<RawAnswer> => {
    const own = { authorization: `Bearer ${secretOf(clientId)}`, 'idempotency-key': 'k' }
    return send(service.origin, path, { method: 'POST', ...sending, headers: { ...own, ...headers } })
  }
  const JSON_TYPE = { 'content-type': 'application/json' }
  const XML_TYPE = { 'content-type': 'application/xml' }

  /** That it works as ever, for an ERP and for whoever holds everything. */
  async function expectServed(): Promise<void> {
    const body = [Buffer.from(JSON.stringify(invoiceFrom(SUPPLIER, '30000.00', BY_ERP)))]
    const key = `served-${Math.random()}`
    const order = await asErp('/v1/payment-orders', { body, headers: { ...JSON_TYPE, 'idempotency-key': key } })
    expect(order.status).toBe(201)
    const hold = await fay.api.post('/v1/holds', { scope: 'everything', target: '*', reason: 'Stop all of it' })
    // Once it stands, it is the same hold again.
    expect([200, 201]).toContain(hold.status)
  }

  /** A kibibyte at a time would be slow; a mebibyte is one buffer, over and over. */
  function* megabytes(count: number, opening = ''): Generator<Uint8Array> {
    yield Buffer.from(opening)
    const filler = Buffer.alloc(MIB, 'x')
    for (let each = 0; each < count; each += 1) yield filler
  }

  const HEAD = 'POST /v1/payment-orders HTTP/1.1\r\nHost: localhost\r\n'

  it('and dribbles over a thousand requests keeps nobody out, and is let go', async () => {
    const openings = Array.from({ length: SLOW }, (_, each) =>
      each % 2 === 0 ? HEAD : `${HEAD}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    )
    let all: Dribbler[] = []
    const growth = await growthDuring(service, async () => {
      all = await Promise.all(openings.map((opening) => dribble(service.origin, opening)))
      slow.heads = all.filter((_, each) => each % 2 === 0)
      slow.bodies = all.filter((_, each) => each % 2 === 1)
      for (let each = 0; each < 5; each += 1) await expectServed()
    })
    // Some 60 were measured.
    expect(growth).toBeLessThan(180)
    const openNow = (): number => all.filter((one) => one.isOpen()).length
    expect(openNow()).toBeLessThanOrEqual(MOST_CONNECTIONS)
    expect(slow.bodies.filter((one) => one.isOpen()).length).toBeGreaterThan(0)
    await until(
      'whoever dribbles a head being let go',
      async () => (slow.heads.some((one) => one.isOpen()) ? undefined : true),
      45_000,
    )
    await expectServed()
  })

  it('and sends a body that unpacks to a thousand times its size has it refused as it is', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MIB, ' '))
    const growth = await growthDuring(service, async () => {
      for (const type of [JSON_TYPE, XML_TYPE]) {
        const headers = { ...type, 'content-encoding': 'gzip', 'content-length': bomb.byteLength }
        const path = type === XML_TYPE ? '/v1/payment-batches' : '/v1/payment-orders'
        const answer = await asErp(path, { headers, body: [bomb] })
        expect([answer.status, codeOf(answer)]).toEqual([415, 'CONTENT_ENCODING'])
      }
    })
    expect(growth).toBeLessThan(150)
  })

  it('and nests without end is told so, by JSON and by XML', async () => {
    const levels = 100_000
    const arrays = '['.repeat(levels) + ']'.repeat(levels)
    const objects = '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
    for (const path of ['/v1/payment-orders', '/v1/payment-batches', '/v1/challenges']) {
      for (const body of [arrays, objects]) {
        const answer = await asErp(path, { headers: JSON_TYPE, body: [Buffer.from(body)] })
        expect([answer.status, codeOf(answer)]).toEqual([400, 'NOT_JSON'])
      }
    }
    const xml = '<a>'.repeat(levels) + '</a>'.repeat(levels)
    const answer = await asErp('/v1/payment-batches', { headers: XML_TYPE, body: [Buffer.from(xml)] })
    expect([answer.status, codeOf(answer)]).toEqual([422, 'PAIN001_INVALID'])
    await expectServed()
  })

  it('and sends a file of 200 MB is told to split it, before all of it has come', async () => {
    const opening = '<?xml version="1.0" encoding="UTF-8"?><Document>'
    const growth = await growthDuring(service, async () => {
      const announced = { ...XML_TYPE, 'content-length': 200 * MIB + opening.length }
      for (const headers of [announced, XML_TYPE]) {
        const answer = await asErp('/v1/payment-batches', { headers, body: megabytes(200, opening) })
        expect([answer.status, codeOf(answer)]).toEqual([413, 'TOO_LARGE'])
        expect(answer.text).toMatch(/32 MiB.*[Ss]plit/)
        expect(answer.sent).toBeLessThan(120 * MIB)
      }
      const unknown = { ...announced, authorization: 'Bearer nobody' }
      const answer = await asErp('/v1/payment-batches', { headers: unknown, body: megabytes(200, opening) })
      expect(answer.status).toBe(401)
      expect(answer.sent).toBeLessThan(120 * MIB)
    })
    expect(growth).toBeLessThan(250)
    await expectServed()
  })

  it('and sends JSON that is too large is answered before all of it has come', async () => {
    const answer = await asErp('/v1/payment-orders', { headers: JSON_TYPE, body: megabytes(200, '{"note":"') })
    expect([answer.status, codeOf(answer)]).toEqual([413, 'TOO_LARGE'])
    expect(answer.sent).toBeLessThan(80 * MIB)
  })

  const FILE_PATH = '/v1/payment-batches?channel=erp&requestedBy=ana@example.com'

  it('and has ten thousand transfers in a file, all of them wrong, is told of the first hundred', async () => {
    const growth = await growthDuring(service, async () => {
      const answer = await asErp(FILE_PATH, { headers: XML_TYPE, body: fileOf(10_000) })
      // The account that pays is not ours.
      expect([answer.status, codeOf(answer)]).toEqual([422, 'ACCOUNT_UNKNOWN'])
      expect(answer.text.length).toBeLessThan(MIB)
    })
    expect(growth).toBeLessThan(700)
    await expectServed()
  })

  it('and sends the largest file that is read at all costs no more memory than is known', async () => {
    // Every limit at once: 10,000 transfers of 38 elements in 32 MiB.
    const file = Buffer.concat([...fileOf(10_000, remittance(9, 137))])
    expect(file.byteLength).toBeGreaterThan(31 * MIB)
    expect(file.byteLength).toBeLessThanOrEqual(32 * MIB)
    expect(file.toString().split('</').length).toBeGreaterThan(380_000)
    const growth = await growthDuring(service, async () => {
      const answer = await asErp(FILE_PATH, { headers: XML_TYPE, body: [file] })
      // It was read to its end.
      expect([answer.status, codeOf(answer)]).toEqual([422, 'ACCOUNT_UNKNOWN'])
    })
    // Some 450 were measured.
    expect(growth).toBeLessThan(800)
    await expectServed()
  })

  it('and submits a file that is too large by command is told what to do', async () => {
    const secretFile = join(folder, 'secret')
    await writeFile(secretFile, secretOf('erp'))
    const submit = async (name: string, size: number) => {
      const file = await open(join(folder, name), 'w')
      await file.truncate(size)
      await file.close()
      const args = ['submit', join(folder, name), '--origin', service.origin, '--secret-file', secretFile]
      return runToEnd(args, { env: passedOn(), cwd: folder })
    }
    const huge = await submit('huge.xml', 200 * MIB)
    expect(huge.code).toBe(1)
    expect(huge.output).toMatch(/has 200 MiB.*split it/s)
    const large = await submit('large.xml', 40 * MIB)
    expect(large.code).toBe(1)
    expect(large.output).toMatch(/413 TOO_LARGE.*32 MiB.*[Ss]plit/s)
  })

  it('and asks without pause is told how long to wait, while others are served', async () => {
    const read = (): Promise<RawAnswer> => asErp('/v1/payment-orders?limit=1', { method: 'GET' }, 'other-erp')
    const first = await read()
    expect(first.headers['ratelimit-policy']).toBe('"client";q=100;w=10')
    expect(first.headers['ratelimit']).toMatch(/^"client";r=99;t=\d+$/)
    const answers: RawAnswer[] = []
    for (let round = 0; round < 5; round += 1) answers.push(...(await Promise.all(Array.from({ length: 30 }, read))))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) {
      expect(codeOf(answer)).toBe('TOO_MANY_REQUESTS')
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
      expect(answer.headers['ratelimit']).toMatch(/^"client";r=0;t=\d+$/)
    }
    await expectServed()
    await pause(WINDOW_MS)
    expect((await read()).status).toBe(200)
  })

  it('and dribbles bodies is let go as well, after a minute', async () => {
    await until(
      'whoever dribbles a body being let go',
      async () => (slow.bodies.some((one) => one.isOpen()) ? undefined : true),
      100_000,
    )
    await expectServed()
  })

  it('and opens a thousand streams has a few of them', async () => {
    const cookie = await signIn(service, fay.email, fay.key)
    const stop = new AbortController()
    // Kept, because a stream whose answer nobody refers to any more is closed by the garbage collector.
    const streams: Response[] = []
    const growth = await growthDuring(service, async () => {
      const answers = await Promise.all(
        Array.from({ length: 1_000 }, async () => {
          const response = await fetch(`${service.origin}/v1/stream`, { headers: { cookie }, signal: stop.signal })
          if (response.status === 200) streams.push(response)
          else await response.body?.cancel()
          return { status: response.status, retryAfter: response.headers.get('retry-after') }
        }),
      )
      expect(streams).toHaveLength(6)
      for (const { status, retryAfter } of answers.filter((one) => one.status !== 200)) {
        expect([429, 503]).toContain(status)
        expect(Number(retryAfter)).toBeGreaterThanOrEqual(1)
      }
      await expectServed()
    })
    stop.abort()
    expect(growth).toBeLessThan(250)
  })
})
