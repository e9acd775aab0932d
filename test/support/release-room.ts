import { hkdfSync } from 'node:crypto'
import { sql } from 'kysely'
import { createOrderKind } from '../../src/orders/order-kind.ts'
import { toObject } from '../../src/orders/order-content.ts'
import { NO_EARLIER_INSTRUCTIONS, orderDigest, type OrderContent } from '../../src/domain/payment-order.ts'
import type { SubjectState } from '../../src/domain/subject-states.ts'
import type { SubjectKinds } from '../../src/consent/subject-kind.ts'
import { hashSecret, newSecret } from '../../src/people/secret.ts'
import { WEBHOOK_SECRET } from '../../src/people/init-organisation.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Keyring } from '../../src/platform/keyring.ts'
import * as outbox from '../../src/platform/outbox.ts'
import type { PublishedEvent } from '../../src/platform/events.ts'
import { sequenceEvents } from '../../src/platform/outbox-store.ts'
import { createDatabase } from '../../src/platform/postgres/database.ts'
import type { DatabaseRole, Db } from '../../src/platform/postgres/database.ts'
import { jsonb } from '../../src/platform/postgres/jsonb.ts'
import { transaction } from '../../src/platform/postgres/transaction.ts'
import { sealText } from '../../src/platform/sealed-text.ts'
import { createTestDatabase } from './database.ts'

export const ENDPOINT_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='

export const testKeyring: Keyring = {
  current: 'k1',
  keyFor: (purpose, id) => new Uint8Array(hkdfSync('sha256', `test ${id}`, '', purpose, 32)),
}

interface RoomPerson {
  readonly email: string
  readonly roles: readonly string[]
  readonly groups: readonly string[]
  readonly state: string
  readonly hasKey: boolean
}

export interface ReleaseRoom {
  readonly url: string
  readonly api: Db
  readonly worker: Db
  readonly owner: Db
  readonly kinds: SubjectKinds
  /** Returns the header that authenticates it. */
  client(id: string, scopes?: readonly string[]): Promise<{ authorization: string }>
  /** Returns the endpoint's id; its secret is `ENDPOINT_SECRET`. */
  endpoint(clientId: string, url: string): Promise<string>
  person(email: string, person?: Partial<Omit<RoomPerson, 'email'>>): Promise<string>
  /** Returns the headers of somebody new who has signed in, at `http://localhost`. */
  signedIn(roles: readonly string[]): Promise<{ cookie: string; origin: string }>
  /** An order on record in this state, of a client or, with null, of a person. */
  order(clientId: string | null, state: SubjectState): Promise<string>
  stateOf(subjectId: string): Promise<string>
  /** Publishes it and gives it its sequence. */
  event(type: string, subjectId: string, data?: Record<string, string>): Promise<PublishedEvent>
  close(): Promise<void>
}

/** The record as the release room finds it, in a database of its own, written past the rooms that usually write it. */
export async function openReleaseRoom(): Promise<ReleaseRoom> {
  const database = await createTestDatabase()
  const open = (role: DatabaseRole): Db => createDatabase({ url: database.url, role, max: 6, onError: () => undefined })
  const [api, worker, owner] = [open('api'), open('worker'), open('migrate')]
  await sql`
    insert into organisation (name, base_currency, locale, rates, genesis, genesis_digest)
      values ('Example Ltd', 'EUR', 'en-GB', '{}', '{}', 'x')`.execute(owner)
  await sql`
    insert into entities (id, name, time_zone, business_hours, cut_off)
      values ('eu', 'Example Europe SAS', 'Europe/Paris', '09:00-18:00', '15:30')`.execute(owner)
  await sql`
    insert into originating_accounts (id, entity_id, iban, currency)
      values ('main-eur', 'eu', 'FR7630006000011234567890189', 'EUR')`.execute(owner)

  return {
    url: database.url,
    api,
    worker,
    owner,
    kinds: new Map([['order', createOrderKind(1)]]),
    async client(id, scopes = ['orders:write', 'orders:read', 'events:read']) {
      const secret = newSecret()
      await sql`
        insert into clients (id, secret_hash, scopes, channels)
          values (${id}, ${hashSecret(secret)}, ${[...scopes]}, '{erp}')`.execute(owner)
      return { authorization: `Bearer ${secret}` }
    },
    async endpoint(clientId, url) {
      const id = newId('whk')
      const secret = sealText(testKeyring, ENDPOINT_SECRET, { purpose: WEBHOOK_SECRET, binding: id })
      await sql`
        insert into webhook_endpoints (id, client_id, url, secret, created_at)
          values (${id}, ${clientId}, ${url}, ${secret}, countersign_now())`.execute(owner)
      return id
    },
    async person(email, { roles = [], groups = [], state = 'active', hasKey = false } = {}) {
      const id = await insertPerson(owner, { email, roles, groups, state, hasKey })
      if (hasKey) await insertKey(owner, id)
      return id
    },
    signedIn: (roles) => insertSession(owner, roles),
    order: (clientId, state) => insertOrder(owner, clientId, state),
    async stateOf(subjectId) {
      const { rows } = await sql<{ state: string }>`select state from subjects where id = ${subjectId}`.execute(owner)
      return rows[0]?.state ?? 'none'
    },
    async event(type, subjectId, data = {}) {
      await transaction(api, (tx) => outbox.add(tx, { kind: 'event', type, subjectId, data }))
      await sequenceEvents(worker, 100)
      const { rows } = await sql<PublishedEvent>`
        select id, type, sequence::int, subject_type as "subjectType", subject_id as "subjectId", data,
          occurred_at as "occurredAt"
        from events order by sequence desc limit 1`.execute(worker)
      const [event] = rows
      if (event === undefined) throw new Error('Expected the event that was just published')
      return event
    },
    async close() {
      await Promise.all([api, worker, owner].map((db) => db.destroy()))
      await database.drop()
    },
  }
}

