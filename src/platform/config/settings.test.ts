import { refusalsForProfile } from './refuse-for-profile.ts'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { CountersignError } from '../../domain/errors.ts'
import { describeSettings } from './describe-settings.ts'
import { profileRules } from './profile.ts'
import { parseSettings, readSettings } from './settings.ts'

/** Self-signed: `O=Keymaker SA, CN=Keymaker FIDO Root 1`. */
const MAKER_ROOT = pem(
  [
    'MIIBwjCCAWegAwIBAgIUZgG5uci7CnXuQjs54IIn7yGajR8wCgYIKoZIzj0EAwIwNTEUMBIGA1UECgwLS2V5bWFrZXIgU0ExHTAb',
    'BgNVBAMMFEtleW1ha2VyIEZJRE8gUm9vdCAxMCAXDTI2MTEyNDAwMTM1OVoYDzIxMjYxMDMxMDAxMzU5WjA1MRQwEgYDVQQKDAtL',
    'ZXltYWtlciBTQTEdMBsGA1UEAwwUS2V5bWFrZXIgRklETyBSb290IDEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR4isKK6zy/',
    '8ZDTtzTtjt/C2Ej6jgj2Mz2hTh+I9On5CU8Bf1q7nJBmQg1CJmGmz1ARXMCtR+19Xtwj4VP4w7tIo1MwUTAdBgNVHQ4EFgQUnc/k',
    'DHtkQ9YWsQdOU5vR5jXSHNIwHwYDVR0jBBgwFoAUnc/kDHtkQ9YWsQdOU5vR5jXSHNIwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjO',
    'PQQDAgNJADBGAiEA+z926FXNbnBKC6198WoUoTTrpTCyx1NAMEZsSaRQ5h8CIQDZaw3w3i1g13KYYCfHeEOF1I2WzFcNhKWIY1vZ',
    '6ycpDA==',
  ].join(''),
)

/** Self-signed: `O=Chromium, CN=Batch Certificate`, as Chromium's virtual authenticator calls itself. */
const CHROMIUM_ROOT = pem(
  [
    'MIIBtjCCAVugAwIBAgIUdzw3tVfBwmrknEVXgacA/xEOBdUwCgYIKoZIzj0EAwIwLzERMA8GA1UECgwIQ2hyb21pdW0xGjAYBgNV',
    'BAMMEUJhdGNoIENlcnRpZmljYXRlMCAXDTI2MTEyNDAwMTM1OVoYDzIxMjYxMDMxMDAxMzU5WjAvMREwDwYDVQQKDAhDaHJvbWl1',
    'bTEaMBgGA1UEAwwRQmF0Y2ggQ2VydGlmaWNhdGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARzHzy33aSablMlHcNCTu4RTqq0',
    'knv88sgp4sOu6LZ7I6Az5GVWlOcLP9vxjF9kcL8RGk+Rk2Z8iKJ9tU6FxPeIo1MwUTAdBgNVHQ4EFgQUvsxgFdOvEBfzcNWsaFqN',
    'w+2w/G0wHwYDVR0jBBgwFoAUvsxgFdOvEBfzcNWsaFqNw+2w/G0wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA',
    'uQS+zyLnrv1YRL38QDpVIgU7VcuGo6k4gpIbHyTq2FwCIQDUtgbBnwbue7yCRKxAQ4U22lHhsg9m90/JwooCHkGoqw==',
  ].join(''),
)

