import { sql } from 'kysely'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { SUPPLIER } from '../../test/support/organisation.ts'
import { signIn, type FurtherKeyAsked, type Session } from '../../test/support/people-calls.ts'
import { openPaymentRoom, type Name, type PaymentRoom } from '../../test/support/payment-room.ts'
import { createSoftwareKey, TEST_ORIGIN } from '../../test/support/software-key.ts'
import { API_CALLS } from '../api-calls.ts'
import type { PeopleAnswer, SessionsAnswer } from './schema.ts'

/** What a person does whose key waits: see that it does, give it up, and begin the organisation. */
const OPEN = [
  'get /v1/keys',
  'post /v1/keys/{id}/revoke/challenges',
  'post /v1/keys/{id}/revoke',
  'get /v1/sessions',
  'get /v1/sessions/current',
  'delete /v1/sessions/current',
  'delete /v1/sessions/{id}',
  'post /v1/genesis/challenges',
  'post /v1/genesis/confirmations',
  'get /v1/people',
]
/** Routes that this test's installation leaves out: they stand on the same `Authentication`. */
const ABSENT = /release$|report$|bundle$|webhook-endpoints|organisation$/

describeWithPostgres('a key that nobody has confirmed', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 60_000)
  afterAll(() => room.close())
  afterEach(() => sql`UPDATE keys SET state = 'active' WHERE state = 'pending'`.execute(room.owner))

  const waits = async (name: Name): Promise<Session> => {
    await sql`UPDATE keys SET state = 'pending' WHERE person_id = ${room.personId(name)}`.execute(room.owner)
    return room.session(name)
  }

  it.each(['dan', 'hal', 'eve'] as const)(
    'reads no account and no number of a payee, whoever’s it is: %s',
    async (name) => {
      const paths = ['/v1/counterparties', '/v1/payment-orders', '/v1/subjects', '/v1/log/entries', '/v1/inbox']
      const before = await room.session(name).get('/v1/counterparties')
      expect(before.text).toContain(SUPPLIER.account.iban)
      const session = await waits(name)
      for (const path of paths) {
        const { status, text, body } = await session.get(path)
        expect([path, status, (body as { code: string }).code]).toEqual([path, 403, 'CREDENTIAL_INACTIVE'])
        expect(text).not.toMatch(new RegExp(`${SUPPLIER.account.iban}|${SUPPLIER.phone.slice(1)}`))
      }
    },
  )

  it('is refused by every call but those about itself', async () => {
    const { cookie } = await waits('dan')
    const calls = API_CALLS.filter(({ who, path }) => (who === 'person' || who === 'either') && !ABSENT.test(path))
    const named = (one: (typeof calls)[number]) => `${one.method} ${one.path}`
    const refused = calls.filter((one) => !OPEN.includes(named(one)))
    expect(calls.length - refused.length).toBe(OPEN.length)
    expect(refused.length).toBeGreaterThan(35)
    for (const one of refused) {
      const path = one.path.replaceAll(/\{\w+\}/g, 'order')
      const { body } = await request(room.app)[one.method](path).set({ Cookie: cookie, Origin: TEST_ORIGIN })
      expect([named(one), body]).toEqual([
        named(one),
        expect.objectContaining({ status: 403, code: 'CREDENTIAL_INACTIVE' }) as object,
      ])
    }
  })

  it('learns who could confirm it, and of nobody else', async () => {
    const session = await waits('dan')
    const { items } = (await session.get('/v1/people')).body as ReturnType<typeof PeopleAnswer.parse>
    expect(items.map(({ email }) => email).toSorted()).toEqual([
      'dan@example.com',
      'fay@example.com',
      'gil@example.com',
    ])
    expect((await session.get('/v1/keys')).status).toBe(200)
    expect((await session.get('/v1/sessions/current')).body).toMatchObject({ key: { state: 'pending' } })
  })

  it('ends its own sessions, and none that its owner began with another key', async () => {
    const [ben, email] = [room.session('ben'), 'ben@example.com']
    const other = await createSoftwareKey()
    const asked = (await ben.post('/v1/keys/challenges')).body as FurtherKeyAsked
    const credential = await other.create(asked.publicKey, { origin: TEST_ORIGIN })
    const confirmation = await room.touch('ben', asked.confirmWith)
    await ben.post('/v1/keys', { challengeId: asked.challengeId, credential, confirmation })
    const [thief, again] = [await signIn(room.app, email, other), await signIn(room.app, email, other)]
    const listed = async (session: Session) => ((await session.get('/v1/sessions')).body as SessionsAnswer).items
    const mine = (await listed(ben)).find(({ current }) => current)?.id ?? ''
    expect((await thief.delete(`/v1/sessions/${mine}`)).body).toMatchObject({ code: 'CREDENTIAL_INACTIVE' })
    expect((await ben.get('/v1/inbox')).status).toBe(200)
    const second = (await listed(again)).find(({ current }) => current)?.id ?? ''
    expect((await thief.delete(`/v1/sessions/${second}`)).status).toBe(204)
    expect(
      (await ben.delete(`/v1/sessions/${(await listed(thief)).find(({ current }) => current)?.id ?? ''}`)).status,
    ).toBe(204)
    expect((await thief.get('/v1/keys')).status).toBe(401)
  })

  it('is told that it is not active, not that it is in quarantine', async () => {
    const session = await waits('fay')
    const { body } = await session.post(`/v1/people/${room.personId('kim')}/invitations`)
    expect(body).toMatchObject({ status: 403, code: 'CREDENTIAL_INACTIVE' })
  })
})
