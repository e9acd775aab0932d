import type { Express } from 'express'
import { sql } from 'kysely'
import request from 'supertest'
import { readHead } from '../../src/consent/read-head.ts'
import { settleSubject } from '../../src/consent/settle-subject.ts'
import type { SubjectHead, SubjectKinds } from '../../src/consent/subject-kind.ts'
import { createAccountChangeKind } from '../../src/directory/account-change-kind.ts'
import { createContactChangeKind } from '../../src/directory/contact-change-kind.ts'
import { createOnboarding } from '../../src/directory/propose-onboarding.ts'
import { directoryRoutes } from '../../src/directory/routes.ts'
import { affirmativeOf, type Decision } from '../../src/domain/evidence.ts'
import type { Requirement } from '../../src/domain/requirement.ts'
import { createHoldKind } from '../../src/holds/hold-kind.ts'
import { holdRoutes } from '../../src/holds/routes.ts'
import { createOrderKind } from '../../src/orders/order-kind.ts'
import { createAuthentication, type PersonCaller } from '../../src/people/caller.ts'
import { initOrganisation } from '../../src/people/init-organisation.ts'
import { parseOrganisationFile } from '../../src/people/organisation-file.ts'
import { hashSecret, newSecret } from '../../src/people/secret.ts'
import { createHttpApp } from '../../src/platform/http/app.ts'
import { newId } from '../../src/platform/ids.ts'
import { createDatabase, type DatabaseRole, type Db } from '../../src/platform/postgres/database.ts'
import { parsePolicy } from '../../src/risk/policy-document.ts'
import { createTestDatabase } from './database.ts'
import { testKeyring } from './people-room.ts'

const ORIGIN = 'http://localhost:8080'

const PEOPLE = `
  - {email: ana@example.com, name: Ana Example, roles: [requester], externalIds: {erp: ANA1}}
  - {email: ben@example.com, name: Ben Example, roles: [approver], groups: [treasury]}
  - {email: ivy@example.com, name: Ivy Example, roles: [approver], groups: [treasury]}
  - {email: cfo@example.com, name: Cleo Example, roles: [instructor, approver], groups: [treasury]}
  - {email: dan@example.com, name: Dan Example, roles: [caller]}
  - {email: eve@example.com, name: Eve Example, roles: [reviewer], groups: [escalation]}
  - {email: fay@example.com, name: Fay Example, roles: [administrator], groups: [security]}
  - {email: gil@example.com, name: Gil Example, roles: [administrator]}
  - {email: hal@example.com, name: Hal Example, roles: [auditor]}
  - {email: kim@example.com, name: Kim Example, roles: [directory_editor, approver], groups: [treasury]}
`

const ORGANISATION = `
organisation: {name: Example Ltd, baseCurrency: EUR, locale: en-GB}
entities: [{id: eu, name: Example Europe SAS, timeZone: Europe/Paris, holidays: FR, businessHours: "09:00-18:00", cutOff: "15:30"}]
accounts: [{id: main-eur, entity: eu, iban: FR7630006000011234567890189, currency: EUR}]
groups: [{id: treasury}, {id: escalation}, {id: security}]
people: ${PEOPLE}
counterparties:
  - name: Ateliers du Rhone SAS
    provenance: Master agreement of 2024-03-11
    accounts: [FR7699990000420002140001788]
    contacts: ["+33465710017", {email: accounts@ateliers.example, timeZone: Europe/Paris}]
clients:
  - {id: erp, scopes: ["orders:write", "orders:read", "directory:write"]}
  - {id: shop, scopes: ["orders:write"]}
policy: ./policy.yaml
`

const POLICY = `
version: 1
line: {amount: "1000.00", window: P30D, per: [payee]}
base:
  - {approval: {group: treasury, quorum: 2, blindEntry: true}}
  - {callback: {callee: auto, contactMinAgeDays: 30}}
  - {cooling_off: PT24H}
  - {review: {group: escalation, sla: PT8H}}
expire: P5D
`

export type Name = 'ana' | 'ben' | 'ivy' | 'cfo' | 'dan' | 'eve' | 'fay' | 'gil' | 'hal' | 'kim'

