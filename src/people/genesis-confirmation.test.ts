import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { describeWithPostgres } from '../../test/support/database.ts'
import { enrol, signIn, type Enrolled, type Session } from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import {
  createAttestationRoot,
  createSoftwareKey,
  TEST_ORIGIN,
  TEST_SITE,
  trustOnly,
} from '../../test/support/software-key.ts'
import type { SoftwareKey } from '../sandbox/software-key.ts'
import { challengeOf } from '../domain/statement.ts'
import { newId } from '../platform/ids.ts'
import { readConfirmations } from './genesis-store.ts'
import { genesisStatementBytes, readGenesisStatement } from './genesis-statement.ts'
import type { Handout } from './init-organisation.ts'
import { readKeys } from './key-store.ts'
import { readOrganisation } from './store.ts'

interface Administrator {
  readonly key: SoftwareKey
  readonly enrolled: Enrolled
  readonly session: Session
}

describeWithPostgres('genesis in production', () => {
  let room: TestPeopleRoom
  let handout: Handout
  let makeKey: () => Promise<SoftwareKey>
  beforeEach(async () => {
    const root = await createAttestationRoot()
    makeKey = () => createSoftwareKey({ root })
    room = await openPeopleRoom({ profile: 'production', trust: trustOnly(root) })
    handout = await room.init()
  })
  afterEach(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  async function join(name: string): Promise<Administrator> {
    const key = await makeKey()
    const email = `${name}@example.com`
    const response = await enrol(room.app, handout.people[email]?.enrolment ?? '', key)
    if (response.status !== 201) throw new Error(response.text)
    return { key, enrolled: response.body as Enrolled, session: await signIn(room.app, email, key) }
  }

  /** Asks for a challenge over the other's fingerprint and signs it. */
  async function confirm(one: Administrator, fingerprint: string, signWith = one.key) {
    const asked = await one.session.post('/v1/genesis/challenges', { fingerprint })
    if (asked.status !== 201) return asked
    const { challengeId, publicKey } = asked.body as {
      challengeId: string
      publicKey: PublicKeyCredentialRequestOptionsJSON
    }
    const credential = await signWith.get({ ...publicKey, allowCredentials: [] }, { origin: TEST_ORIGIN })
    return one.session.post('/v1/genesis/confirmations', { challengeId, credential })
  }

  const statesOf = async (): Promise<Record<string, string>> => {
    const names = new Map(Object.entries(handout.people).map(([email, { id }]) => [id, email.split('@')[0] ?? '']))
    return Object.fromEntries(
      (await readKeys(room.api, 'all')).map((key) => [names.get(key.personId) ?? '', key.state]),
    )
  }

  it('refuses a key whose maker is not trusted', async () => {
    for (const key of [await createSoftwareKey(), await createSoftwareKey({ root: await createAttestationRoot() })]) {
      const response = await enrol(room.app, handout.people['fay@example.com']?.enrolment ?? '', key)
      expect(response.body).toMatchObject({ code: 'ATTESTATION', status: 403 })
    }
    expect(await readKeys(room.api, 'all')).toEqual([])
  })

  it('begins when two administrators have each signed the fingerprint of the other', async () => {
    const [fay, gil] = [await join('fay'), await join('gil')]
    expect(fay.enrolled.key.state).toBe('pending')

    const first = await confirm(fay, gil.enrolled.key.fingerprint)
    expect(first.body).toEqual({ confirmedAt: null })
    expect(await statesOf()).toEqual({ fay: 'pending', gil: 'pending' })
    expect((await readOrganisation(room.api))?.confirmedAt).toBeNull()

    const second = await confirm(gil, fay.enrolled.key.fingerprint)
    expect(second.body).toEqual({ confirmedAt: (await readOrganisation(room.api))?.confirmedAt })
    expect((second.body as { confirmedAt: string }).confirmedAt).toMatch(/Z$/)
    expect(await statesOf()).toEqual({ fay: 'active', gil: 'active' })

    const { rows } = await sql<{ body: string }>`SELECT body FROM log_entries WHERE kind = 'genesis.confirmed'`.execute(
      room.api,
    )
    expect(rows.map((row) => JSON.parse(row.body) as unknown)).toMatchObject([
      {
        genesisDigest: (await readOrganisation(room.api))?.genesisDigest,
        confirmations: [
          {
            keyId: fay.enrolled.key.id,
            confirmedKeyId: gil.enrolled.key.id,
            fingerprint: gil.enrolled.key.fingerprint,
          },
          {
            keyId: gil.enrolled.key.id,
            confirmedKeyId: fay.enrolled.key.id,
            fingerprint: fay.enrolled.key.fingerprint,
          },
        ],
      },
    ])
    const again = await confirm(gil, fay.enrolled.key.fingerprint)
    expect(again.body).toMatchObject({ code: 'GENESIS_CONFIRMED', status: 409 })
  })

  it('keeps both signatures where the API cannot write, also of an organisation that began before there was such a place', async () => {
    const [fay, gil] = [await join('fay'), await join('gil')]
    await confirm(fay, gil.enrolled.key.fingerprint)
    await confirm(gil, fay.enrolled.key.fingerprint)
    const kept = await readConfirmations(room.signer)
    expect(kept.map((one) => one.keyId)).toEqual([fay.enrolled.key.id, gil.enrolled.key.id].toSorted())
    const change = sql`UPDATE genesis_confirmations SET signature = ''`
    await expect(change.execute(room.api)).rejects.toThrow('permission denied')
    await expect(change.execute(room.worker)).rejects.toThrow('permission denied')

    await sql`DROP TABLE genesis_confirmations`.execute(room.owner)
    const migration = '../platform/postgres/migrations/0140_genesis_confirmations.sql'
    await sql.raw(await readFile(new URL(migration, import.meta.url), 'utf8')).execute(room.owner)
    expect(await readConfirmations(room.signer)).toEqual(kept)
  })

  it('begins once when both sign at the same moment', async () => {
    const [fay, gil] = [await join('fay'), await join('gil')]
    await Promise.all([confirm(fay, gil.enrolled.key.fingerprint), confirm(gil, fay.enrolled.key.fingerprint)])
    expect(await statesOf()).toEqual({ fay: 'active', gil: 'active' })
    const { rows } = await sql`SELECT FROM log_entries WHERE kind = 'genesis.confirmed'`.execute(room.api)
    expect(rows).toHaveLength(1)
  })

  it('puts the fingerprint and what the organisation begins with into what is signed', async () => {
    const [fay, gil] = [await join('fay'), await join('gil')]
    const { fingerprint } = gil.enrolled.key
    const read = fingerprint.toUpperCase().replaceAll(/(.{4})/g, '$1 ')
    const asked = await fay.session.post('/v1/genesis/challenges', { fingerprint: read })
    const { statement } = asked.body as { statement: string }
    expect(readGenesisStatement(new Uint8Array(Buffer.from(statement, 'base64url')))).toMatchObject({
      genesisDigest: (await readOrganisation(room.api))?.genesisDigest,
      personId: fay.enrolled.person.id,
      confirmedPersonId: gil.enrolled.person.id,
      confirmedFingerprint: fingerprint,
    })
  })

  it('does not begin with a circle of three, one person twice, or a fingerprint that is not theirs', async () => {
    const [fay, gil, lea] = [await join('fay'), await join('gil'), await join('lea')]
    await confirm(fay, gil.enrolled.key.fingerprint)
    await confirm(fay, gil.enrolled.key.fingerprint)
    await confirm(gil, lea.enrolled.key.fingerprint)
    await confirm(lea, fay.enrolled.key.fingerprint)
    expect(new Set(Object.values(await statesOf()))).toEqual(new Set(['pending']))
    for (const fingerprint of [fay.enrolled.key.fingerprint, 'f'.repeat(64)]) {
      expect((await confirm(fay, fingerprint)).body).toMatchObject({ code: 'FINGERPRINT_UNKNOWN', status: 422 })
    }
    expect((await readOrganisation(room.api))?.confirmedAt).toBeNull()
  })

  it('takes no signature by somebody else, and nobody but administrators', async () => {
    const [fay, gil, ben] = [await join('fay'), await join('gil'), await join('ben')]
    expect((await confirm(ben, fay.enrolled.key.fingerprint)).body).toMatchObject({ code: 'SCOPE', status: 403 })
    expect((await confirm(fay, ben.enrolled.key.fingerprint)).body).toMatchObject({ code: 'FINGERPRINT_UNKNOWN' })
    expect((await confirm(fay, gil.enrolled.key.fingerprint, gil.key)).body).toMatchObject({
      code: 'CREDENTIAL_FOREIGN',
      status: 403,
    })
  })

  it.each<[string, (asked: { challenge: string }, gil: Administrator) => Promise<object | null>]>([
    ['that nobody signed', async () => null],
    [
      'that somebody else signed',
      (asked, gil) => gil.key.get({ ...asked, rpId: TEST_SITE.rpId }, { origin: TEST_ORIGIN }),
    ],
  ])('does not begin with an answer %s, which the API wrote into the record as accepted', async (_what, signWith) => {
    const [fay, gil] = [await join('fay'), await join('gil')]
    const organisation = await readOrganisation(room.api)
    const statement = genesisStatementBytes({
      rpId: TEST_SITE.rpId,
      genesisDigest: organisation?.genesisDigest ?? '',
      personId: fay.enrolled.person.id,
      keyId: fay.enrolled.key.id,
      confirmedPersonId: gil.enrolled.person.id,
      confirmedKeyId: gil.enrolled.key.id,
      confirmedFingerprint: gil.enrolled.key.fingerprint,
      nonce: 'n',
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    })
    const challenge = Buffer.from(challengeOf(statement))
    const credential = await signWith({ challenge: challenge.toString('base64url') }, gil)
    await sql`
      INSERT INTO challenges (id, purpose, subject_id, person_id, statement, challenge, credential, created_at,
          expires_at, consumed_at)
        VALUES (${newId('chl')}, 'enrolment', 'genesis', ${fay.enrolled.person.id}, ${Buffer.from(statement)},
          ${challenge}, ${JSON.stringify(credential)}::jsonb, now(), now() + interval '1 minute', now())`.execute(
      room.api,
    )

    expect((await confirm(gil, fay.enrolled.key.fingerprint)).body).toEqual({ confirmedAt: null })
    expect(await statesOf()).toEqual({ fay: 'pending', gil: 'pending' })
    // Nor does it stand in the way of the one that is asked.
    const genuine = await confirm(fay, gil.enrolled.key.fingerprint)
    expect(genuine.body).toEqual({ confirmedAt: expect.any(String) })
  })

  it('does not count a key that was given up after it was confirmed', async () => {
    const [fay, gil] = [await join('fay'), await join('gil')]
    await confirm(fay, gil.enrolled.key.fingerprint)
    await fay.session.post(`/v1/keys/${fay.enrolled.key.id}/revoke`)
    expect((await confirm(gil, fay.enrolled.key.fingerprint)).body).toMatchObject({ code: 'FINGERPRINT_UNKNOWN' })
    expect((await readOrganisation(room.api))?.confirmedAt).toBeNull()
  })

  it('then asks them about everybody else who waits, administrators too', async () => {
    const [fay, gil, lea, ben] = [await join('fay'), await join('gil'), await join('lea'), await join('ben')]
    const open = async () => {
      const { rows } = await sql<{ key: string }>`
        SELECT content ->> 'keyId' AS key FROM subject_versions JOIN subjects ON id = subject_id
         WHERE type = 'key-change' AND state = 'awaiting_evidence'`.execute(room.api)
      return rows.map(({ key }) => key).toSorted()
    }
    expect(await open()).toEqual([ben.enrolled.key.id])
    await confirm(fay, gil.enrolled.key.fingerprint)
    await confirm(gil, fay.enrolled.key.fingerprint)
    expect(await open()).toEqual([ben.enrolled.key.id, lea.enrolled.key.id].toSorted())
    expect(await statesOf()).toEqual({ fay: 'active', gil: 'active', lea: 'pending', ben: 'pending' })
  })
})