async function insertPerson(owner: Db, { email, roles, groups, state }: RoomPerson): Promise<string> {
  const id = newId('per')
  await sql`
    insert into people (id, email, name, roles, groups, external_ids, state)
      values (${id}, ${email}, ${`Name of ${email}`}, ${[...roles]}, ${[...groups]}, '{}', ${state})`.execute(owner)
  return id
}

async function insertKey(owner: Db, personId: string): Promise<string> {
  const id = newId('key')
  await sql`
    insert into keys (id, person_id, credential_id, public_key, algorithm, aaguid, fingerprint, state, attestation_object,
        client_data_json, statement, entry_id)
      values (${id}, ${personId}, ${id}, 'x', -7, 'a', 'f', 'active', 'o', 'c', 's', 'ent_1')`.execute(owner)
  return id
}

async function insertSession(owner: Db, roles: readonly string[]): Promise<{ cookie: string; origin: string }> {
  const token = newSecret()
  const email = `${newId('ses')}@example.com`
  const personId = await insertPerson(owner, { email, roles, groups: [], state: 'active', hasKey: true })
  const keyId = await insertKey(owner, personId)
  await sql`
    insert into sessions (token_hash, person_id, key_id, expires_at)
      values (${hashSecret(token)}, ${personId}, ${keyId}, countersign_now() + interval '1 hour')`.execute(owner)
  return { cookie: `session=${token}`, origin: 'http://localhost' }
}

async function insertOrder(owner: Db, clientId: string | null, state: SubjectState): Promise<string> {
  const id = newId('ord')
  const content: OrderContent = {
    payment: {
      originatingAccount: 'main-eur',
      amount: '12500.00',
      currency: 'EUR',
      payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7630006000011234567890189' } },
      accountVersion: 0,
      executionDate: '2026-12-01',
      reference: 'INV-4711',
      elements: {},
    },
    entity: 'eu',
    externalId: `INV ${id}`,
    clientId,
    requesters: [],
    instruction: { channel: 'erp', instructedBy: null, receivedAt: null, note: null },
    earlier: NO_EARLIER_INSTRUCTIONS,
    counterpartyId: null,
    accountId: null,
    supersedes: null,
    attachments: [],
  }
  const digest = orderDigest(content)
  const submittedBy = clientId === null ? 'per_somebody' : `client:${clientId}`
  await sql`
    insert into subjects (id, type, version, digest, state, revision, started_at, expires_at, approved_at)
      values (${id}, 'order', 1, ${digest}, ${state}, 1, countersign_now(), countersign_now() + interval '5 days',
        countersign_now())`.execute(owner)
  await sql`
    insert into subject_versions (subject_id, version, digest, content, created_by, started_at)
      values (${id}, 1, ${digest}, ${jsonb(toObject(content))}, ${submittedBy}, countersign_now())`.execute(owner)
  await sql`
    insert into assessments (subject_id, version, revision, policy_hash, signals, specs, requirements, facts, added_by,
        relaxed_by, entry_id, assessed_at)
      values (${id}, 1, 1, 'p', '[]', '[]', '[]', '{}', '{}', '{}', 'ent_1', countersign_now())`.execute(owner)
  await sql`
    insert into payment_orders (id, client_id, submitted_by, external_id, originating_account, entity_id, amount_minor,
        currency, payee_key, account_key, reference, reference_key, requesters, channel, payment_digest, execution_date, created_at)
      values (${id}, ${clientId}, ${submittedBy}, ${content.externalId}, 'main-eur', 'eu', 1250000, 'EUR', 'p', 'a',
        'r', 'r', '{}', 'erp', 'd', '2026-12-01', countersign_now())`.execute(owner)
  return id
}
