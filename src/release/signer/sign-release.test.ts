import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../../test/support/database.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../../test/support/payment-room.ts'
import { giveUp } from '../../../test/support/people-calls.ts'
import { moveClock } from '../../../test/support/moved-clock.ts'
import { testKeyring } from '../../../test/support/people-room.ts'
import { createSoftwareKey, TEST_ORIGIN, TEST_SITE, trustAnyKey } from '../../../test/support/software-key.ts'
import { canonicalBytes, digestOf, sha256Hex, type JsonObject } from '../../domain/canonical-json.ts'
import { growTree } from '../../log/grow-tree.ts'
import { edgeAt } from '../../log/read-hashes.ts'
import { insertLeaves, readLogState } from '../../log/store.ts'
import { hashLeaf } from '../../log/tree.ts'
import { readKey } from '../../people/key-store.ts'
import { verifyStoredRegistration } from '../../people/keys/verify-registration.ts'
import type { SoftwareKey } from '../../sandbox/software-key.ts'
import { enrolmentBytes } from '../../people/enrolment-statement.ts'
import { openKeyChange } from '../../people/open-key-change.ts'
import { readPerson } from '../../people/store.ts'
import { now as readNow } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { transaction } from '../../platform/postgres/transaction.ts'
import { openSignerKeys } from './signer-keys.ts'