describe('settings', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-settings-'))
    writeFileSync(join(folder, 'maker.pem'), MAKER_ROOT)
    writeFileSync(join(folder, 'mixed.pem'), `${MAKER_ROOT}\n${CHROMIUM_ROOT}`)
    writeFileSync(join(folder, 'database-url'), 'postgres://us:hush@db.example.com/countersign\n')
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  const production = (): Record<string, string> => ({
    PROFILE: 'production',
    PUBLIC_ORIGIN: 'https://approve.example.com',
    DATABASE_URL: 'postgres://us:hush@db.example.com/countersign?sslpassword=hush',
    TEMPORAL_ADDRESS: 'temporal.example.com:7233',
    ATTESTATION_ROOTS: join(folder, 'maker.pem'),
    KEYRING: '/etc/countersign/keyring.json',
  })

  const refusalOf = (env: Record<string, string>): CountersignError => {
    try {
      readSettings(env)
    } catch (error) {
      if (error instanceof CountersignError) return error
    }
    throw new Error('Expected a refusal')
  }

  it('are the demo on this machine when nothing is set', () => {
    expect(readSettings({})).toMatchObject({
      profile: 'demo',
      port: 8080,
      publicOrigin: 'http://localhost:8080',
      rpId: 'localhost',
      dataDir: '.data',
      databaseUrl: null,
      temporal: { address: null, namespace: 'default', tls: null },
      redisUrl: null,
      keyringPath: null,
      trustProxy: false,
      limits: { concurrency: 20, connections: 2_000, clientRequestsPerMinute: 12_000, fileBytes: 32 * 1024 * 1024 },
      logLevel: 'info',
    })
  })

  it('bound what is taken in, within what makes sense', () => {
    expect(readSettings({ PAYMENT_FILE_MIB: '64', API_CONCURRENCY: '10' }).limits).toMatchObject({
      fileBytes: 64 * 1024 * 1024,
      concurrency: 10,
    })
    const wrong = { PAYMENT_FILE_MIB: '65', API_CONCURRENCY: '0', MAX_CONNECTIONS: 'many' }
    expect(
      refusalOf(wrong)
        .errors.map(({ path }) => path)
        .toSorted(),
    ).toEqual(Object.keys(wrong).toSorted())
  })

  it('cannot be changed afterwards, at any depth', () => {
    const settings = readSettings(production())
    expect(Object.isFrozen(settings)).toBe(true)
    expect(Object.isFrozen(settings.temporal)).toBe(true)
    expect(Object.isFrozen(settings.attestationRoots[0])).toBe(true)
  })

  it('are read with lists, numbers and paths', () => {
    const settings = readSettings({
      PORT: '0',
      PUBLIC_ORIGIN: 'https://approve.example.com',
      RP_ID: 'example.com',
      TEMPORAL_ADDRESS: '127.0.0.1:7233',
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/tls/ca.pem',
      ATTESTATION_ROOTS: `${join(folder, 'maker.pem')}, ${join(folder, 'mixed.pem')}`,
      ALLOWED_AAGUIDS: 'CB69481E-8FF7-4039-93EC-0A2729A154A8',
      WEBHOOK_ALLOW_NETS: '10.0.0.0/8, fd00::/8',
      TRUST_PROXY: '2',
      REDIS_URL: '',
    })
    expect(settings).toMatchObject({
      port: 0,
      rpId: 'example.com',
      temporal: { tls: { serverCaPath: '/tls/ca.pem', clientCertPath: null, clientKeyPath: null, serverName: null } },
      allowedAaguids: ['cb69481e-8ff7-4039-93ec-0a2729a154a8'],
      webhookAllowNets: ['10.0.0.0/8', 'fd00::/8'],
      trustProxy: 2,
      redisUrl: null,
    })
    expect(settings.attestationRoots.map((root) => root.isForTests)).toEqual([false, false, true])
    expect(settings.attestationRoots[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  })

  it('speak TLS to Temporal when told so or when anything about it is set', () => {
    const tls = (env: Record<string, string>): unknown => readSettings(env).temporal.tls
    expect(tls({ TEMPORAL_TLS: 'true' })).not.toBeNull()
    expect(tls({ TEMPORAL_TLS_SERVER_NAME: 'temporal' })).toMatchObject({ serverName: 'temporal' })
    expect(tls({ TEMPORAL_TLS_SERVER_NAME: 'temporal', TEMPORAL_TLS: 'false' })).toBeNull()
  })

  it('say where probes are answered, with the host, because a port alone leaves open who reaches it', () => {
    expect(readSettings({ HEALTH_ADDRESS: '127.0.0.1:9464' }).healthAddress).toEqual({ host: '127.0.0.1', port: 9464 })
    expect(readSettings({ HEALTH_ADDRESS: '[::1]:9464' }).healthAddress).toEqual({ host: '::1', port: 9464 })
    for (const HEALTH_ADDRESS of ['9464', ':9464', 'worker']) {
      expect(refusalOf({ HEALTH_ADDRESS }).errors[0]?.path).toBe('HEALTH_ADDRESS')
    }
  })

  it('trace nothing until a collector is named; what it asks for is a secret', () => {
    expect(readSettings({}).tracing).toBeNull()
    const { tracing, lines } = readSettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://key:hush@collector.example.com:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=hush%20hush,tenant=a',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    })
    expect(tracing).toEqual({
      endpoint: 'https://key:hush@collector.example.com:4318',
      headers: { 'x-api-key': 'hush hush', tenant: 'a' },
      ratio: 0.25,
    })
    expect(lines.map(({ value }) => value).join()).not.toContain('hush')
    for (const wrong of ['x-api-key', 'a=%', 'a=b c', 'a=b,,c=d'])
      expect(() => readSettings({ OTEL_EXPORTER_OTLP_HEADERS: wrong })).toThrow('OTEL_EXPORTER_OTLP_HEADERS')
    for (const wrong of ['2', '-1', 'all'])
      expect(() => readSettings({ OTEL_TRACES_SAMPLER_ARG: wrong })).toThrow('a share from 0 to 1')
  })

  it('name everything that is wrong at once', () => {
    const { code, errors } = refusalOf({
      PROFILE: 'prod',
      PORT: '70000',
      PUBLIC_ORIGIN: 'https://approve.example.com/path',
      DATABASE_URL: 'mysql://db',
      WEBHOOK_ALLOW_NETS: '10.0.0.0',
      TRUST_PROXY: 'true',
      LOG_LEVEL: 'loud',
      SMTP_URL_FILE: '/does/not/exist',
    })
    expect(code).toBe('SETTINGS_INVALID')
    const paths = [
      'SMTP_URL_FILE',
      'PROFILE',
      'PORT',
      'PUBLIC_ORIGIN',
      'DATABASE_URL',
      'TRUST_PROXY',
      'WEBHOOK_ALLOW_NETS',
    ]
    expect(errors.map((error) => error.path).toSorted()).toEqual([...paths, 'LOG_LEVEL'].toSorted())
  })

  it('refuse an RP id that a browser would not accept for the origin', () => {
    for (const id of ['other.example', 'rove.example.com', 'x.approve.example.com']) {
      expect(refusalOf({ PUBLIC_ORIGIN: 'https://approve.example.com', RP_ID: id }).errors[0]?.path).toBe('RP_ID')
    }
  })

  it('refuse attestation roots that cannot be read rather than trusting fewer', () => {
    expect(refusalOf({ ATTESTATION_ROOTS: join(folder, 'database-url') }).errors[0]?.path).toBe('ATTESTATION_ROOTS')
  })

  it('take a secret from a file, and refuse to guess when it is given twice', () => {
    const file = join(folder, 'database-url')
    expect(readSettings({ DATABASE_URL_FILE: file }).databaseUrl).toBe('postgres://us:hush@db.example.com/countersign')
    expect(refusalOf({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://db' }).detail).toContain('not both')
  })

  it('are listed with where they come from, and without a secret', () => {
    const lines = describeSettings(readSettings(production()))
    const line = (name: string): unknown => lines.find((candidate) => candidate.name === name)
    expect(line('DATABASE_URL')).toEqual({
      name: 'DATABASE_URL',
      value: 'postgres://***:***@db.example.com/countersign?sslpassword=***',
      source: 'environment',
    })
    expect(line('RP_ID')).toEqual({ name: 'RP_ID', value: 'approve.example.com', source: 'default' })
    expect(line('REDIS_URL')).toEqual({ name: 'REDIS_URL', value: null, source: 'unset' })
    expect(JSON.stringify(lines)).not.toContain('hush')
    const fromFile = describeSettings(readSettings({ DATABASE_URL_FILE: join(folder, 'database-url') }))
    expect(fromFile.find((candidate) => candidate.name === 'DATABASE_URL')?.source).toBe('file')
    expect(JSON.stringify(fromFile)).not.toContain('hush')
  })

  describe('in production', () => {
    it('lists what is in force also where a process would not start with it, and says which and why', () => {
      const settings = parseSettings({ PROFILE: 'production', PUBLIC_ORIGIN: 'http://approve.example.com' })
      expect(settings.lines.find(({ name }) => name === 'PROFILE')?.value).toBe('production')
      const refused = refusalsForProfile(settings)
      expect(refused.map(({ processes }) => processes)).toEqual(['start, api, worker', 'signer', 'migrate', 'init'])
      expect(refused[2]?.error.errors).toEqual([expect.objectContaining({ path: 'DATABASE_URL' })])
      expect(refusalsForProfile(parseSettings(production()))).toEqual([])
    })

    it('start when nothing is missing', () => {
      expect(readSettings(production()).profile).toBe('production')
    })

    it('name all that is refused at once', () => {
      const refusal = refusalOf({ PROFILE: 'production', PUBLIC_ORIGIN: 'http://approve.example.com' })
      expect(refusal.code).toBe('PROFILE_REFUSED')
      expect(refusal.errors.map((error) => error.code)).toEqual([
        'EMBEDDED_TEMPORAL',
        'EMBEDDED_POSTGRES',
        'INSECURE_ORIGIN',
        'NO_ATTESTATION_ROOTS',
        'NO_KEYRING',
      ])
      for (const { path } of refusal.errors) expect(refusal.detail).toContain(path)
    })

    it.each([
      ['TEMPORAL_ADDRESS', undefined, 'EMBEDDED_TEMPORAL'],
      ['DATABASE_URL', undefined, 'EMBEDDED_POSTGRES'],
      ['KEYRING', undefined, 'NO_KEYRING'],
      ['ATTESTATION_ROOTS', undefined, 'NO_ATTESTATION_ROOTS'],
      ['PUBLIC_ORIGIN', 'http://approve.example.com', 'INSECURE_ORIGIN'],
      ['VERIFY_ORIGIN', 'http://verify.example.com', 'INSECURE_ORIGIN'],
    ])('refuse %s = %s', (name, value, code) => {
      const env = production()
      if (value === undefined) delete env[name]
      else env[name] = value
      expect(refusalOf(env).errors.map((error) => error.code)).toEqual([code])
    })

    it('ask each process only for what it uses, so that none is handed more', () => {
      const { DATABASE_URL, PUBLIC_ORIGIN, ATTESTATION_ROOTS, KEYRING } = production()
      const base = { PROFILE: 'production', DATABASE_URL: DATABASE_URL ?? '' }
      expect(readSettings(base, 'migrate').profile).toBe('production')
      const signer = { ...base, PUBLIC_ORIGIN: PUBLIC_ORIGIN ?? '', ATTESTATION_ROOTS: ATTESTATION_ROOTS ?? '' }
      expect(readSettings(signer, 'signer').keyringPath).toBeNull()
      expect(() => readSettings(signer, 'init')).toThrow('KEYRING')
      expect(readSettings({ ...base, KEYRING: KEYRING ?? '' }, 'init').keyringPath).toBe(KEYRING)
      expect(() => readSettings(signer)).toThrow('TEMPORAL_ADDRESS')
      for (const user of ['migrate', 'signer', 'init'] as const) {
        expect(() => readSettings({ ...signer, DATABASE_URL: '' }, user)).toThrow('DATABASE_URL')
      }
    })

    it('refuse a root for tests among real ones', () => {
      const refusal = refusalOf({ ...production(), ATTESTATION_ROOTS: join(folder, 'mixed.pem') })
      expect(refusal.errors.map((error) => error.code)).toEqual(['TEST_ATTESTATION_ROOT'])
      expect(refusal.detail).toContain('O=Chromium')
    })

    it('accept metadata in place of roots, and http on this machine', () => {
      const { ATTESTATION_ROOTS: _, ...env } = production()
      const settings = readSettings({ ...env, FIDO_MDS_BLOB: '/mds.jwt', PUBLIC_ORIGIN: 'http://localhost:8080' })
      expect(settings.fidoMdsBlobPath).toBe('/mds.jwt')
    })
  })
})

describe('a profile', () => {
  it('is strict in production whatever the settings', () => {
    const rules = profileRules('production')
    expect(rules.attestationDemanded({ attestationRoots: [] })).toBe(true)
    expect(rules).toMatchObject({ firstKeysActiveAtOnce: false, genesisImplied: false, timeScale: 1 })
    expect(rules.quarantineHours).toBeGreaterThanOrEqual(24)
  })

  it('demands attestation in demo and sandbox only where roots are configured', () => {
    const root = { pem: '', subject: '', fingerprint: '', isForTests: true, path: '' }
    for (const profile of ['demo', 'sandbox'] as const) {
      const rules = profileRules(profile)
      expect(rules.attestationDemanded({ attestationRoots: [] })).toBe(false)
      expect(rules.attestationDemanded({ attestationRoots: [root] })).toBe(true)
      expect(rules).toMatchObject({ firstKeysActiveAtOnce: true, genesisImplied: true, quarantineHours: 0 })
    }
  })

  it('runs waits faster in the demo alone', () => {
    expect(profileRules('demo').timeScale).toBe(3600)
    expect(profileRules('sandbox').timeScale).toBe(1)
  })
})

function pem(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`
}