export interface ChangeRoom {
  readonly url: string
  readonly api: Db
  readonly worker: Db
  readonly owner: Db
  readonly kinds: SubjectKinds
  readonly timeScale: number
  readonly app: Express
  readonly faults: unknown[]
  personId(name: Name): string
  caller(name: Name): PersonCaller
  /** Calls over HTTP in this person's session, or with this client's secret. */
  as(caller: Name | `client:${string}`): {
    get(path: string): request.Test
    post(path: string, body: unknown): request.Test
  }
  setKeyState(name: Name, state: 'pending' | 'active' | 'quarantined'): Promise<void>
  /** The account change of the organisation's file. */
  onboardingId(): Promise<string>
  head(subjectId: string): Promise<SubjectHead>
  /**
   * Evidence as the worker would have stored it, and the worker's own decision on it. Signatures are other tests'
   * concern: what is shown here is which evidence lets a change take effect.
   */
  sign(subjectId: string, name: Name, kind: Requirement['kind'], decision?: Decision): Promise<void>
  settle(subjectId: string): Promise<void>
  /** Payloads that wait in the outbox, oldest first. */
  outbox(
    kind: 'mail' | 'event',
  ): Promise<{ type?: string; template?: string; personIds?: string[]; data: Record<string, unknown> }[]>
  close(): Promise<void>
}

export interface ChangeRoomOptions {
  /** Policy waits are divided by it: 1 where they must not pass, large where they must. */
  readonly timeScale?: number
}

/** An organisation with everyone at work and nothing on file yet, in a database of its own. */
export async function openChangeRoom({ timeScale = 1_000_000_000 }: ChangeRoomOptions = {}): Promise<ChangeRoom> {
  const database = await createTestDatabase()
  const open = (role: DatabaseRole): Db => createDatabase({ url: database.url, role, max: 5, onError: () => undefined })
  const [api, worker, owner] = [open('api'), open('worker'), open('migrate')]
  const kinds: SubjectKinds = new Map(
    [
      createOrderKind(timeScale),
      createAccountChangeKind(timeScale),
      createContactChangeKind(timeScale),
      createHoldKind(timeScale),
    ].map((kind) => [kind.type, kind]),
  )
  const handout = await initOrganisation(owner, parseOrganisationFile(ORGANISATION, '/'), {
    profile: 'demo',
    policy: { document: parsePolicy(POLICY), source: POLICY },
    keyring: testKeyring(),
    proposeOnboarding: createOnboarding(kinds, timeScale),
  })
  const tokens = new Map<string, string>()
  for (const { id } of Object.values(handout.people)) tokens.set(id, await putToWork(owner, id))

  const authentication = createAuthentication({ db: api, origins: [ORIGIN] })
  const faults: unknown[] = []
  const app = createHttpApp({
    settings: { publicOrigin: ORIGIN, trustProxy: false },
    routers: [
      directoryRoutes({ db: api, authentication, kinds, timeScale }),
      holdRoutes({ db: api, authentication, kinds, timeScale }),
    ],
    onFault: (error) => void faults.push(error),
  })
  const personId = (name: Name): string => handout.people[`${name}@example.com`]?.id ?? 'per_nobody'
  const headerOf = (caller: Name | `client:${string}`): Record<string, string> => {
    const client = /^client:(.*)$/.exec(caller)?.[1]
    if (client !== undefined) return { Authorization: `Bearer ${handout.clients[client]?.secret ?? 'none'}` }
    return { Cookie: `session=${tokens.get(personId(caller as Name)) ?? ''}`, Origin: ORIGIN }
  }
  const head = async (subjectId: string): Promise<SubjectHead> => {
    const found = await readHead(owner, subjectId)
    if (found === null) throw new Error(`There is no subject ${subjectId}`)
    return found
  }
  const settle = async (subjectId: string): Promise<void> => void (await settleSubject(worker, kinds, subjectId))

  return {
    ...{ url: database.url, api, worker, owner, kinds, timeScale, app, faults, personId, head, settle },
    caller: (name) => {
      const roles = ROLES[name]
      return {
        kind: 'person',
        personId: personId(name),
        sessionHash: '',
        keyId: '',
        keyState: 'active',
        roles,
        sessionExpiresAt: '',
      }
    },
    as: (caller) => ({
      get: (path) => request(app).get(path).set(headerOf(caller)),
      post: (path, body) =>
        request(app)
          .post(path)
          .set(headerOf(caller))
          .send(body as object),
    }),
    async setKeyState(name, state) {
      await sql`update keys set state = ${state}, quarantine_ends_at = countersign_now() + interval '3 days' where person_id = ${personId(name)}`.execute(
        owner,
      )
    },
    async onboardingId() {
      const { rows } = await sql<{
        id: string
      }>`select id from subjects where type = 'account-change' order by created_at limit 1`.execute(owner)
      return rows[0]?.id ?? 'none'
    },
    async sign(subjectId, name, kind, decision) {
      await insertEvidence(owner, await head(subjectId), personId(name), kind, decision ?? affirmativeOf(kind))
      await settle(subjectId)
    },
    async outbox(kind) {
      const { rows } = await sql<{
        payload: never
      }>`select payload from outbox where kind = ${kind} order by created_at, id`.execute(owner)
      return rows.map((row) => row.payload)
    },
    async close() {
      await Promise.all([api, worker, owner].map((db) => db.destroy()))
      await database.drop()
    },
  }
}

