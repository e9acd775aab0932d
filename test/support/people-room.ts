import { createHash, randomBytes } from 'node:crypto'
import type { Express } from 'express'
import { readSubject } from '../../src/consent/read-subject.ts'
import { recordEvidence } from '../../src/consent/record-evidence.ts'
import { consentRoutes } from '../../src/consent/routes.ts'
import type { SubjectKinds } from '../../src/consent/subject-kind.ts'
import { createKinds } from '../../src/kinds.ts'
import { createAuthentication } from '../../src/people/caller.ts'
import { initOrganisation, type Handout, type SetUp } from '../../src/people/init-organisation.ts'
import type { KeyTrust } from '../../src/people/keys/trust.ts'
import { parseOrganisationFile } from '../../src/people/organisation-file.ts'
import { createPeopleActivities } from '../../src/people/people-activities.ts'
import { peopleRoutes } from '../../src/people/routes.ts'
import { createSignInLimits, type SignInLimits } from '../../src/people/sign-in-limits.ts'
import type { Profile } from '../../src/platform/config/profile.ts'
import { createHttpApp } from '../../src/platform/http/app.ts'
import type { Keyring } from '../../src/platform/keyring.ts'
import { createDatabase, type DatabaseRole, type Db } from '../../src/platform/postgres/database.ts'
import { parsePolicy } from '../../src/risk/policy-document.ts'
import { createTestDatabase } from './database.ts'
import { TEST_SITE, trustAnyKey } from './software-key.ts'

export const ORGANISATION = `
organisation: {name: Example Ltd, baseCurrency: EUR, locale: en-GB}
entities:
  - {id: eu, name: Example Europe SAS, timeZone: Europe/Paris, holidays: FR, businessHours: "09:00-18:00", cutOff: "15:30"}
  - {id: nz, name: Example Pacific Ltd, timeZone: Pacific/Auckland, businessHours: "09:00-18:00", cutOff: "15:30"}
accounts: [{id: main-eur, entity: eu, iban: FR7630006000011234567890189, currency: EUR}]
groups: [{id: treasury}, {id: escalation}]
people:
  - {email: ana@example.com, name: Ana Example, roles: [requester], externalIds: {erp: ANA1}, phones: ["+33199001001"]}
  - {email: ben@example.com, name: Ben Example, roles: [approver], groups: [treasury], limits: [{entity: eu, currency: EUR, perOrder: "50000.00", perDay: "200000.00"}, {entity: eu, currency: USD, perOrder: "1000.00", perDay: "2000.00"}]}
  - {email: fay@example.com, name: Fay Example, roles: [administrator]}
  - {email: gil@example.com, name: Gil Example, roles: [administrator]}
  - {email: lea@example.com, name: Lea Example, roles: [administrator]}
  - {email: hal@example.com, name: Hal Example, roles: [auditor]}
clients: [{id: erp, scopes: ["orders:write", "events:read"], channels: [erp, voice]}]
webhooks: [{client: erp, url: "http://127.0.0.1:9090/hook"}]
rates: {asOf: 2026-11-30, maxAgeDays: 7, USD: "0.92"}
policy: ./policy.yaml
`

export const POLICY = `
version: 1
line: {amount: "1000.00", window: P30D, per: [payee]}
base: [{approval: {group: treasury, quorum: 2}}, {review: {group: escalation, sla: PT8H}}]
expire: P5D
`

/** One key, held in memory. */
export function testKeyring(key = randomBytes(32)): Keyring {
  const keyFor = (purpose: string) => new Uint8Array(createHash('sha256').update(purpose).update(key).digest())
  return { current: '1', keyFor: (purpose, id) => (id === '1' ? keyFor(purpose) : undefined) }
}

export interface PeopleRoomOptions {
  readonly profile?: Profile
  readonly trust?: KeyTrust
  readonly limits?: SignInLimits
  /** Rewrites the organisation's file before it is read. */
  readonly edit?: (yaml: string) => string
  readonly setUp?: Partial<SetUp>
}

export interface TestPeopleRoom {
  readonly url: string
  readonly api: Db
  readonly worker: Db
  readonly signer: Db
  readonly owner: Db
  readonly app: Express
  readonly trust: KeyTrust
  readonly keyring: Keyring
  readonly process: ReturnType<typeof createPeopleActivities>
  readonly kinds: SubjectKinds
  readonly faults: unknown[]
  init(): Promise<Handout>
  close(): Promise<void>
}

/** A database of its own with the routes of people in front and the worker's part behind, in one process. */
export async function openPeopleRoom(options: PeopleRoomOptions = {}): Promise<TestPeopleRoom> {
  const { profile = 'demo', trust = trustAnyKey(), limits = createSignInLimits() } = options
  const database = await createTestDatabase()
  const open = (role: DatabaseRole): Db => createDatabase({ url: database.url, role, max: 5, onError: () => undefined })
  const [api, worker, signer, owner] = [open('api'), open('worker'), open('signer'), open('migrate')]
  const kinds = createKinds(profile)
  const keyring = testKeyring()
  const process = createPeopleActivities(
    worker,
    { profile, trust, keyring, kinds },
    {
      openOwner: () => open('migrate'),
      read: async () => ({
        file: parseOrganisationFile(ORGANISATION, '/'),
        policy: { document: parsePolicy(POLICY), source: POLICY },
      }),
      proposeOnboarding: async () => undefined,
    },
  )
  const faults: unknown[] = []
  const authentication = createAuthentication({ db: api, origins: trust.origins })
  const decoySecret = new Uint8Array(32).fill(7)
  const app = createHttpApp({
    settings: { publicOrigin: TEST_SITE.origins[0], trustProxy: false },
    routers: [
      peopleRoutes({ db: api, authentication, profile, process, trust, keyring, limits, decoySecret }),
      consentRoutes({
        ...{ db: api, kinds, auth: authentication, trust },
        view: (head, viewer) => readSubject(api, kinds, head, viewer),
        onSuspicion: async () => undefined,
        process: {
          // The workflow left out: it adds waiting, and no decision.
          submitEvidence: async (_type, _id, challengeId) => {
            await recordEvidence(worker, kinds, trust, async () => undefined, challengeId)
          },
          ensure: async () => undefined,
          running: async () => new Set(),
          restore: async () => false,
          wake: async () => undefined,
          nudge: async () => undefined,
        },
      }),
    ],
    onFault: (error) => void faults.push(error),
  })
  return {
    ...{ url: database.url, api, worker, signer, owner, app, trust, keyring, process, kinds, faults },
    init() {
      const file = parseOrganisationFile((options.edit ?? String)(ORGANISATION), '/')
      const policy = { document: parsePolicy(POLICY), source: POLICY }
      return initOrganisation(owner, file, { profile, policy, keyring, ...options.setUp })
    },
    async close() {
      await Promise.all([api, worker, signer, owner].map((db) => db.destroy()))
      await database.drop()
    },
  }
}
