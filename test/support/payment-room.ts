import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { Express } from 'express'
import request, { type Response } from 'supertest'
import { stringify } from 'yaml'
import { readHead } from '../../src/consent/read-head.ts'
import { readSubject } from '../../src/consent/read-subject.ts'
import { recordEvidence } from '../../src/consent/record-evidence.ts'
import { consentRoutes } from '../../src/consent/routes.ts'
import { streamRoutes } from '../../src/consent/stream-routes.ts'
import { createSubjectFeed, type SubjectFeed } from '../../src/consent/subject-feed.ts'
import { settleSubject } from '../../src/consent/settle-subject.ts'
import type { SubjectHead, SubjectKinds } from '../../src/consent/subject-kind.ts'
import { directoryRoutes } from '../../src/directory/routes.ts'
import { createOnboarding } from '../../src/directory/propose-onboarding.ts'
import type { Decision } from '../../src/domain/evidence.ts'
import { raiseAlarm, raiseSilentAlarm } from '../../src/holds/alarm.ts'
import { holdRoutes } from '../../src/holds/routes.ts'
import { createKinds } from '../../src/kinds.ts'
import type { BundleTrust } from '../../src/log/bundle.ts'
import { beginEpoch } from '../../src/log/begin-epoch.ts'
import { logEntryRoutes } from '../../src/log/routes.ts'
import { checkpointOnce } from '../../src/log/checkpoint-once.ts'
import { sequenceOnce } from '../../src/log/sequence.ts'
import { treeSize } from '../../src/log/store.ts'
import type { Pain001Reader } from '../../src/orders/pain001/create-pain001-reader.ts'
import { orderRoutes } from '../../src/orders/routes.ts'
import { viewOrder } from '../../src/orders/view-order.ts'
import { createAuthentication, type Authentication } from '../../src/people/caller.ts'
import { initOrganisation } from '../../src/people/init-organisation.ts'
import { parseOrganisationFile } from '../../src/people/organisation-file.ts'
import { createPeopleActivities } from '../../src/people/people-activities.ts'
import { peopleRoutes } from '../../src/people/routes.ts'
import { createSignInLimits } from '../../src/people/sign-in-limits.ts'
import { profileRules } from '../../src/platform/config/profile.ts'
import { createHttpApp } from '../../src/platform/http/app.ts'
import { createDatabase, type DatabaseRole, type Db } from '../../src/platform/postgres/database.ts'
import { reportRoutes } from '../../src/release/report-routes.ts'
import { releaseRoutes } from '../../src/release/routes.ts'
import { createSignerClient } from '../../src/release/signer-client.ts'
import { eventsRoutes } from '../../src/release/events-routes.ts'
import { createLogReader } from '../../src/release/signer/log-reader.ts'
import { rememberRegistrations } from '../../src/release/signer/remember-registrations.ts'
import { createCheckpointing } from '../../src/release/signer/sign-checkpoint.ts'
import { verifyStoredRegistration } from '../../src/people/keys/verify-registration.ts'
import { signRelease, type SignedRelease } from '../../src/release/signer/sign-release.ts'
import { openSignerKeys } from '../../src/release/signer/signer-keys.ts'
import { bundleTrustOf } from '../../src/process-settings.ts'
import { policyRoutes } from '../../src/risk/routes.ts'
import { parsePolicy } from '../../src/risk/policy-document.ts'
import { SOFTWARE_KEY_AAGUID, type SoftwareKey } from '../../src/sandbox/software-key.ts'
import { createTestDatabase } from './database.ts'
import { ORGANISATION, SUPPLIER, policyYaml } from './organisation.ts'
import { enrol, signIn, type Enrolled, type Session } from './people-calls.ts'
import { testKeyring } from './people-room.ts'
import {
  createSoftwareKey,
  TEST_ORIGIN,
  TEST_SITE,
  trustAnyKey,
  trustOnly,
  type AttestationRoot,
} from './software-key.ts'

