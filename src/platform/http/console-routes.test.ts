import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { Router, type Express } from 'express'
import request from 'supertest'
import { createHttpApp } from './app.ts'
import { consoleRoutes } from './console-routes.ts'

const SCRIPT = 'console.log("countersign")'
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

describe('the web console', () => {
  let folder: string
  let app: Express

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-console-'))
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<!doctype html><meta property="csp-nonce" nonce="STYLE_NONCE">')
    writeFileSync(join(folder, 'assets/main-1234.js'), SCRIPT)
    writeFileSync(join(folder, 'assets/main-1234.js.br'), brotliCompressSync(SCRIPT))
    writeFileSync(join(folder, 'assets/main-1234.js.gz'), gzipSync(SCRIPT))
    writeFileSync(join(folder, 'assets/font-1234.woff2'), 'font')
    writeFileSync(join(folder, 'assets/notes.txt'), 'not ours to show')
    writeFileSync(join(folder, 'secret.js'), 'outside of assets')
    app = serving('https://approve.example.com')
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  function serving(publicOrigin: string): Express {
    const api = Router().get('/v1/payment-orders', (_request, response) => void response.json({ items: [] }))
    return createHttpApp({
      settings: { publicOrigin, trustProxy: false },
      routers: [api, consoleRoutes({ profile: 'production' }, folder)],
      onFault: () => undefined,
    })
  }

  const open = (path: string) => request(app).get(path).set('Accept', BROWSER)

  it.each(['/', '/orders/ord_1', '/subjects/key-change/sub_1', '/enrol', '/sign-in', '/v1-notes'])(
    'answers a browser that goes to %s with its page',
    async (path) => {
      const response = await open(path).expect(200)
      expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(response.text).toContain('<!doctype html>')
      expect(response.headers['cache-control']).toBe('no-store')
    },
  )

  it.each(['/v1/nothing', '/v1', '/docs/nothing', '/.well-known/nothing', '/assets/nothing.js', '/metrics'])(
    'keeps %s a call, whatever a browser accepts',
    async (path) => {
      const response = await open(path).expect(404)
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
    },
  )

  it('leaves what asks for data, and what writes, to the calls', async () => {
    await request(app).get('/orders/ord_1').set('Accept', 'application/json').expect(404)
    await request(app).get('/orders/ord_1').set('Accept', '*/*').expect(404)
    await request(app).post('/orders/ord_1').set('Accept', BROWSER).expect(404)
    expect((await open('/v1/payment-orders').expect(200)).text).toBe('{"items":[]}')
  })

  it('allows nothing from elsewhere, nothing inline and no string as markup', async () => {
    const { headers } = await open('/')
    const policy = (headers['content-security-policy'] ?? '').split('; ')
    expect(policy.map((directive) => directive.replace(/'nonce-[^']+'/, "'nonce'"))).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce'",
      "style-src-attr 'none'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types default',
    ])
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
    })
    const features = headers['permissions-policy'] ?? ''
    expect(features).toContain('publickey-credentials-get=(self)')
    expect(features).toContain('publickey-credentials-create=(self)')
    expect(features).toContain('camera=()')
    expect(features).not.toContain('*')
  })

  it('gives each page a nonce of its own, in its policy and in the page', async () => {
    const pages = await Promise.all([open('/'), open('/')])
    const nonces = pages.map(({ headers }) => /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1])
    expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{24}$/)
    expect(nonces[0]).not.toBe(nonces[1])
    expect(pages.map(({ text }) => text.includes('STYLE_NONCE'))).toEqual([false, false])
    for (const [index, { text }] of pages.entries()) expect(text).toContain(`nonce="${nonces[index]}"`)
  })

  it('does not bind http://localhost to https', async () => {
    const { headers } = await request(serving('http://localhost:8080')).get('/').set('Accept', BROWSER).expect(200)
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ])('serves hashed files for good, to who accepts %s', async (accepted, encoding) => {
    const response = await request(app).get('/assets/main-1234.js').set('Accept-Encoding', accepted).expect(200)
    expect(response.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(response.headers['vary']).toBe('Accept-Encoding')
    expect(response.headers['content-encoding']).toBe(encoding)
    expect(response.text).toBe(SCRIPT)
  })

  it.each(['/assets/..%2fsecret.js', '/assets/%2e%2e/secret.js', '/assets/notes.txt', '/assets/main-1234.js.br'])(
    'serves nothing but its own assets: not %s',
    async (path) => {
      await request(app).get(path).expect(404)
    },
  )

  it('does not start in production without a build, and says elsewhere how to make one', async () => {
    const nowhere = join(folder, 'nowhere')
    expect(() => consoleRoutes({ profile: 'production' }, nowhere)).toThrow(/npm run build/)
    const unbuilt = createHttpApp({
      settings: { publicOrigin: 'http://localhost:8080', trustProxy: false },
      routers: [consoleRoutes({ profile: 'demo' }, nowhere)],
      onFault: () => undefined,
    })
    const { text } = await request(unbuilt).get('/').set('Accept', BROWSER).expect(503)
    expect(JSON.parse(text)).toMatchObject({ code: 'CONSOLE_NOT_BUILT' })
  })
})
