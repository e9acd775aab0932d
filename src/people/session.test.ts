import { sql } from 'kysely'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { answerSignIn, askToSignIn, enrol, giveUp, sessionOf, signIn } from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { createSoftwareKey, TEST_ORIGIN } from '../../test/support/software-key.ts'
import type { SoftwareKey } from '../sandbox/software-key.ts'
import type { Handout } from './init-organisation.ts'
import { sessionCookie } from './session-cookie.ts'
import { createSignInLimits } from './sign-in-limits.ts'

describeWithPostgres('signing in', () => {
  let room: TestPeopleRoom
  let handout: Handout
  let ben: SoftwareKey
  beforeAll(async () => {
    room = await openPeopleRoom()
    handout = await room.init()
    ben = await createSoftwareKey()
    await enrol(room.app, handout.people['ben@example.com']?.enrolment ?? '', ben)
  })
  afterAll(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  it('takes a key of the address, and answers who it is', async () => {
    const response = await answerSignIn(room.app, await askToSignIn(room.app, { email: 'BEN@example.com' }), ben)
    expect(response.status).toBe(201)
    expect(response.body).toMatchObject({
      person: { email: 'ben@example.com', roles: ['approver'] },
      key: { state: 'active' },
    })
    const current = await sessionOf(room.app, response).get('/v1/sessions/current')
    expect(current.body).toEqual(response.body)
  })

  it('takes a discoverable key without an address', async () => {
    const asked = await askToSignIn(room.app, {})
    expect(asked.publicKey.allowCredentials).toEqual([])
    expect((await answerSignIn(room.app, asked, ben)).status).toBe(201)
  })

  it('begins nothing for a body of a type that nobody reads', async () => {
    const sent = request(room.app).post('/v1/sessions/challenges').set('Content-Type', 'application/xml')
    const { text } = await sent.send('<email>ben@example.com</email>').expect(415)
    expect(JSON.parse(text)).toMatchObject({ code: 'MEDIA_TYPE' })
    await request(room.app).post('/v1/sessions/challenges').expect(201)
  })

  it('names what it cannot read as every other call does', async () => {
    const { text } = await request(room.app)
      .post('/v1/sessions')
      .send({ challengeId: 'chl_1', more: [1] })
      .expect(422)
    const { errors } = JSON.parse(text) as { errors: { path: string; code: string }[] }
    expect(errors.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'credential CREDENTIAL_MALFORMED',
      'more FIELD_UNKNOWN',
    ])
    const unnamed = await request(room.app).post('/v1/sessions/challenges').send({ email: 1 }).expect(422)
    expect(JSON.parse(unnamed.text)).toMatchObject({ code: 'FIELD_INVALID', errors: [{ path: 'email' }] })
  })

  it('sets a cookie that scripts and other sites do not get', async () => {
    const response = await answerSignIn(room.app, await askToSignIn(room.app, { email: 'ben@example.com' }), ben)
    const [cookie] = response.headers['set-cookie'] as unknown as string[]
    expect(cookie).toMatch(
      /^__Host-session=[A-Za-z0-9_-]{43}; Path=\/; Expires=.+ GMT; HttpOnly; Secure; SameSite=Strict$/,
    )
    const token = /=([^;]+)/.exec(cookie ?? '')?.[1] ?? ''
    const { rows } = await sql<{ row: string }>`SELECT to_jsonb(s)::text AS row FROM sessions s`.execute(room.api)
    expect(rows.map(({ row }) => row).join()).not.toContain(token)
  })

  it('calls the cookie plainly on http://localhost, where browsers refuse the prefix', () => {
    const cookies: string[] = []
    const response = { cookie: (name: string) => void cookies.push(name) }
    sessionCookie(['http://localhost:8080']).write(response as never, 'token', new Date().toISOString())
    expect(cookies).toEqual(['session'])
  })

  describe('with an address that nobody has', () => {
    it('is asked in the same shape, every time the same', async () => {
      const [known, unknown, again] = [
        await askToSignIn(room.app, { email: 'ben@example.com' }),
        await askToSignIn(room.app, { email: 'zoe@example.com' }),
        await askToSignIn(room.app, { email: 'Zoe@example.com' }),
      ]
      expect(shapeOf(unknown)).toEqual(shapeOf(known))
      expect(unknown.publicKey.allowCredentials).toEqual(again.publicKey.allowCredentials)
      const other = await askToSignIn(room.app, { email: 'yan@example.com' })
      expect(other.publicKey.allowCredentials).not.toEqual(unknown.publicKey.allowCredentials)
    })

    it('is the same as with the address of somebody who has no key yet', async () => {
      const asked = await askToSignIn(room.app, { email: 'hal@example.com' })
      expect(shapeOf(asked)).toEqual(shapeOf(await askToSignIn(room.app, { email: 'zoe@example.com' })))
      expect(asked.publicKey.allowCredentials).toHaveLength(1)
    })

    it('answers any key as it would for the address of somebody else', async () => {
      const answers = ['zoe@example.com', 'hal@example.com'].map(async (email) => {
        const asked = await askToSignIn(room.app, { email })
        const publicKey = { ...asked.publicKey, allowCredentials: [] }
        return answerSignIn(room.app, { ...asked, publicKey }, ben)
      })
      const [nobody, somebody] = await Promise.all(answers)
      expect(nobody?.body).toMatchObject({ code: 'CREDENTIAL_UNKNOWN', status: 401 })
      expect(somebody?.body).toEqual(nobody?.body)
    })
  })

  describe('a challenge', () => {
    it('serves once', async () => {
      const asked = await askToSignIn(room.app, { email: 'ben@example.com' })
      const credential = await ben.get(asked.publicKey, { origin: TEST_ORIGIN })
      const send = () => request(room.app).post('/v1/sessions').send({ challengeId: asked.challengeId, credential })
      expect((await send()).status).toBe(201)
      expect((await send()).body).toMatchObject({ code: 'CHALLENGE_CONSUMED', status: 409 })
    })

    it('serves one of two that answer it at once', async () => {
      const asked = await askToSignIn(room.app, { email: 'ben@example.com' })
      const credential = await ben.get(asked.publicKey, { origin: TEST_ORIGIN })
      const send = () => request(room.app).post('/v1/sessions').send({ challengeId: asked.challengeId, credential })
      const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => String(status))
      expect(statuses.toSorted()).toEqual(['201', '409', '409'])
    })

    it('is refused when somebody else was asked, when it is too old, or unknown', async () => {
      const [asked, other] = [
        await askToSignIn(room.app, { email: 'ben@example.com' }),
        await askToSignIn(room.app, {}),
      ]
      const mixed = { ...asked, challengeId: other.challengeId }
      expect((await answerSignIn(room.app, mixed, ben)).body).toMatchObject({ code: 'CHALLENGE_MISMATCH' })
      await sql`UPDATE challenges SET expires_at = countersign_now() WHERE id = ${asked.challengeId}`.execute(
        room.owner,
      )
      expect((await answerSignIn(room.app, asked, ben)).body).toMatchObject({ code: 'CHALLENGE_EXPIRED', status: 409 })
      const unknown = { ...asked, challengeId: 'chl_unknown' }
      expect((await answerSignIn(room.app, unknown, ben)).body).toMatchObject({
        code: 'CHALLENGE_UNKNOWN',
        status: 401,
      })
    })

    it('for evidence does not sign anybody in', async () => {
      const asked = await askToSignIn(room.app, { email: 'ben@example.com' })
      await sql`UPDATE challenges SET purpose = 'evidence' WHERE id = ${asked.challengeId}`.execute(room.owner)
      expect((await answerSignIn(room.app, asked, ben)).status).toBe(401)
    })
  })

  it('moves the signature counter, and refuses one that went back', async () => {
    await signIn(room.app, 'ben@example.com', ben)
    const asked = await askToSignIn(room.app, { email: 'ben@example.com' })
    const response = await answerSignIn(room.app, asked, ben, { counter: 1 })
    expect(response.body).toMatchObject({ code: 'COUNTER_REGRESSION', status: 409 })
  })

  describe('a session', () => {
    const age = (column: 'last_used_at' | 'expires_at', minutes: number) =>
      sql`UPDATE sessions SET ${sql.ref(column)} = countersign_now() - make_interval(mins => ${minutes}) WHERE ended_at IS NULL`.execute(
        room.owner,
      )

    it('ends after half an hour without a call', async () => {
      const session = await signIn(room.app, 'ben@example.com', ben)
      await age('last_used_at', 29)
      expect((await session.get('/v1/sessions/current')).status).toBe(200)
      // That call counted as use, so only the time since then matters.
      await age('last_used_at', 31)
      expect((await session.get('/v1/sessions/current')).status).toBe(401)
    })

    it('notes its use', async () => {
      const session = await signIn(room.app, 'ben@example.com', ben)
      await age('last_used_at', 20)
      await session.get('/v1/sessions/current')
      const { rows } =
        await sql`SELECT FROM sessions WHERE last_used_at > countersign_now() - interval '1 minute'`.execute(room.api)
      expect(rows).toHaveLength(1)
    })

    it('does nothing for a page that belongs to somebody else, in whosever name it would be', async () => {
      const session = await signIn(room.app, 'ben@example.com', ben)
      const { body } = await session.get('/v1/sessions/current')
      const { id } = (body as { person: { id: string } }).person
      const asks = (person: string) =>
        request(room.app).get('/v1/sessions').set({ Cookie: session.cookie, 'Countersign-Person': person })
      expect((await asks(id)).status).toBe(200)
      expect((await asks('per_other')).body).toMatchObject({ status: 409, code: 'PERSON_CHANGED' })
      const ends = (person: string) =>
        request(room.app)
          .delete('/v1/sessions/current')
          .set({ Cookie: session.cookie, Origin: TEST_ORIGIN, 'Countersign-Person': person })
      expect([(await ends('per_other')).status, (await asks(id)).status]).toEqual([409, 200])
      expect((await ends(id)).status).toBe(204)
    })

    it('ends after twelve hours whatever happens', async () => {
      const session = await signIn(room.app, 'ben@example.com', ben)
      const { rows } = await sql<{ hours: string }>`
        SELECT extract(epoch FROM expires_at - created_at) / 3600 AS hours FROM sessions ORDER BY created_at DESC LIMIT 1`.execute(
        room.api,
      )
      expect(Number(rows[0]?.hours)).toBe(12)
      await age('expires_at', 0)
      expect((await session.get('/v1/sessions/current')).status).toBe(401)
    })

    it('ends when its person says so', async () => {
      const session = await signIn(room.app, 'ben@example.com', ben)
      const end = () => request(room.app).delete('/v1/sessions/current').set('Cookie', session.cookie)
      expect((await end()).body).toMatchObject({ code: 'ORIGIN', status: 403 })
      const response = await end().set('Origin', TEST_ORIGIN)
      expect(response.status).toBe(204)
      expect((response.headers['set-cookie'] as unknown as string[])[0]).toMatch(
        /^__Host-session=; .*Expires=Thu, 01 Jan 1970/,
      )
      expect((await session.get('/v1/sessions/current')).status).toBe(401)
    })

    it('ends when somebody signs in over it in the same browser, and with no attempt that fails', async () => {
      const earlier = sessionOf(room.app, await answerSignIn(room.app, await askToSignIn(room.app, {}), ben))
      const asked = await askToSignIn(room.app, {})
      const credential = await ben.get(asked.publicKey, { origin: TEST_ORIGIN })
      const answer = (challengeId: string) =>
        request(room.app).post('/v1/sessions').set('Cookie', earlier.cookie).send({ challengeId, credential })
      expect((await answer('chl_unknown')).status).toBe(401)
      expect((await earlier.get('/v1/sessions/current')).status).toBe(200)
      expect((await answer(asked.challengeId)).status).toBe(201)
      expect((await earlier.get('/v1/sessions/current')).status).toBe(401)
    })

    it('ends with its key', async () => {
      const hal = await createSoftwareKey()
      const { body } = await enrol(room.app, handout.people['hal@example.com']?.enrolment ?? '', hal)
      const { key } = body as { key: { id: string } }
      const [first, second] = [
        await signIn(room.app, 'hal@example.com', hal),
        await signIn(room.app, 'hal@example.com', hal),
      ]
      expect((await giveUp(first, key.id, hal)).status).toBe(204)
      expect((await second.get('/v1/sessions/current')).status).toBe(401)
      const { rows } = await sql`SELECT FROM sessions WHERE key_id = ${key.id} AND ended_at IS NULL`.execute(room.api)
      expect(rows).toEqual([])
      const asked = await askToSignIn(room.app, {})
      expect((await answerSignIn(room.app, asked, hal)).body).toMatchObject({
        code: 'CREDENTIAL_INACTIVE',
        status: 403,
      })
    })

    it('cannot be used for another key than its own', async () => {
      const session = await signIn(room.app, 'ben@example.com', ben)
      const { rows } = await sql<{
        id: string
      }>`SELECT id FROM keys WHERE person_id <> ${handout.people['ben@example.com']?.id}`.execute(room.api)
      expect((await session.post(`/v1/keys/${rows[0]?.id ?? ''}/revoke`)).status).toBe(404)
      expect((await session.post('/v1/keys/key_unknown/revoke')).status).toBe(404)
    })

    it.each([
      ['without an Origin', undefined],
      ['from another site', 'https://evil.example'],
      ['from a look-alike', `${TEST_ORIGIN}.evil.example`],
      ['from nowhere', 'null'],
    ])('changes nothing %s', async (_how, origin) => {
      const session = await signIn(room.app, 'ben@example.com', ben)
      const call = request(room.app).post('/v1/keys/challenges').set('Cookie', session.cookie)
      const response = await (origin === undefined ? call : call.set('Origin', origin))
      expect(response.body).toMatchObject({ code: 'ORIGIN', status: 403 })
      expect((await session.post('/v1/keys/challenges')).status).toBe(201)
    })
  })

  describe('an API client', () => {
    const withSecret = (path: string, secret: string) =>
      request(room.app).get(path).set('Authorization', `Bearer ${secret}`)

    it('is known by its secret, and never does what needs a person', async () => {
      const secret = handout.clients['erp']?.secret ?? ''
      for (const path of ['/v1/sessions/current', '/v1/keys', '/v1/people', '/v1/clients']) {
        expect((await withSecret(path, secret)).body).toMatchObject({ code: 'SCOPE', status: 403 })
      }
    })

    it('is refused with a wrong secret, with its hash, and once revoked', async () => {
      const secret = handout.clients['erp']?.secret ?? ''
      const { rows } = await sql<{ secret_hash: string }>`SELECT secret_hash FROM clients`.execute(room.api)
      for (const wrong of ['x'.repeat(43), rows[0]?.secret_hash ?? '']) {
        const response = await withSecret('/v1/people', wrong)
        expect(response.status).toBe(401)
        expect(response.headers['www-authenticate']).toMatch(/^Bearer/)
      }
      await sql`UPDATE clients SET state = 'revoked'`.execute(room.owner)
      expect((await withSecret('/v1/people', secret)).status).toBe(401)
    })

    it('is not let in by a cookie when its secret is wrong', async () => {
      const session = await signIn(room.app, 'ben@example.com', ben)
      const response = await withSecret('/v1/people', 'wrong').set('Cookie', session.cookie)
      expect(response.status).toBe(401)
    })
  })

  it('is slowed down for one address of mail, known or not, and for one caller', async () => {
    const few = { points: 2, seconds: 60 }
    const limited = await openPeopleRoom({ limits: createSignInLimits({ points: 5, seconds: 60 }, few) })
    const ask = (email: string) => request(limited.app).post('/v1/sessions/challenges').send({ email })
    const statuses: number[] = []
    for (const email of [
      'a@example.com',
      'A@example.com',
      'a@example.com',
      'b@example.com',
      'c@example.com',
      'd@example.com',
    ]) {
      statuses.push((await ask(email)).status)
    }
    expect(statuses).toEqual([201, 201, 429, 201, 201, 429])
    const refused = await ask('e@example.com')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    await limited.close()
  })

  it('does not let a stranger elsewhere use up the attempts of somebody here', async () => {
    const limits = createSignInLimits(undefined, { points: 1, seconds: 60 })
    await limits.perEmail('ben@example.com', '203.0.113.9')
    await expect(limits.perEmail('BEN@example.com', '203.0.113.9')).rejects.toMatchObject({ status: 429 })
    await limits.perEmail('ben@example.com', '192.0.2.1')
  })

  it('counts all addresses of an IPv6 network of one subscriber as one', async () => {
    const one = { points: 1, seconds: 60 }
    const limits = createSignInLimits(one, one)
    await limits.perEmail('ben@example.com', '2001:db8:1:2::1')
    await expect(limits.perEmail('ben@example.com', '2001:db8:1:2:ffff::9')).rejects.toMatchObject({ status: 429 })
    await limits.perEmail('ben@example.com', '2001:db8:1:3::1')
    const from = async (ip: string) => limits.perAddress({ ip } as never, {} as never, () => undefined)
    await from('2001:db8:1:2::1')
    await expect(from('2001:db8:1:2:ffff::9')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    await from('2001:db8:1:3::1')
  })
})

/** Everything about it but the values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]))
}
