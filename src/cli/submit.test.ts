import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '../platform/http/rest-api.ts'
import { connect, explain } from './client-connection.ts'
import { submitFile, submittedTable } from './submit.ts'

interface Asked {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const BATCH = {
  id: 'bat_1',
  messageId: 'RUN-1',
  fileDigest: 'ab',
  orders: [{ id: 'ord_1', externalId: 'SAL-1', state: 'awaiting_evidence' }],
}
const PROBLEM = {
  ...{ status: 422, code: 'PAIN001_INVALID', detail: 'Correct the file.' },
  errors: [{ path: '/Document', code: 'XML', detail: 'Close this element.' }],
}

describe('submitting a file from the command line', () => {
  let folder: string
  let server: Server
  let origin: string
  let asked: Asked[]
  let answer: { status: number; body: object }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-submit-'))
    await writeFile(join(folder, 'run.xml'), '<Document/>')
    await writeFile(join(folder, 'secret'), 's3cret\n')
    asked = []
    answer = { status: 201, body: BATCH }
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        asked.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() })
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterEach(async () => {
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
    await rm(folder, { recursive: true, force: true })
  })

  const submit = async (options: Parameters<typeof submitFile>[2], name = 'run.xml') => {
    const erp = await connect({ origin, secretFile: join(folder, 'secret') }, {})
    return submitFile(erp, join(folder, name), options)
  }

  it('sends a pain.001 as it is, with what the file cannot say and the secret of the client', async () => {
    const orders = await submit({
      channel: 'video',
      instructedBy: 'cfo@example.com',
      requestedBy: ['ana@example.com', 'ANA2'],
    })
    const [request] = asked
    expect(request?.body).toBe('<Document/>')
    expect(request?.headers).toMatchObject({ authorization: 'Bearer s3cret', 'content-type': 'application/xml' })
    expect(Object.fromEntries(new URL(request?.url ?? '', origin).searchParams)).toEqual({
      channel: 'video',
      instructedBy: 'cfo@example.com',
      requestedBy: 'ana@example.com,ANA2',
    })
    expect(submittedTable(orders).at(-1)).toBe('ord_1  SAL-1        awaiting_evidence')
  })

  it('invents no channel: what nobody said is not sent', async () => {
    await submit({ requestedBy: ['ana@example.com'] })
    expect(new URL(asked[0]?.url ?? '', origin).searchParams.has('channel')).toBe(false)
  })

  it('repeats with the same key, and takes another for another channel or when told', async () => {
    const said = { channel: 'erp', requestedBy: ['ana@example.com'] } as const
    await submit(said)
    await submit(said)
    await submit({ ...said, channel: 'video' })
    await submit({ ...said, idempotencyKey: 'again' })
    const keys = asked.map(({ headers }) => headers['idempotency-key'])
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
    expect(keys[3]).toBe('again')
  })

  it('shows a refusal with every field that is not acceptable', async () => {
    answer = { status: 422, body: PROBLEM }
    const error: unknown = await submit({ requestedBy: ['ana@example.com'] }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Refusal)
    expect(explain(error)).toBe('422 PAIN001_INVALID: Correct the file.\n  /Document: Close this element.')
  })

  it('refuses JSON that is no order, before anything is sent', async () => {
    await writeFile(join(folder, 'order.json'), '{"amount": 12.5}')
    await expect(submit({}, 'order.json')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(asked).toEqual([])
  })

  it('refuses a file that no installation takes, before it is read, and says to split it', async () => {
    const file = join(folder, 'huge.xml')
    await writeFile(file, '')
    await truncate(file, 200 * 1024 * 1024)
    const error: unknown = await submit({}, 'huge.xml').catch((reason: unknown) => reason)
    expect(explain(error)).toMatch(/huge\.xml has 200 MiB, .*more than 64: split it/)
    expect(asked).toEqual([])
  })

  it('says what to set when there is no secret', async () => {
    await expect(connect({ origin }, {})).rejects.toMatchObject({ code: 'SECRET_MISSING' })
  })
})
