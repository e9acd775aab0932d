import type { RequestListener } from 'node:http'
import { connect, type Socket } from 'node:net'
import { until } from '../../../test/support/until.ts'
import { serve, type ServeOptions, type Serving } from './serve.ts'

/** More than any system buffers for a connection. */
const LARGE = Buffer.alloc(64 * 1024 * 1024, 'x')

interface Wire {
  readonly socket: Socket
  text(): string
  readonly closed: Promise<void>
}

describe('connections', () => {
  let serving: Serving
  let wires: Wire[]
  let released: (() => void)[]

  beforeEach(() => {
    wires = []
    released = []
  })
  afterEach(async () => {
    for (const { socket } of wires) socket.destroy()
    await serving.stop()
  })

  const app: RequestListener = (request, response) => {
    if (request.url === '/held') released.push(() => response.end('held'))
    else if (request.url === '/large') response.end(LARGE)
    else response.end('served')
  }
  const start = async (options: Partial<ServeOptions> = {}): Promise<void> => {
    serving = await serve(app, { port: 0, host: '127.0.0.1', ...options })
  }
  async function open(opening = ''): Promise<Wire> {
    const socket = connect(serving.port, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString())).on('error', () => undefined)
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
    if (opening !== '') socket.write(opening)
    const wire = { socket, text: () => text, closed }
    wires.push(wire)
    return wire
  }
  const GET = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
  const says = (wire: Wire, words: string) => until(words, async () => (wire.text().includes(words) ? true : undefined))
  const holds = (count: number) => until('a request', async () => (released.length === count ? true : undefined))

  it('that have said nothing make room for one that comes, longest first', async () => {
    await start({ connections: 2 })
    const [silent, later] = [await open(), await open('GET /half')]
    const third = await open(GET('/'))
    await silent.closed
    await says(third, 'served')
    expect(later.socket.destroyed).toBe(false)
  })

  it('that dribble a body make room too, but none whose request is at work', async () => {
    await start({ connections: 2 })
    const working = await open(GET('/held'))
    await holds(1)
    const dribbling = await open('POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{')
    await holds(2)
    const third = await open(GET('/held'))
    await dribbling.closed
    await holds(3)
    const fourth = await open(GET('/'))
    await fourth.closed
    expect(fourth.text()).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/)
    expect(fourth.text()).toMatch(/\r\nRetry-After: \d+\r\n/)
    expect(JSON.parse(fourth.text().split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'OVERLOADED', status: 503 })
    for (const release of released) release()
    await says(working, 'held')
    await says(third, 'held')
  })

  it('of which a request was refused unread are never answered by the app', async () => {
    await start({ connections: 1 })
    await open(GET('/held'))
    await holds(1)
    const refused = await open(GET('/held') + GET('/held'))
    await refused.closed
    expect(released).toHaveLength(1)
    expect(refused.text().match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  it('serve one request after another', async () => {
    await start({ connections: 1 })
    const wire = await open(GET('/'))
    await says(wire, 'served')
    wire.socket.write(GET('/held'))
    await holds(1)
    released[0]?.()
    await says(wire, 'held')
  })

  it('whose client reads nothing of an answer are cut off', async () => {
    await start({ readingMs: 200 })
    const wire = await open()
    wire.socket.pause()
    wire.socket.write(GET('/large'))
    // A paused socket does not notice its end before it is read again.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    wire.socket.resume()
    await wire.closed
    expect(wire.text().length).toBeLessThan(LARGE.byteLength)
  })

  it('on which a body still comes long after its answer are closed', async () => {
    await start({ lingerMs: 100 })
    const wire = await open('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{')
    await says(wire, 'served')
    await wire.closed
  })

  it('are told as problem+json what cannot be read', async () => {
    await start()
    const rubbish = await open('\0\0\0\r\n\r\n')
    await rubbish.closed
    expect(rubbish.text()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/)
    const long = await open(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
    await long.closed
    expect(long.text()).toContain('HEADERS_TOO_LARGE')
  })
})
