/**
 * What set-up writes, once, as the owner of the schema: also rows of other rooms' tables that only set-up puts there
 * without a signed change (policies 0040, contacts of people 0030, webhook endpoints 0080).
 */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { PolicyDocument } from '../domain/policy.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { jsonb } from '../platform/postgres/jsonb.ts'
import type { GenesisManifest, PersonFacts } from './genesis.ts'
import type { FileAccount, FileEntity, Rates } from './organisation.ts'

type Tables = {
  organisation: {
    name: string
    base_currency: string
    locale: string
    rates: unknown
    genesis: unknown
    genesis_digest: string
    confirmed_at: Instant | null
    created_at: Instant
  }
  entities: {
    id: string
    name: string
    time_zone: string
    holidays: string | null
    business_hours: string
    cut_off: string
  }
  originating_accounts: { id: string; entity_id: string; iban: string; currency: string }
  groups: { id: string }
  people: {
    id: string
    email: string
    name: string
    roles: string[]
    groups: string[]
    external_ids: unknown
    state: string
    created_at: Instant
  }
  limits: { person_id: string; entity_id: string; currency: string; per_order_minor: string; per_day_minor: string }
  enrolments: { token_hash: string; person_id: string; expires_at: Instant; created_at: Instant }
  clients: { id: string; secret_hash: string; scopes: string[]; channels: string[]; created_at: Instant }
  contacts: {
    id: string
    owner_type: string
    owner_id: string
    version: number
    kind: string
    value: string
    provenance: string
    verified_at: Instant
    time_zone: string
    vetted_by: string
    onboarded: boolean
    created_at: Instant
  }
  policies: { hash: string; document: unknown; source: string; published_by: string; published_at: Instant }
  webhook_endpoints: { id: string; client_id: string; url: string; secret: string; created_at: Instant }
}

const tables = (db: Executor) => db.withTables<Tables>()

export interface NewOrganisation {
  readonly name: string
  readonly baseCurrency: string
  readonly locale: string
  readonly rates: Rates
  readonly genesis: GenesisManifest
  readonly genesisDigest: string
  readonly confirmedAt: Instant | null
}

/** Whether it was this call that created it: an installation holds one organisation. */
export async function insertOrganisation(tx: Tx, organisation: NewOrganisation, now: Instant): Promise<boolean> {
  const { asOf, maxAgeDays, rates } = organisation.rates
  const result = await tables(tx)
    .insertInto('organisation')
    .values({
      name: organisation.name,
      base_currency: organisation.baseCurrency,
      locale: organisation.locale,
      rates: jsonb({ asOf, maxAgeDays, rates: { ...rates } }),
      genesis: jsonb({ ...organisation.genesis, items: organisation.genesis.items.map((item) => ({ ...item })) }),
      genesis_digest: organisation.genesisDigest,
      confirmed_at: organisation.confirmedAt,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export async function insertStructure(
  tx: Tx,
  structure: { entities: readonly FileEntity[]; accounts: readonly FileAccount[]; groups: readonly string[] },
): Promise<void> {
  const entities = structure.entities.map((entity) => ({
    id: entity.id,
    name: entity.name,
    time_zone: entity.timeZone,
    holidays: entity.holidays,
    business_hours: entity.businessHours,
    cut_off: entity.cutOff,
  }))
  const accounts = structure.accounts.map(({ id, entity, iban, currency }) => ({
    id,
    entity_id: entity,
    iban,
    currency,
  }))
  await tables(tx).insertInto('entities').values(entities).execute()
  await tables(tx).insertInto('originating_accounts').values(accounts).execute()
  if (structure.groups.length === 0) return
  await tables(tx)
    .insertInto('groups')
    .values(structure.groups.map((id) => ({ id })))
    .execute()
}

export interface Invitation {
  readonly tokenHash: string
  readonly expiresAt: Instant
}

export async function insertPerson(tx: Tx, person: PersonFacts, invitation: Invitation, now: Instant): Promise<void> {
  const { id, email, name, roles, groups, externalIds } = person
  await tables(tx)
    .insertInto('people')
    .values({
      id,
      email,
      name,
      roles: [...roles],
      groups: [...groups],
      external_ids: jsonb({ ...externalIds }),
      state: 'pending',
      created_at: now,
    })
    .execute()
  const { tokenHash, expiresAt } = invitation
  await tables(tx)
    .insertInto('enrolments')
    .values({ token_hash: tokenHash, person_id: id, expires_at: expiresAt, created_at: now })
    .execute()
  if (person.limits.length === 0) return
  const limits = person.limits.map((limit) => ({
    person_id: id,
    entity_id: limit.entity,
    currency: limit.perOrder.currency,
    per_order_minor: limit.perOrder.minor.toString(),
    per_day_minor: limit.perDay.minor.toString(),
  }))
  await tables(tx).insertInto('limits').values(limits).execute()
}

export interface PersonContact {
  readonly id: string
  readonly personId: string
  readonly type: 'phone' | 'email'
  readonly value: string
  readonly timeZone: string
}

/** Of people only: those of counterparties are put on file by a signed account change. */
export async function insertPersonContact(tx: Tx, contact: PersonContact, now: Instant): Promise<void> {
  await tables(tx)
    .insertInto('contacts')
    .values({
      id: contact.id,
      owner_type: 'person',
      owner_id: contact.personId,
      version: 1,
      kind: contact.type,
      value: contact.value,
      provenance: 'organisation.yaml',
      verified_at: now,
      time_zone: contact.timeZone,
      vetted_by: 'genesis',
      onboarded: true,
      created_at: now,
    })
    .execute()
}

export async function insertClient(
  tx: Tx,
  client: { id: string; secretHash: string; scopes: readonly string[]; channels: readonly string[] },
  now: Instant,
): Promise<void> {
  const { id, secretHash, scopes, channels } = client
  await tables(tx)
    .insertInto('clients')
    .values({ id, secret_hash: secretHash, scopes: [...scopes], channels: [...channels], created_at: now })
    .execute()
}

export async function insertPolicy(
  tx: Tx,
  policy: { hash: string; document: PolicyDocument; source: string },
  now: Instant,
): Promise<void> {
  const { hash, document, source } = policy
  await tables(tx)
    .insertInto('policies')
    .values({
      hash,
      document: sql`cast(${JSON.stringify(document)} as jsonb)`,
      source,
      published_by: 'genesis',
      published_at: now,
    })
    .execute()
}

/** `secret` is sealed already. */
export async function insertWebhookEndpoint(
  tx: Tx,
  endpoint: { id: string; client: string; url: string; secret: string },
  now: Instant,
): Promise<void> {
  const { id, client, url, secret } = endpoint
  await tables(tx)
    .insertInto('webhook_endpoints')
    .values({ id, client_id: client, url, secret, created_at: now })
    .execute()
}
