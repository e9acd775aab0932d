import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { openErpEndpoint, type ErpEndpoint } from '../../../test/support/erp-endpoint.ts'
import type { Resolve } from './guarded-lookup.ts'
import { postWebhook, type WebhookPost } from './post-webhook.ts'
import { parseNetworks } from './reachable-address.ts'

const LOOPBACK = parseNetworks(['127.0.0.0/8', '::1/128'])

describe('posting a webhook', () => {
  let receivers: ErpEndpoint[]
  const open: typeof openErpEndpoint = async (answer) => {
    const receiver = await openErpEndpoint(answer)
    receivers.push(receiver)
    return receiver
  }

  beforeEach(() => {
    receivers = []
  })
  afterEach(() => Promise.all(receivers.map((receiver) => receiver.close())))

  const post = (url: string, options: Partial<WebhookPost> = {}) =>
    postWebhook({
      url: new URL(url),
      headers: { 'webhook-id': 'evt_1' },
      body: '{"ü":1}',
      guard: { allowed: LOOPBACK },
      ...options,
    })

  it('sends headers and body as they are, and answers with the status', async () => {
    const receiver = await open((response) => response.writeHead(202).end('thanks'))
    expect(await post(receiver.url('/a?b=c'))).toBe(202)
    const [webhook] = receiver.received
    expect(webhook).toMatchObject({
      path: '/a?b=c',
      body: '{"ü":1}',
      headers: { 'webhook-id': 'evt_1', 'content-length': '8' },
    })
    expect(webhook?.headers.host).toBe(`127.0.0.1:${receiver.port}`)
  })

  it('does not follow redirects', async () => {
    const elsewhere = await open()
    const receiver = await open((response) => response.writeHead(307, { location: elsewhere.url() }).end())
    expect(await post(receiver.url())).toBe(307)
    expect(elsewhere.received).toEqual([])
  })

  it('connects to nothing private, whether named by address or by name', async () => {
    const receiver = await open()
    const { port } = receiver
    const guard = { allowed: [] }
    for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', 'localhost']) {
      await expect(post(`http://${host}:${port}/`, { guard })).rejects.toThrow('private or special address')
    }
    const resolve: Resolve = async () => ['127.0.0.1']
    await expect(post(`http://hooks.example.com:${port}/`, { guard: { allowed: [], resolve } })).rejects.toThrow(
      'private',
    )
    expect(receiver.received).toEqual([])
  })

  it('refuses a name of which one address is private', async () => {
    const resolve: Resolve = async () => ['93.184.216.34', '10.0.0.1']
    await expect(post('http://hooks.example.com/', { guard: { allowed: [], resolve } })).rejects.toThrow('private')
  })

  it('asks for a name once, and connects to the answer it checked (DNS rebinding)', async () => {
    const receiver = await open()
    const asked: string[] = []
    const resolve: Resolve = async (hostname) => {
      asked.push(hostname)
      return asked.length === 1 ? ['127.0.0.1'] : ['10.0.0.1']
    }
    const url = `http://rebinding.example.com:${receiver.port}/hook`
    expect(await post(url, { guard: { allowed: LOOPBACK, resolve } })).toBe(204)
    expect(asked).toEqual(['rebinding.example.com'])
    expect(receiver.received[0]?.headers.host).toBe(`rebinding.example.com:${receiver.port}`)
    await expect(post(url, { guard: { allowed: LOOPBACK, resolve } })).rejects.toThrow('private')
    expect(receiver.received).toHaveLength(1)
  })

  it('opens a connection each time, so that none outlives its check', async () => {
    const sockets = new Set<number | undefined>()
    const receiver = await open((response) => {
      sockets.add(response.socket?.remotePort)
      response.writeHead(204).end()
    })
    await post(receiver.url())
    await post(receiver.url())
    expect(sockets.size).toBe(2)
  })

  it('gives up on an endpoint that never answers, and on a name that never resolves', async () => {
    const silent = createServer().unref()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    await expect(post(`http://127.0.0.1:${port}/`, { timeoutMs: 150 })).rejects.toThrow('No answer within 150 ms')
    silent.close()
    const resolve: Resolve = () => new Promise(() => {})
    const guard = { allowed: LOOPBACK, resolve }
    await expect(post('http://hooks.example.com/', { timeoutMs: 150, guard })).rejects.toThrow('not resolved in time')
  })

  it('takes the status of an answer whose body never ends, or is endless', async () => {
    const slow = await open((response) => void response.writeHead(200).write('a little'))
    expect(await post(slow.url(), { timeoutMs: 200 })).toBe(200)
    let sent = 0
    const endless = await open((response) => {
      const more = (): void => {
        do sent += 65_536
        while (!response.destroyed && response.write('x'.repeat(65_536)))
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(await post(endless.url(), { timeoutMs: 5_000 })).toBe(200)
    expect(sent).toBeLessThan(20_000_000)
  })

  it('fails where nobody listens', async () => {
    const receiver = await openErpEndpoint()
    await receiver.close()
    await expect(post(receiver.url())).rejects.toThrow('ECONNREFUSED')
  })

  it('does not speak TLS with somebody whose certificate proves nothing', async () => {
    const receiver = await open()
    await expect(post(`https://127.0.0.1:${receiver.port}/`)).rejects.toThrow()
    expect(receiver.received).toEqual([])
  })
})
