import { sql } from 'kysely'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { answerSignIn, askToSignIn, enrol, sessionOf, signIn, type Session } from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { createSoftwareKey, TEST_ORIGIN } from '../../test/support/software-key.ts'
import type { SoftwareKey } from '../sandbox/software-key.ts'
import { InstallationAnswer, OrganisationAnswer, SessionsAnswer } from './schema.ts'

describeWithPostgres('my sessions', () => {
  let room: TestPeopleRoom
  let key: SoftwareKey
  let fay: Session
  beforeAll(async () => {
    room = await openPeopleRoom()
    const before = await request(room.app).get('/v1/installation').expect(200)
    expect(before.body).toMatchObject({ organisation: false, profile: 'demo' })
    const handout = await room.init()
    key = await createSoftwareKey()
    await enrol(room.app, handout.people['ben@example.com']?.enrolment ?? '', key)
    const other = await createSoftwareKey()
    await enrol(room.app, handout.people['fay@example.com']?.enrolment ?? '', other)
    fay = await signIn(room.app, 'fay@example.com', other)
  })
  afterAll(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  const list = async (session: Session) => {
    const { status, body } = await session.get('/v1/sessions')
    expect(status).toBe(200)
    return SessionsAnswer.strict().parse(body).items
  }

  it('are listed to their owner alone, with what the browser said, and without anything that opens one', async () => {
    const asked = await askToSignIn(room.app, { email: 'ben@example.com' })
    const credential = await key.get(asked.publicKey, { origin: TEST_ORIGIN })
    const answer = await request(room.app)
      .post('/v1/sessions')
      .set('User-Agent', `Firefox\t${'x'.repeat(500)}`)
      .send({ challengeId: asked.challengeId, credential })
    const ben = sessionOf(room.app, answer)
    const second = await signIn(room.app, 'ben@example.com', key)
    const items = await list(ben)
    expect(items.map((one) => one.current)).toEqual([false, true])
    expect(items[1]?.userAgent).toMatch(/^Firefoxx{1,193}$/)
    expect((await list(second)).map((one) => one.current)).toEqual([true, false])
    expect(await list(fay)).toHaveLength(1)
    const { rows } = await sql<{ token_hash: string }>`select token_hash from sessions`.execute(room.owner)
    const { text } = await ben.get('/v1/sessions')
    for (const row of rows) expect(text).not.toContain(row.token_hash)
  })

  it('are ended by their owner alone, at once', async () => {
    const [one, two] = [await signIn(room.app, 'ben@example.com', key), await signIn(room.app, 'ben@example.com', key)]
    const id = (await list(two)).find((session) => session.current)?.id ?? ''
    expect((await fay.delete(`/v1/sessions/${id}`)).status).toBe(404)
    expect((await two.get('/v1/sessions/current')).status).toBe(200)
    expect((await one.delete(`/v1/sessions/${id}`)).status).toBe(204)
    expect((await two.get('/v1/sessions/current')).status).toBe(401)
    expect((await one.delete(`/v1/sessions/${id}`)).status).toBe(404)
    expect((await list(one)).map((session) => session.id)).not.toContain(id)
    for (const odd of ['ses_none', '%20', "ses_1' or '1'='1"])
      expect((await one.delete(`/v1/sessions/${odd}`)).status).toBe(404)
  })

  it('go with the cookie when it is the current one, and take our own origin to end', async () => {
    const ben = sessionOf(room.app, await answerSignIn(room.app, await askToSignIn(room.app, {}), key))
    const id = (await list(ben)).find((session) => session.current)?.id ?? ''
    const foreign = await request(room.app)
      .delete(`/v1/sessions/${id}`)
      .set('Cookie', ben.cookie)
      .set('Origin', 'https://evil.example')
    expect(foreign.status).toBe(403)
    const ended = await ben.delete(`/v1/sessions/${id}`)
    expect(String(ended.headers['set-cookie'])).toMatch(/session=;/)
    expect((await ben.get('/v1/sessions')).status).toBe(401)
  })

  it('are nobody else’s business: 401 without one', async () => {
    for (const path of ['/v1/sessions', '/v1/organisation'])
      expect((await request(room.app).get(path)).status).toBe(401)
  })

  it('the organisation shows no more of its accounts than their ending', async () => {
    const { body, text } = await fay.get('/v1/organisation')
    const organisation = OrganisationAnswer.strict().parse(body)
    expect(organisation).toMatchObject({
      ...{ name: 'Example Ltd', baseCurrency: 'EUR', profile: 'demo', counterpartiesCount: 0 },
      originatingAccounts: [{ id: 'main-eur', entity: 'eu', currency: 'EUR', iban: '••••0189' }],
    })
    expect(organisation.entities.map((one) => one.id)).toEqual(['eu', 'nz'])
    expect(text).not.toContain('FR76')
  })

  it('the installation says to anyone what it is, and nothing of anybody', async () => {
    const { body, text } = await request(room.app).get('/v1/installation').expect(200)
    expect(InstallationAnswer.strict().parse(body)).toMatchObject({ organisation: true, genesis: 'implied' })
    expect(text).not.toMatch(/Example Ltd|@/)
  })
})
