import { sql } from 'kysely'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { askToEnrol, enrol, type Enrolled } from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { createSoftwareKey, refusalOf, TEST_ORIGIN } from '../../test/support/software-key.ts'
import type { Handout } from './init-organisation.ts'
import { readEnrolment } from './enrolment-statement.ts'
import { readKeys } from './key-store.ts'
import { sealInvitation } from './sealed-invitation.ts'
import { hashSecret } from './secret.ts'
import { readPerson } from './store.ts'

describeWithPostgres('enrolling a first key', () => {
  let room: TestPeopleRoom
  let handout: Handout
  beforeEach(async () => {
    room = await openPeopleRoom()
    handout = await room.init()
  })
  afterEach(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  const tokenOf = (name: string): string => handout.people[`${name}@example.com`]?.enrolment ?? ''
  const idOf = (name: string): string => handout.people[`${name}@example.com`]?.id ?? ''

  it('puts the key on record for the invited person, active at once in the demo', async () => {
    const response = await enrol(room.app, tokenOf('ben'), await createSoftwareKey())
    expect(response.status).toBe(201)
    const { person, key } = response.body as Enrolled
    expect(person).toMatchObject({ id: idOf('ben'), state: 'active' })
    const [stored] = await readKeys(room.api, [idOf('ben')])
    expect(key).toEqual({ id: stored?.id, fingerprint: stored?.fingerprint, state: 'active' })
    expect(stored).toMatchObject({ label: 'blue key', state: 'active', enrolmentToken: tokenOf('ben') })
    const statement = readEnrolment(stored?.statement ?? new Uint8Array())
    expect(statement).toMatchObject({ personId: idOf('ben'), keyId: key.id, rpId: room.trust.rpId })
  })

  it('logs the key by its fingerprint and the hash of the invitation', async () => {
    const { body } = await enrol(room.app, tokenOf('ben'), await createSoftwareKey())
    const { key } = body as Enrolled
    const { rows } = await sql<{ body: string }>`SELECT body FROM log_entries WHERE kind = 'key.enrolled'`.execute(
      room.api,
    )
    expect(rows.map((row) => JSON.parse(row.body) as unknown)).toMatchObject([
      { keyId: key.id, personId: idOf('ben'), fingerprint: key.fingerprint },
    ])
    expect(rows[0]?.body).not.toContain(tokenOf('ben'))
  })

  it('takes an invitation once', async () => {
    await enrol(room.app, tokenOf('ben'), await createSoftwareKey())
    const again = await request(room.app).post(`/v1/enrolments/${tokenOf('ben')}/challenges`)
    expect(again.status).toBe(404)
    expect(await readKeys(room.api, [idOf('ben')])).toHaveLength(1)
  })

  it('takes one of two keys that answer one invitation at once', async () => {
    const token = tokenOf('ben')
    const asked = await Promise.all([askToEnrol(room.app, token), askToEnrol(room.app, token)])
    const answers = await Promise.all(
      asked.map(async ({ challengeId, publicKey }) => {
        const credential = await (await createSoftwareKey()).create(publicKey, { origin: TEST_ORIGIN })
        return { challengeId, credential }
      }),
    )
    const responses = await Promise.all(
      answers.map((body) => request(room.app).post(`/v1/enrolments/${token}`).send(body)),
    )
    expect(responses.map(({ status }) => String(status)).toSorted()).toEqual(['201', '404'])
    expect(await readKeys(room.api, [idOf('ben')])).toHaveLength(1)
  })

  it('answers alike for an invitation that is unknown, expired or used', async () => {
    await enrol(room.app, tokenOf('ben'), await createSoftwareKey())
    await sql`UPDATE enrolments SET expires_at = countersign_now() WHERE person_id = ${idOf('ana')}`.execute(room.owner)
    const tokens = ['A'.repeat(43), tokenOf('ana'), tokenOf('ben')]
    const responses = await Promise.all(
      tokens.map((token) => request(room.app).post(`/v1/enrolments/${token}/challenges`)),
    )
    expect(responses.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(new Set(responses.map(({ text }) => text)).size).toBe(1)
  })

  it('refuses the answer to a challenge of another invitation', async () => {
    const { challengeId, publicKey } = await askToEnrol(room.app, tokenOf('ana'))
    const credential = await (await createSoftwareKey()).create(publicKey, { origin: TEST_ORIGIN })
    const response = await request(room.app)
      .post(`/v1/enrolments/${tokenOf('ben')}`)
      .send({ challengeId, credential })
    expect(response.status).toBe(404)
    expect(await readKeys(room.api, 'all')).toEqual([])
  })

  it('refuses a signature over another challenge, and lets the person try again', async () => {
    const key = await createSoftwareKey()
    const [mine, other] = [await askToEnrol(room.app, tokenOf('ben')), await askToEnrol(room.app, tokenOf('ben'))]
    const credential = await key.create(other.publicKey, { origin: TEST_ORIGIN })
    const send = (challengeId: string) =>
      request(room.app)
        .post(`/v1/enrolments/${tokenOf('ben')}`)
        .send({ challengeId, credential })
    expect((await send(mine.challengeId)).body).toMatchObject({ code: 'CHALLENGE_MISMATCH', status: 409 })
    expect((await send(other.challengeId)).status).toBe(201)
  })

  it('refuses a challenge that is too old', async () => {
    const { challengeId, publicKey } = await askToEnrol(room.app, tokenOf('ben'))
    await sql`UPDATE challenges SET expires_at = countersign_now() WHERE id = ${challengeId}`.execute(room.owner)
    const credential = await (await createSoftwareKey()).create(publicKey, { origin: TEST_ORIGIN })
    const response = await request(room.app)
      .post(`/v1/enrolments/${tokenOf('ben')}`)
      .send({ challengeId, credential })
    expect(response.body).toMatchObject({ code: 'CHALLENGE_EXPIRED', status: 409 })
  })

  it('refuses a registration that was made for another invitation, whoever put it there', async () => {
    const key = await createSoftwareKey()
    const { challengeId, publicKey } = await askToEnrol(room.app, tokenOf('ben'))
    const credential = await key.create(publicKey, { origin: TEST_ORIGIN })
    await request(room.app)
      .post(`/v1/enrolments/${tokenOf('ben')}`)
      .send({ challengeId, credential })
      .expect(201)
    // The same credential, with the challenge of somebody else's invitation put under it by whoever has the database.
    const other = await askToEnrol(room.app, tokenOf('ana'))
    await sql`UPDATE challenges SET credential = (SELECT credential FROM challenges WHERE id = ${challengeId})
               WHERE id = ${other.challengeId}`.execute(room.owner)
    expect(await refusalOf(room.process.enrol(other.challengeId))).toMatchObject({ status: 404 })
    const invitation = sealInvitation(room.keyring, tokenOf('ana'), other.challengeId)
    await sql`UPDATE challenges SET credential = credential || jsonb_build_object('invitation', ${invitation}::text)
               WHERE id = ${other.challengeId}`.execute(room.owner)
    expect(await refusalOf(room.process.enrol(other.challengeId))).toMatchObject({ code: 'CHALLENGE_MISMATCH' })
  })

  it('refuses a page of another origin', async () => {
    const response = await request(room.app)
      .post(`/v1/enrolments/${tokenOf('ben')}/challenges`)
      .set('Origin', 'https://evil.example')
    expect(response.body).toMatchObject({ code: 'ORIGIN', status: 403 })
  })

  describe('in the worker', () => {
    /** A challenge with its answer kept, as the API leaves it, the worker not asked yet. */
    async function answered(name: string, token = tokenOf(name)): Promise<string> {
      const { challengeId, publicKey } = await askToEnrol(room.app, tokenOf(name))
      const registration = await (await createSoftwareKey()).create(publicKey, { origin: TEST_ORIGIN })
      const invitation = sealInvitation(room.keyring, token, challengeId)
      const kept = JSON.stringify({ registration, confirmation: null, label: null, invitation })
      await sql`UPDATE challenges SET credential = ${kept}::jsonb WHERE id = ${challengeId}`.execute(room.api)
      return challengeId
    }

    it('answers a repeated call with what the first one did', async () => {
      const challengeId = await answered('ben')
      const [first, second] = [await room.process.enrol(challengeId), await room.process.enrol(challengeId)]
      expect(second).toEqual(first)
      expect(await readKeys(room.api, [idOf('ben')])).toHaveLength(1)
    })

    it('needs the invitation itself, not what the record holds of it', async () => {
      const { rows } = await sql<{
        token_hash: string
      }>`SELECT token_hash FROM enrolments WHERE person_id = ${idOf('ben')}`.execute(room.api)
      for (const held of [rows[0]?.token_hash ?? '', tokenOf('ana')]) {
        const challengeId = await answered('ben', held)
        expect(await refusalOf(room.process.enrol(challengeId))).toMatchObject({ status: 404 })
      }
      expect(await readKeys(room.api, 'all')).toEqual([])
    })

    it('holds an invitation that waits sealed, and opens it for the answer it came with alone', async () => {
      const [first, second] = [await answered('ben'), await answered('ben')]
      const { rows } = await sql<{ row: string }>`SELECT challenges::text AS row FROM challenges`.execute(room.owner)
      expect(rows.map(({ row }) => row).join()).not.toContain(tokenOf('ben'))
      const copied = sql`SELECT credential->>'invitation' FROM challenges WHERE id = ${first}`
      await sql`UPDATE challenges SET credential = jsonb_set(credential, '{invitation}', to_jsonb((${copied}))) WHERE id = ${second}`.execute(
        room.owner,
      )
      expect(await refusalOf(room.process.enrol(second))).toMatchObject({ status: 404 })
      expect(await room.process.enrol(first)).toMatchObject({ personId: idOf('ben') })
    })

    it('believes no statement that is not what was signed', async () => {
      const challengeId = await answered('ben')
      const forged = sql`convert_to(replace(convert_from(statement, 'UTF8'), ${idOf('ben')}, ${idOf('fay')}), 'UTF8')`
      await sql`UPDATE challenges SET statement = ${forged} WHERE id = ${challengeId}`.execute(room.owner)
      expect(await refusalOf(room.process.enrol(challengeId))).toMatchObject({ status: 404 })
      await sql`UPDATE challenges SET challenge = sha256(statement) WHERE id = ${challengeId}`.execute(room.owner)
      expect(await refusalOf(room.process.enrol(challengeId))).toMatchObject({ status: 404 })
      expect(await readPerson(room.api, idOf('fay'))).toMatchObject({ state: 'pending' })
    })

    it('gives nobody more time than was signed', async () => {
      const challengeId = await answered('ben')
      const later = sql`convert_to(regexp_replace(convert_from(statement, 'UTF8'), '"expiresAt":"2...', '"expiresAt":"2999'), 'UTF8')`
      await sql`UPDATE challenges SET statement = ${later} WHERE id = ${challengeId}`.execute(room.owner)
      expect(await refusalOf(room.process.enrol(challengeId))).toMatchObject({ status: 404 })
    })

    it('takes another invitation of the same person for none of this one', async () => {
      const challengeId = await answered('ben', 'another invitation')
      const other = hashSecret('another invitation')
      await sql`INSERT INTO enrolments VALUES (${other}, ${idOf('ben')}, 'infinity')`.execute(room.owner)
      expect(await refusalOf(room.process.enrol(challengeId))).toMatchObject({ status: 404 })
    })

    it('refuses an answer that is no credential', async () => {
      const { challengeId } = await askToEnrol(room.app, tokenOf('ben'))
      await sql`UPDATE challenges SET credential = '{"registration": 7}' WHERE id = ${challengeId}`.execute(room.api)
      expect(await refusalOf(room.process.enrol(challengeId))).toMatchObject({ status: 404 })
    })
  })

  it('cannot be done by the API alone: its role may not write keys or consume the challenge', async () => {
    const { challengeId } = await askToEnrol(room.app, tokenOf('ben'))
    const consume = sql`UPDATE challenges SET consumed_at = countersign_now() WHERE id = ${challengeId}`
    await expect(consume.execute(room.api)).rejects.toThrow('only the worker')
    await expect(sql`UPDATE keys SET state = 'active'`.execute(room.api)).rejects.toThrow('permission denied')
    await expect(sql`UPDATE people SET state = 'active'`.execute(room.api)).rejects.toThrow('permission denied')
  })
})
