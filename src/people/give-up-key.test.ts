import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { enrol, signIn, type Enrolled, type Session } from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { createSoftwareKey, TEST_ORIGIN } from '../../test/support/software-key.ts'
import { CountersignError } from '../domain/errors.ts'
import type { MailJob } from '../notify/mail-job.ts'
import { notifyPeople } from '../notify/notify-people.ts'
import { sendMail } from '../notify/send-mail.ts'
import type { SoftwareKey } from '../sandbox/software-key.ts'
import { readKey } from './key-store.ts'

interface Held {
  readonly id: string
  readonly key: SoftwareKey
  readonly session: Session
}

const BEN = 'ben@example.com'

describeWithPostgres('a key that its owner gives up', () => {
  let room: TestPeopleRoom
  let benId: string
  let active: Held
  /** A further key that no administrator has confirmed: pending. */
  let further: Held
  beforeEach(async () => {
    room = await openPeopleRoom()
    const handout = await room.init()
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
  const giveUp = async (session: Session, id: string) => {
    const { status, body } = await session.post(`/v1/keys/${id}/revoke`)
    return status === 204 ? 'given up' : `${status} ${(body as { code: string }).code}`
  }
  /** The worker's own word on it, whatever an API let through. */
  const workerGivesUp = (asked: { keyId: string; sessionKeyId: string }) =>
    room.process.revokeKey({ personId: benId, ...asked }).then(
      () => 'given up',
      (error: unknown) => (error instanceof CountersignError ? `${error.status} ${error.code}` : String(error)),
    )
  const stateOf = async (id: string) => (await readKey(room.api, id))?.state

  it('is no active one in the session of one that waits for an administrator, which gives up itself alone', async () => {
    expect(await giveUp(further.session, active.id)).toBe('403 CREDENTIAL_INACTIVE')
    expect(await workerGivesUp({ keyId: active.id, sessionKeyId: further.id })).toBe('403 CREDENTIAL_INACTIVE')
    const third = await addKey()
    expect(await giveUp(further.session, third.id)).toBe('403 CREDENTIAL_INACTIVE')
    expect(await workerGivesUp({ keyId: third.id, sessionKeyId: further.id })).toBe('403 CREDENTIAL_INACTIVE')
    expect(await giveUp(further.session, further.id)).toBe('given up')
    expect(await stateOf(active.id)).toBe('active')
    expect(await stateOf(further.id)).toBe('revoked')
  })

  it('is no active one in the session of one in quarantine, until that is over', async () => {
    await quarantine(further.id)
    const third = await addKey()
    expect(await giveUp(further.session, active.id)).toBe('403 CREDENTIAL_QUARANTINED')
    expect(await workerGivesUp({ keyId: active.id, sessionKeyId: further.id })).toBe('403 CREDENTIAL_QUARANTINED')
    expect(await stateOf(active.id)).toBe('active')
    await addKey()
    expect(await giveUp(further.session, third.id)).toBe('given up')
    await quarantine(further.id, -1)
    expect(await giveUp(further.session, active.id)).toBe('given up')
    expect((await active.session.get('/v1/keys')).status).toBe(401)
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
    const asked = { keyId: active.id, sessionKeyId: active.id }
    expect([await workerGivesUp(asked), await workerGivesUp(asked)]).toEqual(['given up', 'given up'])
    expect(await revocationMails()).toHaveLength(1)
  })

  it('leaves one of two keys that give up each other at once', async () => {
    await quarantine(further.id, -1)
    const answers = await Promise.all([
      workerGivesUp({ keyId: further.id, sessionKeyId: active.id }),
      workerGivesUp({ keyId: active.id, sessionKeyId: further.id }),
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
    expect(await giveUp(active.session, further.id)).toBe('given up')
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
