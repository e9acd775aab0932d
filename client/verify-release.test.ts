import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  base64url,
  calculateJwkThumbprint,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type JSONWebKeySet,
  type JWTPayload,
} from 'jose'
import { paymentDigest } from '../src/domain/payment.ts'
import type { ClaimStore } from './claim-store.ts'
import { memoryStore } from './memory-store.ts'
import type { ErpPayment } from './own-payment.ts'
import { verifyRelease, type ReleaseOptions } from './verify-release.ts'

const ORIGIN = 'https://pay.example.com'
const NOW = new Date('2026-12-01T10:00:00Z')
const IAT = NOW.getTime() / 1000 - 60

const keyId = 'release-1'
const signing = await generateKeyPair('ES256', { extractable: true })
const other = await generateKeyPair('ES256', { extractable: true })
const edwards = await generateKeyPair('EdDSA', { extractable: true })
const jwks: JSONWebKeySet = {
  keys: [
    { ...(await exportJWK(signing.publicKey)), kid: keyId, alg: 'ES256', use: 'sig' },
    { ...(await exportJWK(edwards.publicKey)), kid: 'release-2', alg: 'EdDSA', use: 'sig' },
  ],
}
const thumbprints = await Promise.all(jwks.keys.map((key) => calculateJwkThumbprint(key)))
const options: ReleaseOptions = { origin: ORIGIN, clientId: 'erp', jwks, currentDate: NOW }

const payment: ErpPayment = {
  externalId: 'INV-4711',
  originatingAccount: 'main-eur',
  amount: '12500.00',
  currency: 'EUR',
  payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP' } },
  executionDate: '2026-12-01',
  reference: 'INV-4711',
  elements: { 'Purp/Cd': 'SUPP' },
}
const approved = { ...payment, accountVersion: 3, elements: { 'Purp/Cd': 'SUPP' } }

const claims: JWTPayload = {
  iss: `${ORIGIN}/production`,
  aud: 'erp',
  jti: 'ord_1',
  iat: IAT,
  exp: IAT + 900,
  orderVersion: 1,
  externalId: 'INV-4711',
  paymentDigest: paymentDigest(approved),
  payeeAccountVersion: '3',
  checkpoint: 'pay.example.com/log\n1\n…',
  inclusion: [],
  bundleDigest: 'b'.repeat(64),
}

type Header = { alg: string; kid?: string; typ?: string; crit?: string[]; jwk?: object }

async function sign(change: JWTPayload = {}, header: Partial<Header> = {}, key = signing.privateKey): Promise<string> {
  return new SignJWT({ ...claims, ...change })
    .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'countersign-release+jwt', ...header })
    .sign(key)
}

/** Written by hand, for what the library would not write. */
function compact(header: object, payload: object, signature = ''): string {
  const part = (value: object) => base64url.encode(JSON.stringify(value))
  return `${part(header)}.${part(payload)}.${signature}`
}

async function codeOf(
  token: string,
  change: { payment?: ErpPayment; store?: ClaimStore; options?: Partial<ReleaseOptions> } = {},
): Promise<string> {
  const result = await verifyRelease(token, change.payment ?? payment, change.store ?? memoryStore(), {
    ...options,
    ...change.options,
  })
  return result.valid ? 'valid' : result.code
}

describe('A release that is the ERP’s own payment', () => {
  it('is valid, and says which order and which evidence', async () => {
    expect(await verifyRelease(await sign(), payment, memoryStore(), options)).toEqual({
      valid: true,
      orderId: 'ord_1',
      orderVersion: 1,
      externalId: 'INV-4711',
      paymentDigest: paymentDigest(approved),
      payeeAccountVersion: 3,
      first: true,
      bundleDigest: 'b'.repeat(64),
      profile: 'production',
      expiresAt: new Date((IAT + 900) * 1000),
    })
  })

  it('may be signed with EdDSA, and comes back valid when a payment run is repeated', async () => {
    const store = memoryStore()
    const token = await sign({}, { alg: 'EdDSA', kid: 'release-2' }, edwards.privateKey)
    expect(await codeOf(token, { store })).toBe('valid')
    expect(await codeOf(token, { store })).toBe('valid')
    expect(await codeOf(await sign({ iat: IAT + 30 }), { store })).toBe('valid')
  })

  it('is the same however the ERP writes the IBAN', async () => {
    const spaced: ErpPayment = {
      ...payment,
      payee: { ...payment.payee, account: { iban: 'fr76 3000 6000 0112 3456 7890 189', bic: 'agrifrpp' } },
    }
    expect(await codeOf(await sign(), { payment: spaced })).toBe('valid')
  })
})

