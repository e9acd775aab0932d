import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { SignJWT } from 'jose'
import { z } from 'zod'
import { canonicalizeJson } from '../../domain/canonical-json.ts'
import { conflict, CountersignError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/instant.ts'
import { paymentDigest } from '../../domain/payment.ts'
import type { Bundle, BundleTrust, Finding } from '../../log/bundle.ts'
import { verifyBundle, verifySubjects } from '../../log/verify-bundle.ts'
import { standsOnFile } from '../../log/verify/stands-on-file.ts'
import { toContent } from '../../orders/proof.ts'
import type { VerifyRegistration } from '../../people/keys/verify-registration.ts'
import type { Executor } from '../../platform/postgres/database.ts'
import { machineTime, now as readNow } from '../../platform/clock.ts'
import { buildBundle } from '../build-bundle.ts'
import { latestExpiry } from './latest-expiry.ts'
import type { LogReader } from './log-reader.ts'
import { refuseHeld } from './refuse-held.ts'
import type { SignerKeys } from './signer-keys.ts'

export interface ReleaseSigning {
  readonly db: Executor
  readonly keys: SignerKeys
  readonly reader: LogReader
  readonly issuer: string
  /** Everything but the genesis, which it has pinned itself. */
  readonly trust: Omit<BundleTrust, 'genesisDigest'>
  readonly genesisDigest: () => string | null
  /** Makes sure that `reader` has read at least this many entries. */
  readonly catchUp: (size: number) => Promise<void>
  /** Its own, to hold the database's against: by it a token begins and ends. */
  readonly clock: () => Date
  /** Verifies a key's enrolment; it may remember what it verified before. */
  readonly verifyRegistration: VerifyRegistration
  /** Holds whose lifting was proven since the start. */
  readonly liftings: Set<string>
}

export interface SignedRelease {
  readonly token: string
  readonly expiresAt: string
  /** Canonical JSON. */
  readonly bundle: string
  readonly bundleDigest: string
  readonly paymentDigest: string
  readonly orderVersion: number
}

/** A token lives this long, and is renewed only while nothing is held. */
export const TOKEN_LIFETIME_S = 15 * 60

/**
 * The only place where a release is signed. Asked for an order by id and told nothing else, it rebuilds the evidence
 * from the record, verifies all of it, and holds it against its own reading of the log: no state column, Update or
 * activity result can make it sign.
 */
export async function signRelease(signing: ReleaseSigning, orderId: string): Promise<SignedRelease> {
  const { db, keys, reader, issuer, trust } = signing
  const genesisDigest = signing.genesisDigest()
  if (genesisDigest === null) throw notReady()
  const bundle = await buildBundle(db, orderId)
  if (bundle === null) throw notReady()
  await signing.catchUp(bundle.entries.reduce((size, entry) => Math.max(size, entry.leafIndex + 1), 0))
  // What was approved yesterday verifies in yesterday's database too, whatever has become of it since.
  await reader.assertStillThere(db)
  const { reading } = reader
  // To a clock that is behind, what was logged just now is from the future: nobody should look for a forger then. By the
  // machines' clocks alone, because the rules' own clock follows an entry that was forged.
  await refuseOtherTime(() => machineTime(db), signing.clock)
  // Taken off file after the checkpoint that all this is proven by: so is what it stands on, with the next one.
  if (standsOnFile(bundle).some((id) => (reader.retirementOf(id) ?? -1) >= sizeOf(bundle.checkpoint))) throw notReady()
  const findings = [
    ...(await verifyBundle(bundle, { ...trust, genesisDigest }, signing.verifyRegistration)),
    ...contradictions(bundle, reader, signing.clock()),
  ]
  if (findings.length > 0) throw refused(findings)
  await refuseHeld(bundle, signing, async (lifting) => {
    const wrong = await verifySubjects(lifting, { ...trust, genesisDigest }, signing.verifyRegistration)
    return wrong.length === 0 && contradictions(lifting, reader, signing.clock()).length === 0
  })
  // By the time that the rules go by: no waiting that they tell of is believed on another.
  await refuseOtherTime(() => readNow(db), signing.clock)
  const [order] = bundle.subjects
  if (order === undefined) throw notReady()
  const content = toContent(order.content)
  const isReleased = reader.subject(order.id).state?.kind === 'subject.released'
  const latest = await latestExpiry(signing, { id: order.id, content, isReleased })
  // Everything above rests on one reading of the log.
  if (reader.reading !== reading) throw notReady()

  const approval = bundle.entries.find((entry) => entry.entryId === order.satisfiedEntryId)
  const text = canonicalizeJson(bundle)
  const bundleDigest = createHash('sha256').update(text).digest('hex')
  const digest = paymentDigest(content.payment)
  const issuedAt = Math.floor(signing.clock().getTime() / 1000)
  const expiry = Math.min(issuedAt + TOKEN_LIFETIME_S, latest)
  const token = await new SignJWT({
    orderVersion: order.version,
    externalId: content.externalId,
    paymentDigest: digest,
    payeeAccountVersion: String(content.payment.accountVersion),
    checkpoint: bundle.checkpoint,
    inclusion: approval?.path ?? [],
    logIndex: approval?.leafIndex ?? null,
    bundleDigest,
  })
    .setProtectedHeader({ alg: 'ES256', kid: keys.releaseKeyId, typ: 'countersign-release+jwt' })
    .setIssuer(issuer)
    .setAudience(content.clientId ?? 'console')
    .setJti(order.id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiry)
    .sign(keys.release)
  const expiresAt = new Date(expiry * 1000).toISOString()
  return { token, expiresAt, bundle: text, bundleDigest, paymentDigest: digest, orderVersion: order.version }
}

/**
 * What the log says beyond the bundle: nothing newer about it, nothing left out of it, keys not revoked, no second key
 * for one id or one invitation, no entry from the past or the future. Told apart by their leaves: an entry of the same
 * id elsewhere in the log is another one.
 */
function contradictions(bundle: Bundle, reader: LogReader, clock: Date): Finding[] {
  const findings: Finding[] = []
  const find = (code: string, about: string, detail: string): void => void findings.push({ code, about, detail })
  const leaves = new Map(bundle.entries.map(({ entryId, leafIndex }) => [entryId, leafIndex]))
  const leafOf = (entryId: string | null): number | null => (entryId === null ? null : (leaves.get(entryId) ?? null))
  for (const subject of bundle.subjects) {
    const { assessments, evidence, state } = reader.subject(subject.id)
    const carried = subject.assessments.map((one) => leafOf(one.entryId))
    if (!isDeepStrictEqual(carried, [...assessments]))
      find('NOT_NEWEST', subject.id, 'The log knows other versions or assessments.')
    const missing = evidence.filter((leafIndex) => subject.evidence.every((one) => leafOf(one.entryId) !== leafIndex))
    if (missing.length > 0) find('EVIDENCE_MISSING', subject.id, 'The log knows signatures that are left out.')
    if (state !== null && !STANDING.has(state.kind)) find('NOT_STANDING', subject.id, `The log says ${state.kind}.`)
    const isSatisfaction = state?.kind === 'subject.approved' || state?.kind === 'subject.applied'
    if (isSatisfaction && state.leafIndex !== leafOf(subject.satisfiedEntryId))
      find('NOT_NEWEST', subject.id, 'The log says that it was satisfied at another time.')
  }
  for (const key of bundle.keys) {
    if (reader.revocationOf(key.keyId) !== leafOf(key.revocationEntryId))
      find('KEY_REVOKED', key.keyId, 'The log says something else about the revocation of this key.')
    const enrolment = leafOf(key.entryId)
    if (reader.enrolmentOf(key.keyId) !== enrolment)
      find('KEY_SECOND', key.keyId, 'Another key was enrolled under this id first.')
    if (key.enrolmentToken === null) continue
    const tokenHash = createHash('sha256').update(key.enrolmentToken).digest('hex')
    if (reader.enrolmentBy(tokenHash) !== enrolment)
      find('KEY_SECOND', key.keyId, 'Another key was enrolled with this invitation first.')
  }
  const offFile = new Map((bundle.offFile ?? []).map(({ id, entryId }) => [id, leafOf(entryId)]))
  for (const id of standsOnFile(bundle)) {
    if (reader.retirementOf(id) !== (offFile.get(id) ?? null))
      find('OFF_FILE', id, 'The log says something else about whether this is on file.')
  }
  if (leafOf(bundle.genesis.confirmedEntryId) !== reader.genesisConfirmation)
    find('GENESIS_UNKNOWN', 'genesis', 'The administrators confirmed each other in another entry.')
  for (const { entryId, body, leafIndex } of bundle.entries) {
    if (reader.isMalformed(leafIndex)) find('ENTRY_MALFORMED', entryId, 'This entry is not what it says it is.')
    if (reader.isBackdated(leafIndex)) find('ENTRY_TIME', entryId, 'This entry claims to be older than it can be.')
    const { at } = Timed.parse(JSON.parse(body))
    if (Date.parse(at) > clock.getTime() + CLOCK_SKEW_MS)
      find('ENTRY_TIME', entryId, 'This entry is from the future, or the clock of the database ran ahead.')
  }
  return findings
}

/** As it says itself; whether it may, the verifier says. */
function sizeOf(checkpoint: string): number {
  const size = Number(checkpoint.split('\n')[1])
  return Number.isSafeInteger(size) ? size : Infinity
}

const STANDING: ReadonlySet<string> = new Set(['subject.approved', 'subject.applied', 'subject.released'])
const Timed = z.looseObject({ at: z.string() })
/** Beyond, no time that the record gives is believed. */
const CLOCK_SKEW_MS = 30_000

/**
 * A token lives by the signer's clock alone: whoever has the database sets its clock as they like, and could have it
 * signed for another day, when a hold is forgotten. Where the two differ, no waiting that the record tells of is believed.
 */
async function refuseOtherTime(theirClock: () => Promise<Instant>, clock: () => Date): Promise<void> {
  const before = clock().getTime()
  const theirs = Date.parse(await theirClock())
  // What asking takes counts as no difference.
  if (theirs >= before - CLOCK_SKEW_MS && theirs <= clock().getTime() + CLOCK_SKEW_MS) return
  throw new CountersignError({
    code: 'CLOCK_SKEW',
    status: 503,
    detail:
      'The clocks of signer and database are more than 30 s apart, so nothing is released. ' +
      'Set both by one time server.',
    retryAfterSeconds: 10,
  })
}

function notReady(): CountersignError {
  return conflict('NOT_READY', 'This is not approved, or its evidence is not covered by a checkpoint yet.')
}

function refused(findings: readonly Finding[]): CountersignError {
  return new CountersignError({
    code: 'EVIDENCE_REFUSED',
    status: 409,
    detail: 'The evidence on record does not verify, so nothing is released. Security must look at this.',
    errors: findings.slice(0, 20).map(({ code, about, detail }) => ({ path: about, code, detail })),
  })
}
