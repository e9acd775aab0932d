import { createHmac } from 'node:crypto'
import { signWebhook } from '../src/release/webhooks/sign-webhook.ts'
import { verifyWebhook } from './verify-webhook.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const AT = new Date('2026-12-01T10:00:00Z')
const BODY = '{"id":"evt_1","type":"payment_order.released","data":{"orderId":"ord_1"}}'

const headers = signWebhook(SECRET, { id: 'evt_1', at: AT, body: BODY })

function verdict(
  change: {
    body?: string | Uint8Array
    headers?: Parameters<typeof verifyWebhook>[1]
    secrets?: string | string[]
    at?: Date
  } = {},
): string {
  const result = verifyWebhook(change.body ?? BODY, change.headers ?? headers, change.secrets ?? SECRET, {
    currentDate: change.at ?? AT,
  })
  return result.valid ? 'valid' : result.code
}

describe('A webhook', () => {
  it('that the server signed is valid, with its event', () => {
    expect(verifyWebhook(BODY, headers, SECRET, { currentDate: AT })).toEqual({
      valid: true,
      id: 'evt_1',
      event: JSON.parse(BODY),
    })
  })

  it('is the one of the standard’s own example', () => {
    const example = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    expect(verdict({ body: '{"test": 2432232314}', headers: example, at: new Date(1614265330_000) })).toBe('valid')
  })

  it('may come as bytes, with header names in any case, or in a Headers object', () => {
    expect(verdict({ body: Buffer.from(BODY) })).toBe('valid')
    expect(
      verdict({
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])),
      }),
    ).toBe('valid')
    expect(verdict({ headers: new Headers(headers) })).toBe('valid')
  })

  it('is valid with any one of several signatures and secrets', () => {
    const signature = headers['webhook-signature']
    expect(verdict({ headers: { ...headers, 'webhook-signature': `v1a,xyz v1,AAAA ${signature} v2,zzz` } })).toBe(
      'valid',
    )
    expect(verdict({ secrets: [OTHER, SECRET] })).toBe('valid')
    expect(verdict({ secrets: [] })).toBe('SIGNATURE')
  })

  it('is refused when anything was changed', () => {
    expect(verdict({ body: BODY.replace('ord_1', 'ord_2') })).toBe('SIGNATURE')
    expect(verdict({ body: `${BODY} ` })).toBe('SIGNATURE')
    expect(verdict({ headers: { ...headers, 'webhook-id': 'evt_2' } })).toBe('SIGNATURE')
    expect(verdict({ headers: { ...headers, 'webhook-timestamp': String(AT.getTime() / 1000 + 1) } })).toBe('SIGNATURE')
    expect(verdict({ secrets: OTHER })).toBe('SIGNATURE')
    for (const signature of [
      '',
      'v1,',
      'v1',
      headers['webhook-signature'].slice(3),
      headers['webhook-signature'].replace('v1,', 'v2,'),
      `${headers['webhook-signature'].slice(0, -4)}AAA=`,
    ]) {
      expect(verdict({ headers: { ...headers, 'webhook-signature': signature } })).toBe('SIGNATURE')
    }
  })

  it('is refused when it is old, or from the future', () => {
    const after = (seconds: number) => verdict({ at: new Date(AT.getTime() + seconds * 1000) })
    expect([after(300), after(-300), after(301), after(-301)]).toEqual(['valid', 'valid', 'TIMESTAMP', 'TIMESTAMP'])
    for (const timestamp of ['', 'NaN', '-1', '1e9', ' 1', '99999999999999999']) {
      const signed = {
        ...headers,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${createHmac('sha256', 'x').update('y').digest('base64')}`,
      }
      expect(verdict({ headers: signed })).toBe('TIMESTAMP')
    }
  })

  it('is refused when a header is missing or there twice', () => {
    for (const name of Object.keys(headers)) {
      expect(verdict({ headers: { ...headers, [name]: undefined } })).toBe('HEADERS_MISSING')
      expect(verdict({ headers: { ...headers, [name]: ['a', 'b'] } })).toBe('HEADERS_MISSING')
      expect(verdict({ headers: { ...headers, [name.toUpperCase()]: 'x' } })).toBe('HEADERS_MISSING')
    }
  })

  it('is refused when it is signed and no JSON', () => {
    const signed = (body: string) => verdict({ body, headers: signWebhook(SECRET, { id: 'evt_1', at: AT, body }) })
    expect([signed('{'), signed('')]).toEqual(['BODY', 'BODY'])
  })

  it('cannot be verified with a secret that is none', () => {
    for (const secret of ['', 'whsec_', 'whsec_c2hvcnQ=', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])
      expect(() => verdict({ secrets: secret })).toThrow('whsec_')
  })
})
