/** People, limits, invitations and API clients: migration 0020, with key-store.ts and session-store.ts. */
import { sql, type RawBuilder } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { Limit, Role } from '../domain/person.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import type { GenesisManifest } from './genesis.ts'

type OrganisationRow = {
  name: string
  base_currency: string
  locale: string
  genesis: GenesisManifest
  genesis_digest: string
  confirmed_at: Instant | null
}

type PersonRow = {
  id: string
  email: string
  name: string
  roles: Role[]
  groups: string[]
  external_ids: Readonly<Record<string, string>>
  state: PersonState
}

/** As `jsonb_agg` writes a row of `limits`. */
export interface LimitOnRecord {
  readonly entity: string
  readonly currency: string
  readonly perOrder: string
  readonly perDay: string
}

type Tables = {
  organisation: OrganisationRow
  people: PersonRow
  groups: { id: string }
  enrolments: {
    token_hash: string
    person_id: string
    expires_at: Instant
    created_at: Instant
    invited_by: string | null
  }
  entities: { id: string; name: string; time_zone: string; cut_off: string }
  originating_accounts: { id: string; entity_id: string; iban: string; currency: string }
  clients: { id: string; secret_hash: string; scopes: string[]; channels: string[]; state: 'active' | 'revoked' }
}

const tables = (db: Executor) => db.withTables<Tables>()

export type PersonState = 'pending' | 'active' | 'left'

export interface Person {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly groups: readonly string[]
  readonly externalIds: Readonly<Record<string, string>>
  readonly state: PersonState
  readonly limits: readonly Limit[]
}

export interface Organisation {
  readonly name: string
  readonly baseCurrency: string
  readonly locale: string
  readonly genesis: GenesisManifest
  readonly genesisDigest: string
  readonly confirmedAt: Instant | null
}

export async function readOrganisation(db: Executor, lock: 'none' | 'update' = 'none'): Promise<Organisation | null> {
  const query = tables(db).selectFrom('organisation').selectAll()
  const row = await (lock === 'update' ? query.forNoKeyUpdate() : query).executeTakeFirst()
  if (row === undefined) return null
  return {
    name: row.name,
    baseCurrency: row.base_currency,
    locale: row.locale,
    genesis: row.genesis,
    genesisDigest: row.genesis_digest,
    confirmedAt: row.confirmed_at,
  }
}

/** The legal entities and the accounts that pay, as set-up wrote them. */
export async function readStructure(db: Executor): Promise<{
  readonly entities: readonly Tables['entities'][]
  readonly accounts: readonly Tables['originating_accounts'][]
}> {
  const entities = tables(db).selectFrom('entities').select(['id', 'name', 'time_zone', 'cut_off']).orderBy('id')
  const accounts = tables(db)
    .selectFrom('originating_accounts')
    .select(['id', 'entity_id', 'iban', 'currency'])
    .orderBy('id')
  return { entities: await entities.execute(), accounts: await accounts.execute() }
}

/** Once: whether it was this call that confirmed it. */
export async function confirmOrganisation(tx: Tx, now: Instant): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('organisation')
    .set({ confirmed_at: now })
    .where('confirmed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function readPeople(db: Executor, ids: readonly string[] | 'all'): Promise<Person[]> {
  if (ids !== 'all' && ids.length === 0) return []
  const people = selectPeople(db).orderBy('people.id')
  const rows = await (ids === 'all' ? people : people.where('people.id', '=', anyOf(ids))).execute()
  return rows.map(toPerson)
}

function selectPeople(db: Executor) {
  return tables(db).selectFrom('people').selectAll('people').select(limitsOf('people.id').as('limits'))
}

/** A person's limits inside of a statement. Amounts travel as text: they are larger than a JavaScript number. */
export function limitsOf(personId: string): RawBuilder<LimitOnRecord[]> {
  return sql`coalesce((
    select jsonb_agg(jsonb_build_object('entity', entity_id, 'currency', currency,
                                        'perOrder', per_order_minor::text, 'perDay', per_day_minor::text)
                     order by entity_id, currency)
      from limits where person_id = ${sql.ref(personId)}), '[]')`
}

export async function readPerson(db: Executor, id: string): Promise<Person | null> {
  const [person] = await readPeople(db, [id])
  return person ?? null
}

/** Addresses are compared without case, as the index does. */
export async function findPersonByEmail(db: Executor, email: string): Promise<Person | null> {
  const row = await selectPeople(db)
    .where((expression) => expression.fn<string>('lower', ['people.email']), '=', email.toLowerCase())
    .executeTakeFirst()
  return row === undefined ? null : toPerson(row)
}

