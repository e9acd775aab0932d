import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../../test/support/database.ts'
import { forgeEntry } from '../../../test/support/log-forger.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type PaymentRoom,
} from '../../../test/support/payment-room.ts'
import { giveUp } from '../../../test/support/people-calls.ts'
import { testKeyring } from '../../../test/support/people-room.ts'
import { approvedOrder, entryFields, refusalsOf } from '../../../test/support/release-attempts.ts'
import { createSoftwareKey, TEST_ORIGIN, TEST_SITE, trustAnyKey } from '../../../test/support/software-key.ts'
import { sha256Hex } from '../../domain/canonical-json.ts'
import { enrolmentBytes } from '../../people/enrolment-statement.ts'
import { readKey } from '../../people/key-store.ts'
import { verifyStoredRegistration } from '../../people/keys/verify-registration.ts'
import { openKeyChange } from '../../people/open-key-change.ts'
import { readPerson } from '../../people/store.ts'
import { now as readNow } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { transaction } from '../../platform/postgres/transaction.ts'
import type { SoftwareKey } from '../../sandbox/software-key.ts'

/** What somebody with every right in the database does, who has no key of the signer's and no security key. */
describeWithPostgres('The signer, faced with other keys', () => {
  let room: PaymentRoom

  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)

  afterAll(() => room.close())

  it('refuses a key whose enrolment on record was changed, however often it has verified the right one', async () => {
    const first = await approvedOrder(room)
    await room.checkpoint()
    await room.release(first.id)
    const order = await approvedOrder(room)
    const { rows } = await sql<{ id: string }>`
      select key_id as id from evidence where subject_id = ${order.id} limit 1`.execute(room.owner)
    const keyId = rows[0]?.id ?? ''
    const changes = [
      ['client_data_json', `overlay(client_data_json placing 'AAAA' from 1)`, 'KEY_REGISTRATION'],
      ['attestation_object', `attestation_object || 'AA'`, 'KEY_REGISTRATION'],
      ['statement', `statement || '\\x20'::bytea`, 'KEY_REGISTRATION'],
      ['public_key', `set_byte(public_key, 20, get_byte(public_key, 20) # 1)`, 'KEY_DIFFERS'],
      ['credential_id', `credential_id || 'AA'`, 'KEY_DIFFERS'],
      ['enrolled_at', `enrolled_at - interval '1 year'`, 'KEY_NOT_LOGGED'],
    ] as const
    for (const [column, changed, code] of changes) {
      const name = sql.ref(column)
      await sql`create table kept_key as select id, ${name} as value from keys where id = ${keyId}`.execute(room.owner)
      await sql`update keys set ${name} = ${sql.raw(changed)} where id = ${keyId}`.execute(room.owner)
      const refusals = await refusalsOf(room, order.id)
      await sql`update keys set ${name} = kept_key.value from kept_key where keys.id = kept_key.id`.execute(room.owner)
      await sql`drop table kept_key`.execute(room.owner)
      expect([column, ...refusals]).toEqual(expect.arrayContaining([column, 'EVIDENCE_REFUSED', code]))
    }
    expect(await refusalsOf(room, order.id)).toEqual(['SIGNED'])
  }, 60_000)

  it('refuses a signature by a key of the intruder, also where the log was made to say that it was confirmed', async () => {
    const order = await approvedOrder(room)
    const key = await createSoftwareKey()
    const keyId = await forgeKey(key)
    await forgeEntry(room.owner, 'genesis.confirmed', {
      genesisDigest: room.trust.genesisDigest,
      confirmations: [{ confirmedKeyId: keyId, fingerprint: await fingerprintOf(keyId) }],
    })
    const { rows } = await sql<{ id: string; statement: Buffer; entry_id: string }>`
      select id, statement, entry_id from evidence
       where subject_id = ${order.id} and person_id = ${room.personId('ben')}`.execute(room.owner)
    const [own] = rows
    const challenge = createHash('sha256')
      .update(own?.statement ?? '')
      .digest('base64url')
    const { id: credentialId, response } = await key.get({ challenge, rpId: TEST_SITE.rpId }, { origin: TEST_ORIGIN })
    const fields = await entryFields(room, own?.entry_id ?? '')
    const entryId = await forgeEntry(room.owner, 'evidence.accepted', { ...fields, keyId })
    await sql`
      update evidence set key_id = ${keyId}, credential_id = ${credentialId}, entry_id = ${entryId},
          client_data_json = ${response.clientDataJSON}, authenticator_data = ${response.authenticatorData},
          signature = ${response.signature}
       where id = ${own?.id ?? ''}`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'KEY_UNCONFIRMED']))
    // Nor does it release anything else: what the administrators confirmed is not asked of a log that can be written to.
    await sql`delete from evidence where subject_id = ${order.id}`.execute(room.owner)
  }, 30_000)

  it('refuses a further key that was confirmed as a first one, and so without its quarantine', async () => {
    const key = await createSoftwareKey()
    const keyId = await forgeKey(key)
    await sql`insert into key_counters (key_id, counter) values (${keyId}, 0)`.execute(room.owner)
    const rules = { profile: 'demo', trust: trustAnyKey(), kinds: room.kinds, keyring: testKeyring() } as const
    await transaction(room.worker, async (tx) => {
      const [stored, person] = [await readKey(tx, keyId), await readPerson(tx, room.personId('ben'))]
      if (stored === null || person === null) throw new Error('Neither was planted')
      const asked = { key: stored, person, attestation: 'unattested', endorsedBy: null, renewed: null } as const
      await openKeyChange(tx, rules, asked, await readNow(tx))
    })
    const { rows } = await sql<{ id: string; requirement: string }>`
      select s.id, r.id as requirement from subjects s join requirements r on r.subject_id = s.id
        join subject_versions v on v.subject_id = s.id
       where s.type = 'key-change' and v.content->>'keyId' = ${keyId}`.execute(room.owner)
    const [change] = rows
    const subject = { type: 'key-change', id: change?.id ?? '' }
    expect((await room.sign('fay', subject, change?.requirement ?? null, 'confirm')).status).toBe(201)

    const order = await room.submit({ reference: 'PO further' })
    await withKeyOf('ben', key, () => room.approve(order))
    expect(await refusalsOf(room, order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'KEY_UNCONFIRMED']))
  }, 30_000)

  /** For as long as this takes somebody signs with another key. */
  async function withKeyOf(name: Name, key: SoftwareKey, task: () => Promise<void>): Promise<void> {
    const own = room.keys.get(name)
    room.keys.set(name, key)
    try {
      await task()
    } finally {
      if (own !== undefined) room.keys.set(name, own)
    }
  }

  /** A registration that verifies, of a key that nobody was invited to enrol. */
  async function forgeKey(key: SoftwareKey): Promise<string> {
    const keyId = newId('key')
    const personId = room.personId('ben')
    const nonce = randomBytes(32).toString('base64url')
    const expiresAt = new Date(Date.now() + 300_000).toISOString()
    const statement = enrolmentBytes({ rpId: TEST_SITE.rpId, personId, tokenHash: null, keyId, nonce, expiresAt })
    const challenge = createHash('sha256').update(statement).digest('base64url')
    const user = { id: Buffer.from(personId).toString('base64url'), name: 'ben', displayName: 'ben' }
    const pubKeyCredParams = [{ alg: -7, type: 'public-key' as const }]
    const created = await key.create(
      { rp: { id: TEST_SITE.rpId, name: 'x' }, user, challenge, pubKeyCredParams },
      { origin: TEST_ORIGIN },
    )
    const { clientDataJSON, attestationObject } = created.response
    const verified = await verifyStoredRegistration({
      ...{ clientDataJSON, attestationObject, expectedChallenge: createHash('sha256').update(statement).digest() },
      ...{ trust: trustAnyKey(), at: new Date().toISOString() },
    })
    const enrolledAt = new Date().toISOString()
    const { fingerprint } = verified
    const statementDigest = sha256Hex(statement)
    const entryId = await forgeEntry(room.owner, 'key.enrolled', {
      ...{ keyId, personId, fingerprint, tokenHash: null, state: 'active', enrolledAt, statementDigest },
    })
    await sql`
      insert into keys (id, person_id, credential_id, public_key, algorithm, aaguid, fingerprint, state,
          attestation_object, client_data_json, statement, entry_id, enrolled_at)
        values (${keyId}, ${personId}, ${created.id}, ${Buffer.from(verified.publicKey)}, -7, '', ${fingerprint}, 'active',
          ${attestationObject}, ${clientDataJSON}, ${Buffer.from(statement)}, ${entryId}, ${enrolledAt})`.execute(
      room.owner,
    )
    return keyId
  }

  async function fingerprintOf(keyId: string): Promise<string> {
    const { rows } = await sql<{ fingerprint: string }>`select fingerprint from keys where id = ${keyId}`.execute(
      room.owner,
    )
    return rows[0]?.fingerprint ?? ''
  }

  it('does not believe that a revoked key is good again', async () => {
    const order = await approvedOrder(room)
    const answer = await room.session('kim').get('/v1/keys')
    expect([answer.status, answer.text]).toEqual([200, expect.anything()])
    const { items } = answer.body as { items: { id: string }[] }
    const keyId = items[0]?.id ?? ''
    const other = await room.submit({ reference: 'KIM 1' })
    const requirementId = requirementOf(other, 'approval')
    await room.sign('kim', { type: 'order', id: other.id }, requirementId, 'confirm', { blindEntry: INVOICE })
    const kim = room.keys.get('kim')
    if (kim === undefined) throw new Error('Kim has no key')
    expect((await giveUp(room.session('kim'), keyId, kim)).status).toBe(204)
    await sql`update keys set state = 'active', revoked_at = null, revocation_entry_id = null where id = ${keyId}`.execute(
      room.owner,
    )
    expect(await refusalsOf(room, order.id)).toEqual(['SIGNED'])
    await room.sign('cfo', { type: 'order', id: other.id }, requirementOf(other, 'instructor_confirmation'), 'confirm')
    await room.sign('ivy', { type: 'order', id: other.id }, requirementId, 'confirm', { blindEntry: INVOICE })
    await room.call('dan', other)
    await room.sign('eve', { type: 'order', id: other.id }, requirementOf(other, 'review'), 'continue', { reason: 'x' })
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    await room.settle(other.id)
    expect((await room.head(other.id)).state).toBe('approved')
    expect(await refusalsOf(room, other.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'KEY_REVOKED']))
  }, 30_000)
})