/** What somebody with every right in the database does, who has no key of the signer's and no security key. */
describeWithPostgres('The signer', () => {
  let room: PaymentRoom

  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)

  afterAll(() => room.close())

  // What stops one stops the next to the same payee, as long as it is not paid.
  afterEach(() => sql`update subjects set state = 'released' where type = 'order'`.execute(room.owner))

  /** Into the log, with everything in it that the sequencer and the tables ask for. */
  async function forgeEntry(kind: string, fields: JsonObject, at = new Date().toISOString()): Promise<string> {
    const entryId = newId('ent')
    const bytes = canonicalBytes({ ...fields, v: 1, id: entryId, at, kind })
    const body = new TextDecoder().decode(bytes)
    // Nobody but the owner of the table is believed any time that they like.
    await room.owner.transaction().execute(async (tx) => {
      await sql`alter table log_entries disable trigger entry_is_timed`.execute(tx)
      await sql`
        insert into log_entries (entry_id, at, kind, body, leaf_hash)
          values (${entryId}, ${at}, ${kind}, ${body}, ${Buffer.from(hashLeaf(bytes))})`.execute(tx)
      await sql`alter table log_entries enable trigger entry_is_timed`.execute(tx)
    })
    return entryId
  }

  async function bodyOf(entryId: string): Promise<JsonObject> {
    const { rows } = await sql<{ body: string }>`select body from log_entries where entry_id = ${entryId}`.execute(
      room.owner,
    )
    return JSON.parse(rows[0]?.body ?? '{}') as JsonObject
  }

  let reference = 0
  async function approved(): Promise<OrderAnswer> {
    const order = await room.submit({ reference: `PO ${(reference += 1)}x${randomBytes(3).toString('hex')}` })
    await room.approve(order)
    return order
  }

  async function refusalsOf(orderId: string): Promise<string[]> {
    await room.checkpoint()
    const refusal = (await room.release(orderId).then(
      () => null,
      (error: unknown) => error,
    )) as { code: string; errors: { code: string }[] } | null
    return refusal === null ? ['SIGNED'] : [refusal.code, ...new Set(refusal.errors.map((one) => one.code))]
  }

  it('refuses a key whose enrolment on record was changed, however often it has verified the right one', async () => {
    const first = await approved()
    await room.checkpoint()
    await room.release(first.id)
    const order = await approved()
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
      const refusals = await refusalsOf(order.id)
      await sql`update keys set ${name} = kept_key.value from kept_key where keys.id = kept_key.id`.execute(room.owner)
      await sql`drop table kept_key`.execute(room.owner)
      expect([column, ...refusals]).toEqual(expect.arrayContaining([column, 'EVIDENCE_REFUSED', code]))
    }
    expect(await refusalsOf(order.id)).toEqual(['SIGNED'])
  }, 60_000)

  it('signs what was rightly approved, also after it was started anew', async () => {
    const order = await approved()
    await room.checkpoint()
    const { paymentDigest } = await room.release(order.id)
    room.restartSigner()
    expect((await room.release(order.id)).paymentDigest).toBe(paymentDigest)
  }, 30_000)

  it('does not sign what a state column says is approved', async () => {
    const order = await room.submit()
    const entryId = await forgeEntry('subject.approved', {
      subject: { type: 'order', id: order.id, version: '1', digest: (await room.head(order.id)).digest },
      approvedAt: new Date().toISOString(),
    })
    await sql`
      update subjects set state = 'approved', approved_at = countersign_now(), satisfied_entry_id = ${entryId}
       where id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf(order.id)).toContain('EVIDENCE_REFUSED')
  })

  it.each<[string, (order: OrderAnswer) => Promise<unknown>, string]>([
    [
      'evidence given to somebody else',
      (order) =>
        sql`
        update evidence set person_id = ${room.personId('kim')}
         where subject_id = ${order.id} and person_id = ${room.personId('ivy')}`.execute(room.owner),
      'EVIDENCE_KEY',
    ],
    [
      'a signature left out',
      (order) =>
        sql`
        delete from evidence where subject_id = ${order.id} and person_id = ${room.personId('eve')}`.execute(
          room.owner,
        ),
      'EVIDENCE_MISSING',
    ],
    [
      'a denial that became a confirmation',
      (order) => sql`update evidence set decision = 'deny' where subject_id = ${order.id}`.execute(room.owner),
      'STATEMENT_DIFFERS',
    ],
    [
      'another payment under the same signatures',
      async (order) => {
        const head = await room.head(order.id)
        const content = {
          ...head.content,
          payment: { ...(head.content['payment'] as JsonObject), amount: '914000.00' },
        }
        const digest = digestOf(content)
        await sql`
          update subject_versions set content = ${JSON.stringify(content)}::jsonb, digest = ${digest}
           where subject_id = ${order.id}`.execute(room.owner)
        await sql`update subjects set digest = ${digest} where id = ${order.id}`.execute(room.owner)
      },
      'ASSESSMENT_NOT_LOGGED',
    ],
    [
      'a wait that began earlier',
      (order) =>
        sql`
        update subjects set started_at = started_at - interval '1 second' where id = ${order.id}`.execute(room.owner),
      'START_DIFFERS',
    ],
    [
      'a later end',
      (order) =>
        sql`
        update subjects set expires_at = expires_at + interval '1 day' where id = ${order.id}`.execute(room.owner),
      'START_DIFFERS',
    ],
    [
      'another moment of approval',
      (order) =>
        sql`
        update subjects set approved_at = approved_at + interval '1 second' where id = ${order.id}`.execute(room.owner),
      'NOT_APPROVED_IN_LOG',
    ],
    [
      'facts that were touched up',
      (order) =>
        sql`
        update assessments set facts = jsonb_set(facts, '{history,earlierOrders}', '77')
         where subject_id = ${order.id}`.execute(room.owner),
      'ASSESSMENT_NOT_LOGGED',
    ],
    [
      'fewer requirements',
      (order) =>
        sql`
        update assessments set specs = '[{"kind":"approval","group":"treasury","quorum":1,"blindEntry":true}]'
         where subject_id = ${order.id}`.execute(room.owner),
      'ASSESSMENT_NOT_LOGGED',
    ],
  ])(
    'refuses %s',
    async (_what, forge, code) => {
      const order = await approved()
      await forge(order)
      expect(await refusalsOf(order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', code]))
    },
    30_000,
  )

  it('refuses fewer requirements that the log was made to agree with', async () => {
    const order = await approved()
    const head = await room.head(order.id)
    const specs = [{ kind: 'approval', group: 'treasury', quorum: 1, blindEntry: true }]
    const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = await bodyOf(head.assessment.entryId)
    const entryId = await forgeEntry('subject.submitted', { ...fields, specsDigest: digestOf(specs) }, head.startedAt)
    await sql`
      update assessments set specs = ${JSON.stringify(specs)}::jsonb, entry_id = ${entryId}
       where subject_id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf(order.id)).toEqual(
      expect.arrayContaining(['EVIDENCE_REFUSED', 'NOT_NEWEST', 'REQUIREMENTS_DIFFER']),
    )
  }, 30_000)

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>, string]>([
    [
      'a higher limit',
      () => sql`update limits set per_day_minor = per_day_minor * 2`.execute(room.owner),
      () => sql`update limits set per_day_minor = per_day_minor / 2`.execute(room.owner),
      'OBJECT_UNPROVEN',
    ],
    [
      'a role that somebody did not begin with',
      () => sql`update people set roles = roles || '{reviewer}' where id = ${room.personId('ben')}`.execute(room.owner),
      () => sql`update people set roles = '{approver}' where id = ${room.personId('ben')}`.execute(room.owner),
      'OBJECT_UNPROVEN',
    ],
    [
      'a softer policy',
      () => sql`update policies set document = jsonb_set(document, '{base,0,quorum}', '1')`.execute(room.owner),
      () => sql`update policies set document = jsonb_set(document, '{base,0,quorum}', '2')`.execute(room.owner),
      'POLICY_UNPROVEN',
    ],
  ])(
    'refuses %s',
    async (_what, forge, restore, code) => {
      const order = await approved()
      await forge()
      const refusals = await refusalsOf(order.id)
      await restore()
      expect(refusals).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', code]))
      expect(await refusalsOf(order.id)).toEqual(['SIGNED'])
    },
    30_000,
  )

  it('refuses a signature by a key of the intruder, also where the log was made to say that it was confirmed', async () => {
    const order = await approved()
    const key = await createSoftwareKey()
    const keyId = await forgeKey(key)
    await forgeEntry('genesis.confirmed', {
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
    const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = await bodyOf(own?.entry_id ?? '')
    const entryId = await forgeEntry('evidence.accepted', { ...fields, keyId })
    await sql`
      update evidence set key_id = ${keyId}, credential_id = ${credentialId}, entry_id = ${entryId},
          client_data_json = ${response.clientDataJSON}, authenticator_data = ${response.authenticatorData},
          signature = ${response.signature}
       where id = ${own?.id ?? ''}`.execute(room.owner)
    expect(await refusalsOf(order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'KEY_UNCONFIRMED']))
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
    expect(await refusalsOf(order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'KEY_UNCONFIRMED']))
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
    const entryId = await forgeEntry('key.enrolled', {
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

  it('refuses while a hold stands that was lifted by hand, also when the log was made to say so', async () => {
    const order = await approved()
    const placed = await room.session('ben').post('/v1/holds', { scope: 'order', target: order.id, reason: 'Wait' })
    const { id } = placed.body as { id: string }
    expect(await refusalsOf(order.id)).toEqual(['HELD'])
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`.execute(room.owner)
    expect(await refusalsOf(order.id)).toEqual(['HELD'])
    await forgeEntry('hold.lifted', { holdId: id, subjectId: 'chg_1' })
    expect(await refusalsOf(order.id)).toEqual(['HELD'])
    await sql`delete from holds where id = ${id}`.execute(room.owner)
    expect(await refusalsOf(order.id)).toEqual(['HELD'])
  }, 30_000)

  async function hold(orderId: string): Promise<string> {
    const asked = { scope: 'order', target: orderId, reason: 'Wait' }
    return ((await room.session('ben').post('/v1/holds', asked)).body as { id: string }).id
  }

  /** By the two who may, of what the record says the hold is on. */
  async function lift(holdId: string): Promise<void> {
    const asked = await room.session('dan').post(`/v1/holds/${holdId}/lift`, { reason: 'Settled' })
    const lifting = asked.body as { type: string; id: string; requirements: OrderAnswer['requirements'] }
    const subject = { type: lifting.type, id: lifting.id }
    for (const name of ['ben', 'ivy'] as const) {
      const response = await room.sign(name, subject, lifting.requirements[0]?.id ?? '', 'confirm')
      expect(`${response.status} ${response.text}`).toMatch(/^201/)
    }
  }

  it('refuses while a hold stands that a worker lifted by hand, and whose entry it gives no leaf', async () => {
    const order = await approved()
    await room.checkpoint()
    const id = await hold(order.id)
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`.execute(room.worker)
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'HELD' })
  }, 30_000)

  it('refuses while a hold stands of whose id a worker put another one before it into the log', async () => {
    const order = await approved()
    await room.checkpoint()
    const id = await hold(order.id)
    await forgeEntry('hold.placed', { holdId: id, scope: 'order', target: 'ord_other', placedBy: 'per_1' })
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`.execute(room.worker)
    const { size, pending } = await readLogState(room.worker, 0n, 1000)
    const turned = pending.toReversed()
    const hashes = turned.map(({ leafHash }) => leafHash)
    const { nodes } = growTree(await edgeAt(room.worker, size), hashes)
    const { rows } = await sql<{ epoch: string }>`select max(epoch) as epoch from log_epochs`.execute(room.worker)
    const entryIds = turned.map(({ entryId }) => entryId)
    await insertLeaves(room.worker, { epoch: Number(rows[0]?.epoch), from: size, entryIds, nodes })
    expect(await refusalsOf(order.id)).toEqual(['HELD'])
  }, 30_000)

  it('does not take the lifting of one hold for that of another of the same id', async () => {
    const [order, other] = [await approved(), await approved()]
    const id = await hold(order.id)
    await sql`update holds set target = ${other.id} where id = ${id}`.execute(room.owner)
    await lift(id)
    expect(await refusalsOf(order.id)).toEqual(['HELD'])
  }, 30_000)

  it('signs again when a hold was lifted by those who may, whoever claimed before that they had', async () => {
    const order = await approved()
    const id = await hold(order.id)
    await forgeEntry('hold.lifted', { holdId: id, subjectId: 'chg_1' })
    expect(await refusalsOf(order.id)).toEqual(['HELD'])
    await lift(id)
    expect(await refusalsOf(order.id)).toEqual(['SIGNED'])
  }, 30_000)

  it('refuses what is handed in for an order on which a hold stands, however the record was made to forget it', async () => {
    const first = await room.submit({ reference: `PO held ${randomBytes(3).toString('hex')}` })
    const second = await room.submit({ reference: `PO anew ${randomBytes(3).toString('hex')}`, supersedes: first.id })
    await room.approve(second)
    const id = await hold(first.id)
    expect(await refusalsOf(second.id)).toEqual(['HELD'])
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`.execute(room.owner)
    expect(await refusalsOf(second.id)).toEqual(['HELD'])
    await sql`delete from payment_orders where id = ${first.id}`.execute(room.owner).catch(() => undefined)
    expect(await refusalsOf(second.id)).toEqual(['HELD'])
  }, 30_000)

  it('refuses an assessment that leaves out who was said to have asked for the order before', async () => {
    const asked = { channel: 'chat', instructedBy: 'kim@example.com' }
    const first = await room.submit({ reference: `PO kim ${randomBytes(3).toString('hex')}`, instruction: asked })
    const order = await room.submit({ reference: `PO cfo ${randomBytes(3).toString('hex')}`, supersedes: first.id })
    const { assessment } = await room.head(order.id)
    const { inherited, ...others } = assessment.facts as { readonly inherited: JsonObject } & JsonObject
    const { claims, ...left } = inherited
    expect(claims).toMatchObject({ channels: ['chat'], instructors: [room.personId('kim')] })
    const facts = { ...others, inherited: left }
    const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = await bodyOf(assessment.entryId)
    const entryId = await forgeEntry('subject.assessed', { ...fields, revision: '2', factsDigest: digestOf(facts) })
    await sql`
      insert into assessments (subject_id, version, revision, policy_hash, signals, specs, requirements, facts, added_by,
          relaxed_by, entry_id, assessed_at)
        select subject_id, version, 2, policy_hash, signals, specs, requirements, ${JSON.stringify(facts)}::jsonb,
            added_by, relaxed_by, ${entryId}, countersign_now() from assessments
         where subject_id = ${order.id}`.execute(room.owner)
    await sql`update subjects set revision = 2, state = 'approved', approved_at = countersign_now()
               where id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf(order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'CLAIMS_SHRANK']))
  }, 30_000)

  it('does not believe that a revoked key is good again', async () => {
    const order = await approved()
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
    expect(await refusalsOf(order.id)).toEqual(['SIGNED'])
    await room.sign('cfo', { type: 'order', id: other.id }, requirementOf(other, 'instructor_confirmation'), 'confirm')
    await room.sign('ivy', { type: 'order', id: other.id }, requirementId, 'confirm', { blindEntry: INVOICE })
    await room.call('dan', other)
    await room.sign('eve', { type: 'order', id: other.id }, requirementOf(other, 'review'), 'continue', { reason: 'x' })
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    await room.settle(other.id)
    expect((await room.head(other.id)).state).toBe('approved')
    expect(await refusalsOf(other.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'KEY_REVOKED']))
  }, 30_000)

  const LOG_TABLES = ['log_entries', 'log_leaves', 'log_nodes', 'log_checkpoints'] as const

  /** The owner's hand in tables that nobody may change: here for the files of another day. */
  async function inPlaceOfTheLog(work: () => Promise<void>): Promise<void> {
    for (const table of LOG_TABLES) await sql`alter table ${sql.table(table)} disable trigger user`.execute(room.owner)
    await work()
    for (const table of LOG_TABLES) await sql`alter table ${sql.table(table)} enable trigger user`.execute(room.owner)
  }

  async function leavesNow(): Promise<number> {
    const { rows } = await sql<{ count: string }>`select count(*) from log_leaves`.execute(room.owner)
    return Number(rows[0]?.count)
  }

  async function cutLogTo(size: number): Promise<void> {
    await sql`delete from log_checkpoints where size > ${size}`.execute(room.owner)
    await sql`delete from log_nodes where (node_index + 1) * (2 ^ level) > ${size}`.execute(room.owner)
    await sql`delete from log_leaves where leaf_index >= ${size}`.execute(room.owner)
    await sql`delete from log_entries where entry_id not in (select entry_id from log_leaves)`.execute(room.owner)
  }

  it('releases nothing from an older database in place of the one it reads, and goes on when the right one is back', async () => {
    const order = await approved()
    await room.checkpoint()
    expect((await room.release(order.id)).orderVersion).toBe(1)
    const yesterday = await leavesNow()
    await approved()
    await room.checkpoint()
    const today = await leavesNow()
    for (const table of LOG_TABLES)
      await sql`create table ${sql.table(`today_${table}`)} as select * from ${sql.table(table)}`.execute(room.owner)

    await inPlaceOfTheLog(() => cutLogTo(yesterday))
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'LOG_SHORT' })
    // It grows, as a database does whose restore nobody noticed, past what was signed.
    while ((await leavesNow()) <= today) {
      await approved()
      await room.checkpoint().catch(() => undefined)
    }
    await expect(room.checkpoint()).rejects.toMatchObject({ code: 'CHECKPOINT_FORK' })
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'CHECKPOINT_FORK' })

    await inPlaceOfTheLog(async () => {
      await cutLogTo(yesterday)
      for (const table of LOG_TABLES)
        await sql`
          insert into ${sql.table(table)} overriding system value
            select * from ${sql.table(`today_${table}`)} on conflict do nothing`.execute(room.owner)
    })
    expect(await refusalsOf((await approved()).id)).toEqual(['SIGNED'])
    expect((await room.release(order.id)).orderVersion).toBe(1)
  }, 90_000)

  it('forgets what it read of a log that was never signed, and reads the one that is there', async () => {
    await room.checkpoint()
    const signed = await leavesNow()
    const order = await approved()
    // Refused: whoever asks names another root. By then the entries have been read.
    await expect(room.checkpointWithRoot(new Uint8Array(32))).rejects.toMatchObject({ code: 'CHECKPOINT_ROOT' })
    await inPlaceOfTheLog(() => cutLogTo(signed))
    await sql`delete from evidence where subject_id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf((await approved()).id)).toEqual(['SIGNED'])
  }, 60_000)

  it.each([
    'key.enrolled',
    'key.revoked',
    'invitation.renewed',
    'hold.placed',
    'hold.lifted',
    'subject.denied',
    'evidence.accepted',
  ])(
    'goes on after an entry "%s" that names nothing',
    async (kind) => {
      await forgeEntry(kind, { keyId: 4711, holdId: {}, subject: 'ord_1', voids: 'all' })
      const order = await approved()
      expect(await refusalsOf(order.id)).toEqual(['SIGNED'])
    },
    30_000,
  )

  it('takes nothing for proven that the log was told without saying of what', async () => {
    const order = await approved()
    const { rows } = await sql<{ id: string; entry_id: string }>`
      select id, entry_id from evidence
       where subject_id = ${order.id} and person_id = ${room.personId('ben')}`.execute(room.owner)
    const [own] = rows
    const { v: _v, id: _id, at: _at, kind: _kind, subject: _subject, ...fields } = await bodyOf(own?.entry_id ?? '')
    const { satisfiedEntryId } = await room.head(order.id)
    const { v: _w, id: _own, at: when, kind: _approved, ...approval } = await bodyOf(satisfiedEntryId ?? '')
    const at = typeof when === 'string' ? when : ''
    const entryId = await forgeEntry('evidence.accepted', fields, at)
    const again = await forgeEntry('subject.approved', approval, at)
    await sql`update evidence set entry_id = ${entryId} where id = ${own?.id ?? ''}`.execute(room.owner)
    await sql`update subjects set satisfied_entry_id = ${again} where id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf(order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'ENTRY_MALFORMED']))
  }, 30_000)

  async function approvedAgain(order: OrderAnswer, at: string): Promise<void> {
    const { satisfiedEntryId } = await room.head(order.id)
    const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = await bodyOf(satisfiedEntryId ?? '')
    const approvedAt = new Date(at).toISOString()
    const entryId = await forgeEntry('subject.approved', { ...fields, approvedAt }, at)
    await sql`
      update subjects set approved_at = ${approvedAt}::timestamptz, satisfied_entry_id = ${entryId}
       where id = ${order.id}`.execute(room.owner)
  }

  it('sees what is backdated also after an entry whose time sorts behind all others, and reads as none', async () => {
    await forgeEntry('test', {}, 'Thu, 01 Jan 1970 00:00:00 GMT')
    const order = await approved()
    await approvedAgain(order, new Date(Date.now() - 3_600_000).toISOString())
    expect(await refusalsOf(order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'ENTRY_TIME']))
    expect(await refusalsOf((await approved()).id)).toEqual(['SIGNED'])
  }, 30_000)

  it('takes no entry that gives its time in another way, which would compare with others as one likes', async () => {
    const order = await approved()
    await approvedAgain(order, new Date().toUTCString())
    expect(await refusalsOf(order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'ENTRY_MALFORMED']))
  }, 30_000)

  it('dates a token by its own clock, whatever the database says that it is, and signs none where they differ', async () => {
    const order = await approved()
    await room.checkpoint()
    await moveClock(room.owner, 20)
    const { token, expiresAt } = await room.release(order.id)
    const { iat = 0, exp = 0 } = decodeJwt(token)
    expect(Math.abs(Date.now() / 1000 - iat)).toBeLessThan(5)
    expect([exp - iat, Date.parse(expiresAt) / 1000]).toEqual([15 * 60, exp])
    for (const seconds of [3_600, -3_600]) {
      await moveClock(room.owner, seconds)
      await expect(room.release(order.id)).rejects.toMatchObject({ code: 'CLOCK_SKEW', status: 503 })
    }
    await moveClock(room.owner, 0)
  }, 30_000)

  it.each([
    ['from before what stood in the log already', -3_600_000],
    ['from the future', 3_600_000],
  ])(
    'refuses an entry that claims to be %s',
    async (_what, shift) => {
      const order = await approved()
      const head = await room.head(order.id)
      const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = await bodyOf(head.satisfiedEntryId ?? '')
      const at = new Date(Date.now() + shift).toISOString()
      const entryId = await forgeEntry('subject.approved', { ...fields, approvedAt: at }, at)
      await sql`
      update subjects set approved_at = ${at}::timestamptz, satisfied_entry_id = ${entryId}
       where id = ${order.id}`.execute(room.owner)
      expect(await refusalsOf(order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', 'ENTRY_TIME']))
    },
    30_000,
  )

  it('keeps its keys from everybody else, and takes none that others could read', async () => {
    const path = join(room.signerFolder, 'release-key.pem')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    chmodSync(path, 0o640)
    await expect(openSignerKeys(room.signerFolder, 'x')).rejects.toMatchObject({ code: 'SIGNER_KEY' })
    chmodSync(path, 0o600)
    await expect(openSignerKeys(room.signerFolder, 'x')).resolves.toBeDefined()
  })
})