export async function findPersonIdByEmail(db: Executor, email: string): Promise<string | null> {
  const row = await tables(db)
    .selectFrom('people')
    .select('id')
    .where((expression) => expression.fn<string>('lower', ['email']), '=', email.toLowerCase())
    .executeTakeFirst()
  return row?.id ?? null
}

/** Null also where two people have it, which set-up refuses. */
export async function findPersonIdByExternalId(db: Executor, externalId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM people
     WHERE EXISTS (SELECT FROM jsonb_each_text(external_ids) WHERE value = ${externalId}) LIMIT 2`.execute(db)
  const [first, second] = rows
  return first === undefined || second !== undefined ? null : first.id
}

export async function activatePerson(tx: Tx, id: string): Promise<void> {
  await tables(tx)
    .updateTable('people')
    .set({ state: 'active' })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .execute()
}

export async function readGroups(db: Executor): Promise<string[]> {
  const rows = await tables(db).selectFrom('groups').select('id').orderBy('id').execute()
  return rows.map((row) => row.id)
}

export interface Enrolment {
  readonly tokenHash: string
  readonly personId: string
  readonly expiresAt: Instant
  /** Who renewed it; null for an invitation that the organisation began with. */
  readonly invitedBy: string | null
}

export async function findEnrolment(
  db: Executor,
  tokenHash: string,
  lock: 'none' | 'update' = 'none',
): Promise<Enrolment | null> {
  const query = tables(db).selectFrom('enrolments').selectAll().where('token_hash', '=', tokenHash)
  const row = await (lock === 'update' ? query.forUpdate() : query).executeTakeFirst()
  return row === undefined ? null : toEnrolment(row)
}

/** All invitations of a person, until the end of the transaction. */
export async function lockEnrolments(tx: Tx, personId: string): Promise<Enrolment[]> {
  const query = tables(tx).selectFrom('enrolments').selectAll().where('person_id', '=', personId)
  return (await query.orderBy('created_at').forUpdate().execute()).map(toEnrolment)
}

export async function insertEnrolment(tx: Tx, enrolment: Enrolment, now: Instant): Promise<void> {
  const { tokenHash, personId, expiresAt, invitedBy } = enrolment
  const row = { token_hash: tokenHash, person_id: personId, expires_at: expiresAt, invited_by: invitedBy }
  await tables(tx)
    .insertInto('enrolments')
    .values({ ...row, created_at: now })
    .execute()
}

export async function expireEnrolment(tx: Tx, tokenHash: string, now: Instant): Promise<void> {
  const query = tables(tx).updateTable('enrolments').set({ expires_at: now }).where('token_hash', '=', tokenHash)
  await query.where('expires_at', '>', now).execute()
}

function toEnrolment(row: Tables['enrolments']): Enrolment {
  const { token_hash: tokenHash, person_id: personId, expires_at: expiresAt, invited_by: invitedBy } = row
  return { tokenHash, personId, expiresAt, invitedBy }
}

/** The invitation a person began with. */
export async function enrolmentHashes(
  db: Executor,
  personIds: readonly string[] | 'all',
): Promise<Map<string, string>> {
  if (personIds !== 'all' && personIds.length === 0) return new Map()
  const query = tables(db).selectFrom('enrolments').select(['person_id', 'token_hash']).where('invited_by', 'is', null)
  const rows = await (personIds === 'all' ? query : query.where('person_id', 'in', personIds)).execute()
  return new Map(rows.map((row) => [row.person_id, row.token_hash]))
}

export interface Client {
  readonly id: string
  readonly secretHash: string
  readonly scopes: readonly string[]
  readonly channels: readonly string[]
  readonly state: 'active' | 'revoked'
}

export async function findClientBySecret(db: Executor, secretHash: string): Promise<Client | null> {
  const row = await tables(db)
    .selectFrom('clients')
    .selectAll()
    .where('secret_hash', '=', secretHash)
    .executeTakeFirst()
  return row === undefined ? null : toClient(row)
}

export async function readClients(db: Executor): Promise<Client[]> {
  const rows = await tables(db).selectFrom('clients').selectAll().orderBy('id').execute()
  return rows.map(toClient)
}

function toClient(row: Tables['clients']): Client {
  return { id: row.id, secretHash: row.secret_hash, scopes: row.scopes, channels: row.channels, state: row.state }
}

function toPerson(row: PersonRow & { readonly limits: readonly LimitOnRecord[] }): Person {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    roles: row.roles,
    groups: row.groups,
    externalIds: row.external_ids,
    state: row.state,
    limits: row.limits.map(toLimit),
  }
}

export function toLimit({ entity, currency, perOrder, perDay }: LimitOnRecord): Limit {
  return {
    entity,
    perOrder: { minor: BigInt(perOrder), currency },
    perDay: { minor: BigInt(perDay), currency },
  }
}
