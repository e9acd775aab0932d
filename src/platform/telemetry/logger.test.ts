import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CountersignError } from '../../domain/errors.ts'
import { createLogger } from './logger.ts'

const IBAN = 'FR7630006000011234567890189'

describe('the logger', () => {
  let lines: string[]
  const logger = createLogger({
    level: 'info',
    name: 'test',
    destination: { write: (line: string) => void lines.push(line) },
  })

  beforeEach(() => {
    lines = []
  })

  const only = (): Record<string, unknown> => {
    expect(lines).toHaveLength(1)
    expect(lines[0]?.endsWith('\n')).toBe(true)
    return JSON.parse(lines[0] ?? '') as Record<string, unknown>
  }

  it('writes one JSON line with time, level, name and message', () => {
    logger.info({ orderId: 'ord_01j9z8q4w5e6r7t8y9a0s1d2f3', count: 2 }, 'released')
    expect(only()).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 30,
      name: 'test',
      msg: 'released',
      orderId: 'ord_01j9z8q4w5e6r7t8y9a0s1d2f3',
      count: 2,
    })
  })

  it('says of a refusal what was found where, and not what stands there', () => {
    const errors = [{ path: 'key_01', code: 'KEY_REVOKED', detail: 'Revoked by Dan Example' }]
    logger.error(new CountersignError({ code: 'EVIDENCE_REFUSED', status: 409, detail: 'no', errors }), 'signer')
    expect(only()).toMatchObject({ err: { findings: [{ path: 'key_01', code: 'KEY_REVOKED' }] } })
    expect(lines[0]).not.toContain('Dan Example')
  })

  it.each([
    ['as a message', () => logger.info(`pays to ${IBAN} today`)],
    ['printed in groups', () => logger.info('pays to FR76 3000 6000 0112 3456 7890 189.')],
    ['in lower case with dashes', () => logger.info('fr76-3000-6000-0112-3456-7890-189')],
    ['mistyped', () => logger.info('FR7630006000011234567890188')],
    ['as a value deep inside', () => logger.info({ a: [{ b: { text: `to ${IBAN}` } }] }, 'x')],
    ['as a name of a member', () => logger.info({ seen: { [IBAN]: 3 } }, 'x')],
    ['in a binding of a child', () => logger.child({ about: IBAN }).info('x')],
    ['in an error', () => logger.error(new Error(`no such ${IBAN}`), 'x')],
    ['in the cause of an error', () => logger.error({ err: new Error('x', { cause: new Error(IBAN) }) }, 'x')],
    ['in a format argument', () => logger.info('to %s', IBAN)],
    ['in a URL', () => logger.info({ req: { url: `/v1/accounts/${IBAN}?x=1` } }, 'x')],
  ])('takes out an account number %s', (_where, log) => {
    log()
    expect(only()).toBeDefined()
    expect(lines[0]).not.toMatch(/3000.?6000/)
    expect(lines[0]).toContain('[account]')
  })

  it('takes out secrets by the name of their member, at any depth and whatever their shape', () => {
    logger.info(
      {
        req: { headers: { authorization: 'Bearer hush', cookie: 'a=hush', 'x-api-key': 'hush' }, body: { a: 'hush' } },
        res: { headers: { 'set-cookie': ['session=hush'] } },
        client: { clientSecret: 'hush', webhook_secret: 'hush', accessToken: 'hush' },
        evidence: { challenge: 'hush', statement: 'hush', credential: { response: { signature: 'hush' } } },
        clientDataJSON: 'hush',
        payee: { account: { other: 'hush' }, accountLast4: 'hush' },
        stated: { amount: 'hush' },
      },
      'x',
    )
    expect(lines[0]).not.toContain('hush')
    expect(only()).toMatchObject({ req: { headers: { authorization: '[redacted]' } }, stated: '[redacted]' })
  })

  it.each([
    'Authorization: Bearer hush.hush-hush',
    'token eyJhbGciOiJFZERTQSJ9.hushhush.hush',
    'GET /v1/enrolments/hush?x=1',
    'open https://approve.example.com/enrol#hush now',
    'postgres://user:hush@db.example.com/x failed',
    'cookie __Host-session=hush; Path=/',
    'whsec_hushhush',
    '/callback?token=hush&x=1',
    '/v1/people?email=hush%40example.com',
  ])('takes a secret out of text: %s', (text) => {
    logger.info(text)
    expect(lines[0]).not.toContain('hush')
    expect(only()).toHaveProperty('msg', expect.stringContaining('[redacted]'))
  })

  it('takes out what looks like a session, a secret or a challenge of ours wherever it stands', () => {
    const secret = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA'
    logger.info({ anything: `client ${secret} asked` }, secret)
    expect(lines[0]).not.toContain(secret)
  })

  it('shows of an error what helps and not the row or the query', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'accounts_pkey',
      detail: 'Key (name)=(Ana Example) already exists.',
      query: 'insert into accounts',
      parameters: ['Ana Example'],
    })
    logger.error({ err: error }, 'x')
    expect(only()).toMatchObject({
      err: { type: 'Error', message: 'duplicate key', code: '23505', constraint: 'accounts_pkey' },
    })
    expect(lines[0]).toContain('logger.test.ts')
    expect(lines[0]).not.toContain('Ana Example')
    expect(lines[0]).not.toContain('insert into')
  })

  it('leaves ids, digests and codes as they are', () => {
    const digest = 'de12ab34'.repeat(8)
    const values = {
      digest,
      id: 'req_1bff8bdb09b513fef29acaaae2',
      orderId: 'ord_01m85gb5e8ek3t3meycjc3z99d',
      code: 'CHANNEL_VIDEO',
      at: '2026-11-30T09:12:00.000Z',
      amountOfOrders: 4,
    }
    logger.info(values, 'payment_order.released')
    expect(only()).toMatchObject(values)
  })

  it('does not stumble over what cannot be written as JSON', () => {
    const circular: Record<string, unknown> = { to: IBAN }
    circular['self'] = circular
    logger.info({ circular, big: 10n }, 'x')
    expect(lines[0]).not.toContain(IBAN)
    expect(only()).toHaveProperty('msg', 'x')
  })

  it('keeps no process from ending when nobody reads what it says', async () => {
    const built = pathToFileURL(join(import.meta.dirname, '../../../dist/src/platform/telemetry/logger.js')).href
    const script = `
      import { createLogger } from '${built}'
      const logger = createLogger({ level: 'info', name: 'child' })
      process.stdin.once('data', () => {
        for (let n = 0; n < 100; n++) logger.fatal({ n }, 'still here')
        setTimeout(() => process.exit(3), 100)
      })
      console.log('ready')`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'pipe' })
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    child.stderr.destroy()
    child.stdin.write('go')
    const inVain = setTimeout(() => child.kill('SIGKILL'), 15_000)
    expect(await ended).toEqual([3, null])
    clearTimeout(inVain)
  }, 20_000)
})
