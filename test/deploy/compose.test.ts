import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { readSettings } from '../../src/platform/config/settings.ts'
import { SETTING_NAMES } from '../../src/platform/config/settings-schema.ts'
import { environmentOf, readCompose, readComposeFile, ROOT, serviceOf } from '../support/compose.ts'

const compose = readCompose()
const services = Object.entries(compose.services)
/** Run to their end; the others stay up. */
const JOBS = ['init', 'migrate', 'temporal-namespace', 'temporal-schema']
const OURS = ['api', 'worker', 'signer', 'migrate', 'init']
const lasting = services.filter(([name]) => !JOBS.includes(name))
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('docker-compose.yml', () => {
  const schema: object = JSON.parse(text('test/deploy/compose-spec/compose-spec.json'))
  const validate = new Ajv({ strict: false, allErrors: true, validateSchema: false }).compile(schema)

  it('is a Compose file by the specification', () => {
    validate(readComposeFile())
    expect(validate.errors).toBeNull()
  })

  it('would not be with a member that the specification does not know', () => {
    expect(validate({ services: { api: { image: 'x', imagee: 'x' } } })).toBe(false)
    expect(validate({ services: { api: { image: 'x', healthcheck: { tests: ['CMD'] } } } })).toBe(false)
  })

  it('runs two APIs, two workers and one signer', () => {
    const replicas = ['api', 'worker', 'signer'].map((name) => serviceOf(compose, name).deploy?.replicas)
    expect(replicas).toEqual([2, 2, 1])
  })

  it.each(services)('hardens %s', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], cap_add: [], privileged: false, init: true })
    expect(service.security_opt).toContain('no-new-privileges:true')
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(service.deploy?.resources.limits).toMatchObject({ cpus: expect.any(String), memory: expect.any(String) })
    expect(service.volumes.filter((volume) => volume.startsWith('.') && !volume.endsWith(':ro'))).toEqual([])
    expect(service.volumes.join()).not.toContain('docker.sock')
  })

  it.each(services)('pins the version of %s', (_name, { image }) => {
    expect(image).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9]+)?(@sha256:[0-9a-f]{64})?$/)
  })

  it('pins what its own images are built from', () => {
    const bases = [...text('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    expect(bases).toHaveLength(3)
    for (const base of bases) expect(base).toMatch(/^[a-z]+:\d+\.\d+\.\d+-[a-z-]+$/)
  })

  it.each(lasting)('asks %s how it is, and starts it again', (_name, { healthcheck, restart }) => {
    expect(healthcheck?.test?.[0]).toBe('CMD')
    expect(restart).toBe('unless-stopped')
  })

  it('waits for what must be done or healthy before', () => {
    for (const [, service] of services) {
      for (const [name, { condition }] of Object.entries(service.depends_on)) {
        expect([name, condition]).toEqual([
          name,
          JOBS.includes(name) ? 'service_completed_successfully' : 'service_healthy',
        ])
      }
    }
    for (const name of ['api', 'worker', 'signer'])
      expect(serviceOf(compose, name).depends_on).toHaveProperty('migrate')
  })

  it('publishes no port but those of Caddy, and those for operators on loopback alone', () => {
    const published = services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)
    expect(published).toEqual(['caddy'])
    const open = serviceOf(compose, 'caddy').ports.filter((port) => !port.startsWith('127.0.0.1:'))
    expect(open).toEqual(['443:8443/tcp', '80:8080/tcp'])
  })

  it('keeps apart on networks what need not meet', () => {
    const on = (network: string): string[] =>
      services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name)
    expect(on('signing')).toEqual(['api', 'worker', 'signer'])
    expect(on('signer-record')).toEqual(['signer', 'postgres'])
    expect(serviceOf(compose, 'signer').networks).toEqual(['signing', 'signer-record'])
    expect(on('record')).toEqual(['api', 'worker', 'migrate', 'init', 'postgres'])
    expect(on('process-store')).toEqual(['temporal-postgres', 'temporal-schema', 'temporal'])
    expect(on('outside')).toEqual(['caddy'])
    expect(on('outbound')).toEqual(['worker', 'mailpit'])
    const leadOut = Object.entries(compose.networks).filter(([, { internal }]) => !internal)
    expect(leadOut.map(([name]) => name)).toEqual(['outside', 'outbound'])
  })

  it('has every network, secret, config and volume that a service names, and none that nobody does', () => {
    const named = (of: 'networks' | 'secrets'): string[] => [...new Set(services.flatMap(([, service]) => service[of]))]
    expect(named('networks').toSorted()).toEqual(Object.keys(compose.networks).toSorted())
    expect(named('secrets').toSorted()).toEqual(Object.keys(compose.secrets).toSorted())
    const volumes = services.flatMap(([, service]) => service.volumes).filter((volume) => !volume.startsWith('.'))
    expect(volumes.map((volume) => volume.split(':')[0]).toSorted()).toEqual(Object.keys(compose.volumes).toSorted())
    const configs = services.flatMap(([, service]) => service.configs.map(({ source }) => source))
    expect([...new Set(configs)]).toEqual(Object.keys(compose.configs))
  })

  it('has no secret that make-secrets.sh does not make', () => {
    const script = text('deploy/make-secrets.sh')
    const made = [...script.matchAll(/^ *put "?([a-z$-]+)"? /gm)].flatMap(([, name = '']) =>
      name.includes('$process')
        ? ['api', 'worker', 'signer', 'migrate'].map((process) => name.replace('$process', process))
        : [name],
    )
    expect(made.toSorted()).toEqual(Object.keys(compose.secrets).toSorted())
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./deploy/secrets/${name}`)
  })

  it('gives a secret as a file only, and only to those who use it', () => {
    for (const [name, service] of services) {
      const files = Object.entries(service.environment).filter(([, value]) => value.startsWith('/run/secrets/'))
      for (const [variable, path] of files) {
        expect([name, variable, service.secrets]).toEqual([
          name,
          expect.stringMatching(/_FILE$|^KEYRING$/),
          expect.arrayContaining([path.slice('/run/secrets/'.length)]),
        ])
      }
      expect(Object.values(service.environment).join('\n')).not.toMatch(/:\/\/[^/\s]+:[^/\s]+@/)
    }
    const holders = (secret: string): string[] =>
      services.filter(([, { secrets }]) => secrets.includes(secret)).map(([name]) => name)
    expect(holders('keyring')).toEqual(['api', 'worker', 'init'])
    expect(holders('database-url-migrate')).toEqual(['migrate', 'init'])
    for (const process of ['api', 'worker', 'signer']) expect(holders(`database-url-${process}`)).toEqual([process])
  })

  it.each(OURS)('sets for %s nothing that is no setting', (name) => {
    const known = new Set(SETTING_NAMES.flatMap((setting) => [setting, `${setting}_FILE`]))
    const unknown = Object.keys(serviceOf(compose, name).environment).filter((variable) => !known.has(variable))
    expect(unknown).toEqual([])
  })

  it.each(OURS)('sets for %s all that production asks of it, but for what is mounted', (name) => {
    const given = environmentOf(serviceOf(compose, name))
    // A file that is mounted is not here: what it would hold stands in for it.
    const { DATABASE_URL_FILE: _database, SMTP_URL_FILE: _mail, ATTESTATION_ROOTS: roots, ...plain } = given
    const env = {
      ...plain,
      DATABASE_URL: 'postgres://x:y@postgres/countersign',
      ...(roots === undefined ? {} : { FIDO_MDS_BLOB: roots }),
    }
    const user = name === 'api' || name === 'worker' ? 'everything' : name
    if (user !== 'everything' && user !== 'signer' && user !== 'migrate' && user !== 'init') throw new TypeError(name)
    expect(readSettings(env, user)).toMatchObject({ profile: 'production' })
  })

  it('copies into the image every folder that is read at run time', () => {
    const dockerfile = text('Dockerfile')
    for (const path of [
      'src/platform/postgres/migrations',
      'src/platform/temporal/failure-converter.cjs',
      'src/orders/pain001/schema',
      'policy',
      'dist',
      'package.json',
    ]) {
      expect(dockerfile).toContain(`COPY --from=build /app/${path} `)
    }
  })
})

describe('deploy/caddy/Caddyfile', () => {
  const caddyfile = text('deploy/caddy/Caddyfile')

  it('keeps probes and metrics from the outside', () => {
    expect(caddyfile).toMatch(/@inside path \/metrics \/healthz \/readyz\n\s+respond @inside 404/)
  })

  it('sends no header that the API sends too', () => {
    const site = /^\{\$COUNTERSIGN_HOST\} \{\n[\s\S]*?^\}/m.exec(caddyfile)?.[0] ?? ''
    const set = [...site.matchAll(/^\s+header (\S+)/gm)].map(([, name]) => name)
    // `?` sets it only where there is none, `-` takes it away.
    expect(set).toEqual(['?Strict-Transport-Security', '-Server'])
  })

  it('logs neither headers nor what an invitation or a query says', () => {
    expect(caddyfile).toMatch(/request>headers delete/)
    const [, pattern = ''] = /request>uri regexp "(.*)" "\$\{2\}"/.exec(caddyfile) ?? []
    const logged = (uri: string): string => uri.replaceAll(new RegExp(pattern, 'g'), '$2')
    expect(logged('/v1/enrolments/secret-token/challenges?a=b')).toBe('/v1/enrolments//challenges')
    expect(logged('/v1/payment-orders?cursor=abc')).toBe('/v1/payment-orders')
  })
})