const ROLES: Readonly<Record<Name, PersonCaller['roles']>> = {
  ana: ['requester'],
  ben: ['approver'],
  ivy: ['approver'],
  cfo: ['instructor', 'approver'],
  dan: ['caller'],
  eve: ['reviewer'],
  fay: ['administrator'],
  gil: ['administrator'],
  hal: ['auditor'],
  kim: ['directory_editor', 'approver'],
}

/** Enrolled and signed in, past the rooms that usually see to it. The session's token. */
async function putToWork(owner: Db, personId: string): Promise<string> {
  const token = newSecret()
  const keyId = newId('key')
  await sql`update people set state = 'active' where id = ${personId}`.execute(owner)
  await sql`
    insert into keys (id, person_id, credential_id, public_key, algorithm, aaguid, fingerprint, state, attestation_object, client_data_json, statement, entry_id)
      values (${keyId}, ${personId}, ${`credential of ${personId}`}, '', -7, '', '', 'active', '', '', '', 'ent_1')`.execute(
    owner,
  )
  await sql`
    insert into sessions (token_hash, person_id, key_id, expires_at)
      values (${hashSecret(token)}, ${personId}, ${keyId}, countersign_now() + interval '1 day')`.execute(owner)
  return token
}

async function insertEvidence(
  owner: Db,
  head: SubjectHead,
  personId: string,
  kind: Requirement['kind'],
  decision: Decision,
): Promise<void> {
  const requirement = head.assessment.requirements.find((one) => one.kind === kind)
  if (requirement === undefined) throw new Error(`${head.id} asks for no ${kind}`)
  const challengeId = newId('chl')
  await sql`
    insert into challenges (id, purpose, subject_id, subject_version, requirement_id, person_id, decision, contacted_by, challenge, created_at, expires_at)
      values (${challengeId}, 'evidence', ${head.id}, ${head.version}, ${requirement.id}, ${personId}, ${decision}, 'none', '', countersign_now(), countersign_now())`.execute(
    owner,
  )
  await sql`
    insert into evidence (id, challenge_id, subject_type, subject_id, subject_version, subject_digest, requirement_id, kind, decision, person_id,
        key_id, credential_id, contacted_by, statement, statement_digest, client_data_json, authenticator_data, signature, entry_id, accepted_at)
      select ${newId('evd')}, ${challengeId}, ${head.type}, ${head.id}, ${head.version}, ${head.digest}, ${requirement.id}, ${kind}, ${decision}, ${personId},
        keys.id, keys.credential_id, 'none', '', '', '', '', '', 'ent_1', countersign_now() from keys where person_id = ${personId}`.execute(
    owner,
  )
}