export type Name = 'ana' | 'ben' | 'ivy' | 'cfo' | 'dan' | 'eve' | 'kim' | 'fay' | 'gil' | 'hal'
const NAMES: readonly Name[] = ['ana', 'ben', 'ivy', 'cfo', 'dan', 'eve', 'kim', 'fay', 'hal']
/** Who confirm each other where nothing begins before. */
const ADMINISTRATORS = ['fay', 'gil'] as const

export interface Signing {
  readonly contactedBy?: string
  readonly blindEntry?: { readonly amount: string; readonly accountLast4: string }
  readonly reason?: string
}

/** What is asked of whom, as an order's answer says. */
export interface OrderAnswer {
  readonly id: string
  readonly version: number
  readonly state: string
  readonly requirements: readonly {
    readonly id: string
    readonly kind: string
    readonly status: string
    readonly personId?: string | null
  }[]
  readonly signals: readonly { readonly code: string }[]
}

/** One order's way, from the ERP to the signer, through the real rooms: only Temporal and the network are left out. */
export interface PaymentRoom {
  readonly feed: SubjectFeed
  readonly auth: Authentication
  readonly api: Db
  readonly worker: Db
  readonly owner: Db
  readonly app: Express
  readonly kinds: SubjectKinds
  readonly trust: BundleTrust
  readonly keys: Map<Name, SoftwareKey>
  readonly signerFolder: string
  readonly databaseUrl: string
  personId(name: string): string
  /** The secret of the invitation that they began with. */
  invitation(name: string): string
  session(name: Name): Session
  /** As the ERP; every call has its own idempotency key unless `headers` say otherwise. */
  erp(
    method: 'get' | 'post' | 'patch',
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Response>
  submit(changes?: object): Promise<OrderAnswer>
  challenge(
    name: Name,
    subject: Subject,
    requirementId: string | null,
    decision: Decision,
    signing?: Signing,
  ): Promise<Response>
  touch(name: Name, publicKey: PublicKeyCredentialRequestOptionsJSON): Promise<object>
  sign(
    name: Name,
    subject: Subject,
    requirementId: string | null,
    decision: Decision,
    signing?: Signing,
  ): Promise<Response>
  /** The call to whoever has to be called, and the caller's signature. */
  call(name: Name, order: OrderAnswer): Promise<void>
  /** Everything an order like `submit` asks for. */
  approve(order: OrderAnswer): Promise<void>
  head(subjectId: string): Promise<SubjectHead>
  settle(subjectId: string): Promise<void>
  /** Gives every entry its leaf and has the tree signed. */
  checkpoint(): Promise<void>
  /** The same for a tree whose root is another than that of its entries. */
  checkpointWithRoot(root: Uint8Array): Promise<void>
  release(orderId: string): Promise<SignedRelease>
  /** By so much the signer's own clock is ahead of ours, or behind. */
  moveSignerClock(aheadMs: number): void
  /** A signer that starts now, with the same keys and memory. */
  restartSigner(pinned?: Pick<BundleTrust, 'genesisConfirmation'>): void
  close(): Promise<void>
}

export interface Subject {
  readonly type: string
  readonly id: string
}

export const AMOUNT = '214000.00'
export const INVOICE = { amount: AMOUNT, accountLast4: SUPPLIER.account.iban.slice(-4) }
export const ORDER = {
  requestedBy: ['ana@example.com'],
  originatingAccount: 'main-eur',
  amount: AMOUNT,
  currency: 'EUR',
  payee: { name: SUPPLIER.name, account: SUPPLIER.account },
  executionDate: '2026-12-01',
  reference: 'INV-4711',
  instruction: { channel: 'video', instructedBy: 'cfo@example.com' },
}

export interface RoomOptions {
  readonly policy?: string
  readonly organisation?: object
  /** How often a stream looks at its session. */
  readonly pingMs?: number
  /** Everybody has the synced passkey that came with their laptop. */
  readonly synced?: boolean
  /** Everybody has a key of this maker, whom nothing but a FIDO metadata file vouches for. */
  readonly inMetadata?: AttestationRoot
  /** As in production: keys of this maker alone, and nothing before two administrators have confirmed each other. */
  readonly maker?: AttestationRoot
  /** Who reads payment files. */
  readonly paymentFiles?: Pain001Reader
}

/** Opens it with everyone enrolled and the payees of the file on file. */
export async function openPaymentRoom(options: RoomOptions = {}): Promise<PaymentRoom> {
  const { maker } = options
  const root = maker ?? options.inMetadata
  const profile = maker === undefined ? 'demo' : 'production'
  const { timeScale } = profileRules(profile)
  const database = await createTestDatabase()
  const open = (role: DatabaseRole): Db => createDatabase({ url: database.url, role, max: 8, onError: () => undefined })
  const [api, worker, signerDb, owner] = [open('api'), open('worker'), open('signer'), open('migrate')]
  const kinds = createKinds(profile)
  const keyTrust =
    root === undefined
      ? trustAnyKey({ allowBackupEligible: options.synced === true })
      : maker === undefined
        ? trustOnly(root, { attestationRoots: [], rootsByAaguid: { [SOFTWARE_KEY_AAGUID]: [root.pem] } })
        : trustOnly(root)
  const bend = options.synced === true ? { flags: { be: true, bs: true } } : {}
  const keyring = testKeyring()
  const source = options.policy ?? policyYaml({ coolingOff: 'PT1S' })
  const file = parseOrganisationFile(
    stringify({ ...ORGANISATION, ...options.organisation }, { aliasDuplicateObjects: false }),
    '/',
  )
  const handout = await initOrganisation(owner, file, {
    profile,
    policy: { document: parsePolicy(source), source },
    keyring,
    proposeOnboarding: createOnboarding(kinds, timeScale),
  })

  const auth = createAuthentication({ db: api, origins: TEST_SITE.origins })
  const feed = createSubjectFeed({ db: api, url: database.url, onError: (error) => console.error(error) })
  const record = (challengeId: string) => recordEvidence(worker, kinds, keyTrust, raiseSilentAlarm, challengeId)
  const signerFolder = mkdtempSync(join(tmpdir(), 'countersign-signer-'))
  const signerKeys = await openSignerKeys(signerFolder, 'pay.example.com/v1/log')
  const trust: Omit<BundleTrust, 'genesisDigest'> = {
    ...bundleTrustOf(profile, keyTrust),
    logKey: signerKeys.logVerifierKey,
  }
  const app = createHttpApp({
    settings: { publicOrigin: TEST_ORIGIN, trustProxy: false },
    routers: [
      orderRoutes({
        ...{ db: api, kinds, auth, timeScale },
        ...(options.paymentFiles !== undefined && { paymentFiles: options.paymentFiles }),
      }),
      directoryRoutes({ db: api, authentication: auth, kinds, timeScale }),
      policyRoutes({ db: api, auth }),
      logEntryRoutes({ db: api, auth }),
      eventsRoutes({ db: api, auth }),
      releaseRoutes({ db: api, auth, trust, signer: createSignerClient('http://127.0.0.1:9') }),
      reportRoutes({ db: api, kinds, auth }),
      streamRoutes({ db: api, auth, feed, pingMs: options.pingMs ?? 200 }),
      holdRoutes({ db: api, authentication: auth, kinds, timeScale }),
      peopleRoutes({
        db: api,
        authentication: auth,
        profile,
        trust: keyTrust,
        keyring,
        process: createPeopleActivities(worker, { profile, trust: keyTrust, kinds, keyring }),
        limits: createSignInLimits(),
        decoySecret: new Uint8Array(32),
      }),
      consentRoutes({
        ...{ db: api, kinds, auth, trust: keyTrust, onSuspicion: raiseAlarm },
        view: (head, viewer) => viewOrder(api, kinds, head, viewer).catch(() => readSubject(api, kinds, head, viewer)),
        process: {
          submitEvidence: async (_type, _id, challengeId) => void (await record(challengeId)),
          ensure: async () => undefined,
          running: async () => new Set(),
          restore: async () => false,
          wake: async () => undefined,
          nudge: async () => undefined,
        },
      }),
    ],
    onFault: (error) => console.error(error),
  })

  const keys = new Map<Name, SoftwareKey>()
  const sessions = new Map<Name, Session>()
  let signerAheadMs = 0
  const startSigner = (pinned: Pick<BundleTrust, 'genesisConfirmation'> = {}) => {
    const reader = createLogReader()
    const memoryPath = join(signerFolder, 'memory.json')
    const checkpointing = createCheckpointing({ db: signerDb, key: signerKeys.log, reader, memoryPath })
    const signing = {
      ...{ db: signerDb, keys: signerKeys, reader, issuer: `${TEST_ORIGIN}/${profile}` },
      trust: { ...trust, ...pinned },
      genesisDigest: () => checkpointing.genesisDigest(),
      catchUp: (size: number) => checkpointing.catchUp(size),
      clock: () => new Date(Date.now() + signerAheadMs),
      verifyRegistration: rememberRegistrations(verifyStoredRegistration),
      liftings: new Set<string>(),
    }
    return { checkpointing, signing }
  }
  let signer = startSigner()
  const epoch = await beginEpoch(worker, 'test')

  const session = (name: Name): Session => {
    const found = sessions.get(name)
    if (found === undefined) throw new Error(`${name} has not signed in`)
    return found
  }
  const keyOf = (name: Name): SoftwareKey => {
    const found = keys.get(name)
    if (found === undefined) throw new Error(`${name} has no key`)
    return found
  }
  const touch: PaymentRoom['touch'] = (name, publicKey) => keyOf(name).get(publicKey, { origin: TEST_ORIGIN, bend })
  const challenge: PaymentRoom['challenge'] = (name, subject, requirementId, decision, signing = {}) =>
    session(name).post('/v1/challenges', {
      ...{ subject, decision, contactedBy: 'none' },
      ...(requirementId === null ? {} : { requirementId }),
      ...signing,
    })
  const sign: PaymentRoom['sign'] = async (name, subject, requirementId, decision, signing) => {
    const asked = await challenge(name, subject, requirementId, decision, signing)
    if (asked.status >= 300) return asked
    const body = asked.body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
    const credential = await touch(name, body.publicKey)
    return session(name).post('/v1/evidence', { challengeId: body.id, credential })
  }
  const expectOk = async (answer: Promise<Response>): Promise<Response> => {
    const response = await answer
    if (response.status >= 300) throw new Error(`${response.status} ${response.text}`)
    return response
  }
  const room: PaymentRoom = {
    ...{
      feed,
      auth,
      api,
      worker,
      owner,
      app,
      kinds,
      keys,
      signerFolder,
      session,
      touch,
      challenge,
      sign,
    },
    databaseUrl: database.url,
    get trust() {
      return { ...trust, genesisDigest: signer.checkpointing.genesisDigest() ?? '' }
    },
    personId: (name) => handout.people[`${name}@example.com`]?.id ?? '',
    invitation: (name) => handout.people[`${name}@example.com`]?.enrolment ?? '',
    erp(method, path, body, headers = {}) {
      const agent = request(app)
      const authorization = { Authorization: `Bearer ${handout.clients['erp']?.secret ?? ''}` }
      const sent = agent[method](path).set({ ...authorization, 'Idempotency-Key': randomUUID(), ...headers })
      return body === undefined ? sent.then((one) => one) : sent.send(body).then((one) => one)
    },
    async submit(changes = {}) {
      const body = { externalId: randomUUID(), ...ORDER, ...changes }
      return (await expectOk(room.erp('post', '/v1/payment-orders', body))).body as OrderAnswer
    },
    async call(name, order) {
      const requirementId = requirementOf(order, 'callback')
      const worksheet = await expectOk(session(name).post('/v1/callbacks', { requirementIds: [requirementId] }))
      const { id } = worksheet.body as { id: string }
      const startedAt = new Date().toISOString()
      await sleep(5)
      const outcome = { outcome: 'confirmed', stated: INVOICE, startedAt, endedAt: new Date().toISOString() }
      await expectOk(session(name).post(`/v1/callbacks/${id}/outcome`, outcome))
      await expectOk(sign(name, { type: 'order', id: order.id }, requirementId, 'confirm'))
    },
    async approve(order) {
      const subject = { type: 'order', id: order.id }
      await expectOk(sign('cfo', subject, requirementOf(order, 'instructor_confirmation'), 'confirm'))
      for (const name of ['ben', 'ivy'] as const)
        await expectOk(sign(name, subject, requirementOf(order, 'approval'), 'confirm', { blindEntry: INVOICE }))
      await room.call('dan', order)
      await expectOk(sign('eve', subject, requirementOf(order, 'review'), 'continue', { reason: 'Checked' }))
      await sleep(1_050)
      await room.settle(order.id)
    },
    async head(subjectId) {
      const head = await readHead(owner, subjectId)
      if (head === null) throw new Error(`There is no subject ${subjectId}`)
      return head
    },
    settle: async (subjectId) => void (await settleSubject(worker, kinds, subjectId)),
    async checkpoint() {
      await sequenceOnce(worker, epoch)
      await checkpointOnce(worker, epoch, signer.checkpointing)
    },
    async checkpointWithRoot(root) {
      await sequenceOnce(worker, epoch)
      await signer.checkpointing.sign(await treeSize(worker), root)
    },
    release: (orderId) => signRelease(signer.signing, orderId),
    moveSignerClock: (aheadMs) => void (signerAheadMs = aheadMs),
    restartSigner: (pinned) => void (signer = startSigner(pinned)),
    async close() {
      await feed.stop()
      await Promise.all([api, worker, signerDb, owner].map((db) => db.destroy()))
      await database.drop()
      rmSync(signerFolder, { recursive: true })
    },
  }

  const fingerprints = new Map<Name, string>()
  for (const name of maker === undefined ? NAMES : [...NAMES, 'gil' as const]) {
    const email = `${name}@example.com`
    const key = await createSoftwareKey(root === undefined ? {} : { root })
    const enrolled = await expectOk(enrol(app, handout.people[email]?.enrolment ?? '', key, bend))
    fingerprints.set(name, (enrolled.body as Enrolled).key.fingerprint)
    keys.set(name, key)
    sessions.set(name, await signIn(app, email, key, bend))
  }
  if (maker !== undefined) {
    for (const [own, other] of [ADMINISTRATORS, ADMINISTRATORS.toReversed()] as const) {
      const asked = await expectOk(
        session(own).post('/v1/genesis/challenges', { fingerprint: fingerprints.get(other) }),
      )
      const { challengeId, publicKey } = asked.body as GenesisChallenge
      const credential = await touch(own, publicKey)
      await expectOk(session(own).post('/v1/genesis/confirmations', { challengeId, credential }))
    }
    const waiting = (await session('fay').get('/v1/inbox')).body as Inbox
    for (const { subject, requirementId } of waiting.items.filter((one) => one.subject.type === 'key-change'))
      await expectOk(sign('fay', subject, requirementId, 'confirm'))
  }
  const inbox = await session('ben').get('/v1/inbox')
  const [onboarding] = (inbox.body as Inbox).items
  if (onboarding === undefined) throw new Error('Nobody is asked about the payees of the file')
  for (const name of ['ben', 'ivy'] as const)
    await expectOk(sign(name, onboarding.subject, onboarding.requirementId, 'confirm'))
  return room
}

interface Inbox {
  readonly items: readonly { readonly subject: Subject; readonly requirementId: string }[]
}

interface GenesisChallenge {
  readonly challengeId: string
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

export function requirementOf(order: OrderAnswer, kind: string): string {
  const found = order.requirements.find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`No ${kind} is asked for`)
  return found.id
}
