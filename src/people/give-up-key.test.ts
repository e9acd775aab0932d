import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import {
  enrol,
  giveUp as giveUpWith,
  signIn,
  type Enrolled,
  type Session,
  type SessionChallenge,
} from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { createSoftwareKey, TEST_ORIGIN } from '../../test/support/software-key.ts'
import { CountersignError } from '../domain/errors.ts'
import type { MailJob } from '../notify/mail-job.ts'
import { notifyPeople } from '../notify/notify-people.ts'
import { sendMail } from '../notify/send-mail.ts'
import type { SoftwareKey } from '../sandbox/software-key.ts'
import type { Handout } from './init-organisation.ts'
import { keepOnce } from './keep-answer.ts'
import { readKey } from './key-store.ts'
import type { KeysAnswer } from './schema.ts'

interface Held {
  readonly id: string
  readonly key: SoftwareKey
  readonly session: Session
}

const BEN = 'ben@example.com'

describeWithPostgres('a key that its owner gives up', () => {
  let room: TestPeopleRoom
  let handout: Handout
  let benId: string
  let active: Held
  /** A further key that no administrator has confirmed: pending. */
  let further: Held
  beforeEach(async () => {
    room = await openPeopleRoom()
    handout = await room.init()
    const first = await createSoftwareKey()
    const { body } = await enrol(room.app, handout.people[BEN]?.enrolment ?? '', first)
    const enrolled = body as Enrolled
    benId = enrolled.person.id
    active = { id: enrolled.key.id, key: first, session: await signIn(room.app, BEN, first) }
    further = await addKey()
  })
  afterEach(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  /** With the signature of the active key: whether that still counts is what this shows, too. */
  async function addKey(): Promise<Held> {
    const key = await createSoftwareKey()
    const { body } = await active.session.post('/v1/keys/challenges')
    const { challengeId, publicKey, confirmWith } = body as {
      challengeId: string
      publicKey: PublicKeyCredentialCreationOptionsJSON
      confirmWith: PublicKeyCredentialRequestOptionsJSON
    }
    const credential = await key.create(publicKey, { origin: TEST_ORIGIN })
    const confirmation = await active.key.get(confirmWith, { origin: TEST_ORIGIN })
    const response = await active.session.post('/v1/keys', { challengeId, credential, confirmation })
    if (response.status !== 201) throw new Error(response.text)
    return { id: (response.body as Enrolled).key.id, key, session: await signIn(room.app, BEN, key) }
  }

  const quarantine = (id: string, days = 3) =>
    sql`UPDATE keys SET state = 'quarantined', quarantine_ends_at = countersign_now() + make_interval(days => ${days})
        WHERE id = ${id}`.execute(room.owner)
  const giveUpBySession = async (session: Session, id: string) => {
    const { status, body } = await session.post(`/v1/keys/${id}/revoke`)
    return status === 204 ? 'given up' : `${status} ${(body as { code: string }).code}`
  }
  const giveUp = async ({ session, key }: Held, id: string, touched = key) => {
    const { status, body } = await giveUpWith(session, id, touched)
    return status === 204 ? 'given up' : `${status} ${(body as { code: string }).code}`
  }
  /** A challenge that this key has answered, as the API leaves it for the worker, whoever the API took it for. */
  const signedBy = async (key: SoftwareKey, keyId: string) => {
    const asked = await active.session.post(`/v1/keys/${keyId}/revoke/challenges`)
    const { challengeId, publicKey } = asked.body as SessionChallenge
    await keepOnce(
      room.owner,
      challengeId,
      await key.get({ ...publicKey, allowCredentials: [] }, { origin: TEST_ORIGIN }),
    )
    return challengeId
  }
  /** The worker's own word on it, whatever an API let through. */
  const workerGivesUp = (asked: { keyId: string; sessionKeyId: string; challengeId?: string }) =>
    room.process.revokeKey({ personId: benId, challengeId: null, ...asked }).then(
      () => 'given up',
      (error: unknown) => (error instanceof CountersignError ? `${error.status} ${error.code}` : String(error)),
    )
  const stateOf = async (id: string) => (await readKey(room.api, id))?.state

  it('is no active one in the session of one that waits for an administrator, which gives up itself alone', async () => {
    expect(await giveUpBySession(further.session, active.id)).toBe('403 CREDENTIAL_INACTIVE')
    expect(await giveUp(further, active.id)).toBe('403 CREDENTIAL_INACTIVE')
    expect(await workerGivesUp({ keyId: active.id, sessionKeyId: further.id })).toBe('403 CREDENTIAL_INACTIVE')
    const third = await addKey()
    expect(await giveUpBySession(further.session, third.id)).toBe('403 CREDENTIAL_INACTIVE')
    expect(await workerGivesUp({ keyId: third.id, sessionKeyId: further.id })).toBe('403 CREDENTIAL_INACTIVE')
    expect(await giveUpBySession(further.session, further.id)).toBe('given up')
    expect(await stateOf(active.id)).toBe('active')
    expect(await stateOf(further.id)).toBe('revoked')
  })

  it('is no active one in the session of one in quarantine, until that is over', async () => {
    await quarantine(further.id)
    const third = await addKey()
    expect(await giveUp(further, active.id)).toBe('403 CREDENTIAL_QUARANTINED')
    expect(await workerGivesUp({ keyId: active.id, sessionKeyId: further.id })).toBe('403 CREDENTIAL_QUARANTINED')
    const challengeId = await signedBy(further.key, active.id)
    expect(await workerGivesUp({ keyId: active.id, sessionKeyId: active.id, challengeId })).toBe(
      '403 CREDENTIAL_QUARANTINED',
    )
    expect(await stateOf(active.id)).toBe('active')
    await addKey()
    expect(await giveUpBySession(further.session, third.id)).toBe('given up')
    await quarantine(further.id, -1)
    expect(await giveUp(further, active.id)).toBe('given up')
    expect((await active.session.get('/v1/keys')).status).toBe(401)
  })

  it('is none that counts for whoever has a session alone: a stolen cookie ends nobody’s seat', async () => {
    await quarantine(further.id)
    for (const { id } of [active, further]) {
      expect(await giveUpBySession(active.session, id)).toBe('403 SIGNATURE_REQUIRED')
      expect(await workerGivesUp({ keyId: id, sessionKeyId: active.id })).toBe('403 SIGNATURE_REQUIRED')
    }
    expect(await giveUpBySession(further.session, further.id)).toBe('403 SIGNATURE_REQUIRED')
    // Nor with the touch of somebody else, or with what was signed to give up another key.
    const stranger = await createSoftwareKey()
    await enrol(room.app, handout.people['fay@example.com']?.enrolment ?? '', stranger)
    const foreign = await signedBy(stranger, active.id)
    expect(await workerGivesUp({ keyId: active.id, sessionKeyId: active.id, challengeId: foreign })).toBe(
      '403 CREDENTIAL_FOREIGN',
    )
    const forOther = await signedBy(active.key, further.id)
    expect(await workerGivesUp({ keyId: active.id, sessionKeyId: active.id, challengeId: forOther })).toBe(
      '404 NOT_FOUND',
    )
    expect([await stateOf(active.id), await stateOf(further.id)]).toEqual(['active', 'quarantined'])
    expect(await giveUp(active, active.id)).toBe('given up')
    const { rows } = await sql<{ body: string }>`SELECT body FROM log_entries WHERE kind = 'key.revoked'`.execute(
      room.api,
    )
    expect(rows.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { keyId: active.id, by: benId, statementDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ])
  })

  it('is, when it is lost, given up by another one', async () => {
    await quarantine(further.id, -1)
    expect(await giveUp(active, active.id, further.key)).toBe('given up')
    expect([await stateOf(active.id), await stateOf(further.id)]).toEqual(['revoked', 'quarantined'])
  })

  it('says to its owner what giving it up takes', async () => {
    const needs = async ({ session }: Held) =>
      ((await session.get('/v1/keys')).body as ReturnType<typeof KeysAnswer.parse>).items.map(
        ({ givingUp }) => givingUp,
      )
    // Whoever holds an invitation alone is told of no other key.
    expect([await needs(active), await needs(further)]).toEqual([['signature', 'session'], ['session']])
    await quarantine(further.id)
    expect(await needs(further)).toEqual(['signature', 'signature'])
    await giveUp(active, further.id)
    expect(await needs(active)).toEqual(['signature', null])
  })

  it('is nobody else’s, whichever key the API names', async () => {
    expect(await workerGivesUp({ keyId: further.id, sessionKeyId: '' })).toBe('404 NOT_FOUND')
    await sql`UPDATE keys SET person_id = (SELECT id FROM people WHERE email = 'fay@example.com') WHERE id = ${further.id}`.execute(
      room.owner,
    )
    expect(await workerGivesUp({ keyId: active.id, sessionKeyId: further.id })).toBe('404 NOT_FOUND')
    expect(await workerGivesUp({ keyId: further.id, sessionKeyId: active.id })).toBe('404 NOT_FOUND')
  })

  it('is given up once, however often the worker is asked', async () => {
    const challengeId = await signedBy(active.key, active.id)
    const asked = { keyId: active.id, sessionKeyId: active.id, challengeId }
    expect([await workerGivesUp(asked), await workerGivesUp(asked)]).toEqual(['given up', 'given up'])
    expect(await revocationMails()).toHaveLength(1)
  })

  it('leaves one of two keys that give up each other at once', async () => {
    await quarantine(further.id, -1)
    const [one, two] = [await signedBy(active.key, further.id), await signedBy(further.key, active.id)]
    const answers = await Promise.all([
      workerGivesUp({ keyId: further.id, sessionKeyId: active.id, challengeId: one }),
      workerGivesUp({ keyId: active.id, sessionKeyId: further.id, challengeId: two }),
    ])
    expect(answers.toSorted()).toEqual(['403 CREDENTIAL_INACTIVE', 'given up'])
    expect([await stateOf(active.id), await stateOf(further.id)].toSorted()).toEqual(['active', 'revoked'].toSorted())
  })

  it('is told to its owner by one mail to every address on file', async () => {
    await sql`
      INSERT INTO contacts (id, owner_type, owner_id, version, kind, value, provenance, verified_at, time_zone, vetted_by,
        onboarded, state, created_at)
      VALUES ('con_home', 'person', ${benId}, 1, 'email', 'ben@home.example', 'p', countersign_now(), 'UTC', 'genesis',
        true, 'active', countersign_now())`.execute(room.owner)
    expect(await giveUpBySession(active.session, further.id)).toBe('given up')
    const mails = await revocationMails()
    expect(mails).toEqual([{ template: 'key-revoked', personIds: [benId], data: { keyId: further.id } }])

    const sent: (readonly string[])[] = []
    const mailer = { send: async ({ to }: { to: readonly string[] }) => void sent.push(to) }
    const jobs: MailJob[] = []
    const queue = { enqueue: async (_queue: string, _name: string, data: unknown) => void jobs.push(data as MailJob) }
    for (const mail of mails) await notifyPeople(queue as never, { id: 'msg', ...mail } as never)
    for (const job of jobs) await sendMail({ db: room.worker, mailer, origin: TEST_ORIGIN }, 'job', job)
    expect(sent).toEqual([[BEN, 'ben@home.example']])
  })

  async function revocationMails() {
    const { rows } = await sql<{ payload: { template: string } }>`
      SELECT payload FROM outbox WHERE kind = 'mail' AND payload ->> 'template' = 'key-revoked'`.execute(room.owner)
    return rows.map(({ payload }) => payload)
  }
})