describe('A payment that is not the one approved', () => {
  const account = (value: object) => ({ payee: { ...payment.payee, account: value as ErpPayment['payee']['account'] } })
  it.each<[string, Partial<ErpPayment>]>([
    ['the originating account', { originatingAccount: 'main-usd' }],
    ['a cent more', { amount: '12500.01' }],
    ['the currency', { currency: 'USD' }],
    ['the payee', { payee: { ...payment.payee, name: 'Ateliers du Rhône SAS' } }],
    ['the IBAN', account({ iban: 'FR1420041010050500013M02606', bic: 'AGRIFRPP' })],
    ['the BIC', account({ iban: 'FR7630006000011234567890189', bic: 'AGRIFRPX' })],
    ['no BIC', account({ iban: 'FR7630006000011234567890189' })],
    ['another kind of account', account({ other: { id: 'FR7630006000011234567890189', bic: 'AGRIFRPP' } })],
    ['the date', { executionDate: '2026-12-02' }],
    ['the reference', { reference: 'INV-4712' }],
    ['an intermediary more', { elements: { 'Purp/Cd': 'SUPP', 'IntrmyAgt1/FinInstnId/BICFI': 'CHASUS33' } }],
    ['an element less', { elements: {} }],
    ['an element changed', { elements: { 'Purp/Cd': 'SALA' } }],
  ])('is refused: %s', async (_name, change) => {
    const store = memoryStore()
    expect(await codeOf(await sign(), { payment: { ...payment, ...change }, store })).toBe('PAYMENT_MISMATCH')
    expect(await codeOf(await sign(), { store })).toBe('valid')
  })

  it.each<[string, Partial<ErpPayment>]>([
    ['an amount in another spelling', { amount: '12.500,00' }],
    ['an amount without decimals', { amount: '12500' }],
    ['two accounts', account({ iban: 'FR7630006000011234567890189', other: { id: '1' } })],
    ['no account', account({})],
    [
      'a routing code that is not hashed',
      account({ iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP', clearing: 'X' }),
    ],
    ['one inside', account({ other: { id: '1', clearing: 'X' } })],
    ['a lone surrogate', { reference: 'INV\ud800' }],
    ['a number for a text', { reference: 4711 as unknown as string }],
  ])('is refused where it cannot be compared: %s', async (_name, change) => {
    expect(await codeOf(await sign(), { payment: { ...payment, ...change } })).toBe('PAYMENT_INVALID')
  })

  it('is refused where the token names another external id, even with the same digest', async () => {
    expect(await codeOf(await sign(), { payment: { ...payment, externalId: 'INV-4711-A' } })).toBe('EXTERNAL_ID')
    expect(await codeOf(await sign({ externalId: 'INV-4711-A' }))).toBe('EXTERNAL_ID')
  })

  it('is refused where the account on file has changed since', async () => {
    expect(await codeOf(await sign({ payeeAccountVersion: '4' }))).toBe('PAYMENT_MISMATCH')
  })
})

describe('A token that was tampered with', () => {
  it('is refused, whichever claim was changed', async () => {
    const [header = '', , signature = ''] = (await sign()).split('.')
    for (const [name, value] of Object.entries(claims)) {
      const changed = {
        ...claims,
        [name]: typeof value === 'number' ? value + 1 : Array.isArray(value) ? ['x'] : `${String(value)}x`,
      }
      const token = `${header}.${base64url.encode(JSON.stringify(changed))}.${signature}`
      expect(await codeOf(token)).toBe('TOKEN_SIGNATURE')
    }
  })

  it('is refused with a part missing, swapped, or not of a release', async () => {
    const [header = '', payload = '', signature = ''] = (await sign()).split('.')
    const [, , another = ''] = (await sign({ orderVersion: 2 })).split('.')
    for (const token of [
      '',
      'x',
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${another}`,
      `${payload}.${header}.${signature}`,
      `${header}..${signature}`,
    ]) {
      expect(await codeOf(token)).toBe('TOKEN_SIGNATURE')
    }
    expect(await codeOf(undefined as unknown as string)).toBe('TOKEN_SIGNATURE')
    expect(await codeOf(await sign({}, { typ: 'JWT' }))).toBe('TOKEN_MALFORMED')
  })

  it.each(['none', 'None', 'NONE', ''])('is refused with the algorithm %j', async (alg) => {
    expect(await codeOf(compact({ alg, kid: keyId, typ: 'countersign-release+jwt' }, claims))).toBe('TOKEN_SIGNATURE')
  })

  it('is refused when it was signed with our public key as a shared secret', async () => {
    const spki = await exportSPKI(signing.publicKey)
    const secrets = [spki, spki.trim(), JSON.stringify(jwks.keys[0])].map((text) => new TextEncoder().encode(text))
    for (const secret of secrets) {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: keyId, typ: 'countersign-release+jwt' })
        .sign(secret)
      expect(await codeOf(token)).toBe('TOKEN_SIGNATURE')
    }
  })

  it('is refused with a key of its own: under our id, another, none, or brought along', async () => {
    const jwk = await exportJWK(other.publicKey)
    expect(await codeOf(await sign({}, {}, other.privateKey))).toBe('TOKEN_SIGNATURE')
    expect(await codeOf(await sign({}, { kid: 'mine' }, other.privateKey))).toBe('TOKEN_SIGNATURE')
    expect(await codeOf(await sign({}, { kid: 'mine', jwk }, other.privateKey))).toBe('TOKEN_SIGNATURE')
    expect(await codeOf(await sign({}, { jwk }, other.privateKey))).toBe('TOKEN_SIGNATURE')
  })

  it('is refused with another algorithm, even by a key that the installation publishes', async () => {
    const rsa = await generateKeyPair('RS256', { extractable: true })
    const published = { keys: [...jwks.keys, { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' }] }
    const token = await sign({}, { alg: 'RS256', kid: 'rsa' }, rsa.privateKey)
    expect(await codeOf(token, { options: { jwks: published } })).toBe('TOKEN_SIGNATURE')
  })

  it('is refused with extensions that must be understood', async () => {
    const [, payload = '', signature = ''] = (await sign()).split('.')
    const header = base64url.encode(
      JSON.stringify({ alg: 'ES256', kid: keyId, typ: 'countersign-release+jwt', crit: ['b64x'], b64x: true }),
    )
    expect(await codeOf(`${header}.${payload}.${signature}`)).toBe('TOKEN_SIGNATURE')
  })
})

describe('A token that is real and not for this', () => {
  it('is refused when it is for another client, or for several', async () => {
    expect(await codeOf(await sign({ aud: 'other' }))).toBe('AUDIENCE')
    expect(await codeOf(await sign({ aud: 'console' }))).toBe('AUDIENCE')
    expect(await codeOf(await sign({ aud: ['erp', 'other'] }))).toBe('TOKEN_MALFORMED')
  })

  it('is refused when it is of another profile, unless that was asked for', async () => {
    for (const profile of ['demo', 'sandbox', '', 'production ', 'Production']) {
      expect(await codeOf(await sign({ iss: `${ORIGIN}/${profile}` }))).toBe('PROFILE')
    }
    expect(await codeOf(await sign({ iss: `${ORIGIN}/demo` }), { options: { profiles: ['demo'] } })).toBe('valid')
    expect(await codeOf(await sign(), { options: { profiles: ['demo'] } })).toBe('PROFILE')
  })

  it('is refused when another installation issued it, however similar', async () => {
    for (const iss of [
      'https://pay.example.org/production',
      'http://pay.example.com/production',
      'https://pay.example.com:444/production',
      `${ORIGIN}/demo/production`,
      'production',
      '/production',
    ]) {
      expect(await codeOf(await sign({ iss }))).toBe('ISSUER')
    }
  })

  it('is refused before its time, after it, and when it claims to live for ever', async () => {
    expect(await codeOf(await sign(), { options: { currentDate: new Date((IAT + 900 + 31) * 1000) } })).toBe(
      'TOKEN_EXPIRED',
    )
    expect(await codeOf(await sign(), { options: { currentDate: new Date((IAT + 900 + 29) * 1000) } })).toBe('valid')
    expect(
      await codeOf(await sign(), { options: { currentDate: new Date((IAT + 901) * 1000), clockToleranceSeconds: 0 } }),
    ).toBe('TOKEN_EXPIRED')
    expect(await codeOf(await sign({ iat: IAT + 3600, exp: IAT + 4500 }))).toBe('TOKEN_MALFORMED')
    expect(await codeOf(await sign({ exp: IAT + 86_400 }))).toBe('TOKEN_MALFORMED')
    expect(await codeOf(await sign({ iat: IAT - 86_400, exp: IAT + 86_400 }))).toBe('TOKEN_EXPIRED')
  })

  it.each([
    'iss',
    'aud',
    'jti',
    'iat',
    'exp',
    'orderVersion',
    'externalId',
    'paymentDigest',
    'payeeAccountVersion',
    'bundleDigest',
  ])('is refused without %s', async (name) => {
    const { [name]: _left, ...rest } = claims
    const token = await new SignJWT(rest)
      .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'countersign-release+jwt' })
      .sign(signing.privateKey)
    expect(await codeOf(token)).toBe('TOKEN_MALFORMED')
  })

  it.each([
    { payeeAccountVersion: 3 },
    { payeeAccountVersion: '03' },
    { payeeAccountVersion: '3.0' },
    { payeeAccountVersion: '' },
    { orderVersion: '1' },
    { orderVersion: 0 },
    { jti: '' },
  ])('is refused with %j', async (change) => {
    expect(await codeOf(await sign(change as JWTPayload))).toBe('TOKEN_MALFORMED')
  })
})

describe('One order, one payment', () => {
  it('a second ERP payment for the same order is refused', async () => {
    const store = memoryStore()
    expect(await codeOf(await sign(), { store })).toBe('valid')
    const twin = { ...payment, externalId: 'INV-4712' }
    expect(await codeOf(await sign({ externalId: 'INV-4712' }), { store, payment: twin })).toBe('ALREADY_CLAIMED')
  })

  it('a second order for the same ERP payment is refused', async () => {
    const store = memoryStore()
    expect(await codeOf(await sign(), { store })).toBe('valid')
    expect(await codeOf(await sign({ jti: 'ord_2' }), { store })).toBe('ALREADY_CLAIMED')
    expect(await codeOf(await sign(), { store })).toBe('valid')
  })

  it('says whether it is the first time, also of the same token and of a fresh one', async () => {
    const verdictOf = async (token: string, store: ClaimStore) => verifyRelease(token, payment, store, options)
    const store = memoryStore()
    const token = await sign()
    expect(await verdictOf(token, store)).toMatchObject({ valid: true, first: true })
    expect(await verdictOf(token, store)).toMatchObject({ valid: true, first: false })
    expect(await verdictOf(await sign({ iat: IAT + 30 }), store)).toMatchObject({ valid: true, first: false })
    // A store that was written before it could tell lets pay as ever, and never says that it is the first time.
    expect(await verdictOf(token, { claim: async () => true })).toMatchObject({ valid: true, first: false })
    for (const nothing of [undefined, null, '', 'taken'])
      expect(await verdictOf(token, { claim: async () => nothing as unknown as boolean })).toMatchObject({
        valid: false,
        code: 'ALREADY_CLAIMED',
      })
  })

  it('takes no claim for a token that is refused', async () => {
    const taken: string[] = []
    const store: ClaimStore = { claim: async (orderId) => taken.push(orderId) > 0 }
    await codeOf(await sign({ aud: 'other' }), { store })
    await codeOf(await sign(), { store, payment: { ...payment, amount: '1.00' } })
    await codeOf(await sign({}, {}, other.privateKey), { store })
    expect(taken).toEqual([])
  })

  it('is refused while nobody can say', async () => {
    expect(await codeOf(await sign(), { store: { claim: async () => Promise.reject(new Error('disk full')) } })).toBe(
      'STORE_UNAVAILABLE',
    )
  })
})

describe('The keys', () => {
  it('are not whatever an API names that somebody has taken over', async () => {
    const theirs = { ...(await exportJWK(other.publicKey)), alg: 'ES256', use: 'sig' }
    // A payment that is in the ERP's books, a key of their own, and everything served from the true address.
    for (const kid of [keyId, await calculateJwkThumbprint(theirs), thumbprints[0] ?? '']) {
      for (const trick of [{}, { ext: false }]) {
        const forged = await sign({}, { kid }, other.privateKey)
        const fetch = async () => Response.json({ keys: [{ ...theirs, kid, ...trick }] })
        const online = { origin: ORIGIN, clientId: 'erp', currentDate: NOW, fetch }
        const store = memoryStore()
        await expect(verifyRelease(forged, payment, store, online)).rejects.toThrow('thumbprints')
        await expect(
          verifyRelease(forged, payment, store, { ...online, profiles: ['sandbox', 'production'] }),
        ).rejects.toThrow('thumbprints')
        expect(await verifyRelease(forged, payment, store, { ...online, thumbprints })).toMatchObject({
          valid: false,
          code: 'TOKEN_SIGNATURE',
        })
        expect(await verifyRelease(forged, payment, store, { ...online, jwks })).toMatchObject({
          code: 'TOKEN_SIGNATURE',
        })
        // What is not money may be taken on trust; and then it is no money.
        expect(await verifyRelease(forged, payment, store, { ...online, profiles: ['sandbox'] })).toMatchObject({
          valid: false,
        })
      }
    }
  })

  it('count when they are fetched and known by their thumbprints, of which there may be several', async () => {
    const fetch = async () => Response.json(jwks)
    const known = { origin: ORIGIN, clientId: 'erp', currentDate: NOW, fetch, thumbprints }
    for (const token of [await sign(), await sign({}, { alg: 'EdDSA', kid: 'release-2' }, edwards.privateKey)])
      expect(await verifyRelease(token, payment, memoryStore(), known)).toMatchObject({ valid: true })
    const edwardsAlone = { ...known, thumbprints: thumbprints.slice(1) }
    expect(await verifyRelease(await sign(), payment, memoryStore(), edwardsAlone)).toMatchObject({
      code: 'TOKEN_SIGNATURE',
    })
    // Kept as a whole and by thumbprint: both must hold.
    expect(await codeOf(await sign(), { options: { thumbprints } })).toBe('valid')
    expect(await codeOf(await sign(), { options: { thumbprints: thumbprints.slice(1) } })).toBe('TOKEN_SIGNATURE')
  })

  it.each([[[]], [['']], [['b'.repeat(64)]], [[`${'a'.repeat(42)}=`]]])(
    'are not known by %j, which is no thumbprint',
    async (wrong) => {
      await expect(
        verifyRelease(await sign(), payment, memoryStore(), { ...options, thumbprints: wrong }),
      ).rejects.toThrow('thumbprints')
    },
  )

  it('are fetched from the installation once and kept, and an unreachable installation is a refusal', async () => {
    let requests = 0
    const server = createServer((request, response) => {
      requests += 1
      response
        .writeHead(request.url === '/.well-known/jwks.json' ? 200 : 404, { 'content-type': 'application/json' })
        .end(JSON.stringify(jwks))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // Whatever fails below, nothing keeps the test run alive.
    server.unref()
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const online: ReleaseOptions = { origin, clientId: 'erp', thumbprints, currentDate: NOW }
    const token = await sign({ iss: `${origin}/production` })
    const verify = async () => (await verifyRelease(token, payment, memoryStore(), online)).valid
    expect(await verify()).toBe(true)
    expect(await verify()).toBe(true)
    expect(requests).toBe(1)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))

    const unreachable = await verifyRelease(token, payment, memoryStore(), {
      ...online,
      fetch: async () => Promise.reject(new TypeError('fetch failed')),
    })
    expect(unreachable).toMatchObject({ valid: false, code: 'KEYS_UNAVAILABLE' })
    const broken = await verifyRelease(token, payment, memoryStore(), {
      ...online,
      fetch: async () => new Response('{}'),
    })
    expect(broken).toMatchObject({ valid: false, code: 'KEYS_UNAVAILABLE' })
  })

  it('are not fetched in the clear', async () => {
    await expect(
      verifyRelease(await sign(), payment, memoryStore(), {
        origin: 'http://pay.example.com',
        clientId: 'erp',
        thumbprints,
      }),
    ).rejects.toThrow('https')
  })
})
