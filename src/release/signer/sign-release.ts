import { createHash } from 'node:crypto'
import { SignJWT } from 'jose'
import { canonicalizeJson, sha256Hex } from '../../domain/canonical-json.ts'
import { conflict, CountersignError } from '../../domain/errors.ts'
import { paymentDigest } from '../../domain/payment.ts'
import { activeHolds } from '../../holds/active-holds.ts'
import type { Bundle, BundleTrust, Finding } from '../../log/bundle.ts'
import { verifyBundle } from '../../log/verify-bundle.ts'
import { orderHoldTargets } from '../../orders/hold-targets.ts'
import { toContent } from '../../orders/proof.ts'
import type { Executor } from '../../platform/postgres/database.ts'
import { now as readNow } from '../../platform/clock.ts'
import { buildBundle } from '../build-bundle.ts'
import type { LogReader } from './log-reader.ts'
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
  await signing.catchUp(Math.max(...bundle.entries.map((entry) => entry.leafIndex)) + 1)
  const findings = [...(await verifyBundle(bundle, { ...trust, genesisDigest })), ...contradictions(bundle, reader)]
  if (findings.length > 0) throw refused(findings)
  await refuseHeld(bundle, signing)

  const [order] = bundle.subjects
  if (order === undefined) throw notReady()
  const content = toContent(order.content)
  const approval = bundle.entries.find((entry) => entry.entryId === order.satisfiedEntryId)
  const text = canonicalizeJson(bundle)
  const bundleDigest = sha256Hex(new TextEncoder().encode(text))
  const digest = paymentDigest(content.payment)
  const issuedAt = Math.floor(Date.parse(await readNow(db)) / 1000)
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
    .setExpirationTime(issuedAt + TOKEN_LIFETIME_S)
    .sign(keys.release)
  const expiresAt = new Date((issuedAt + TOKEN_LIFETIME_S) * 1000).toISOString()
  return { token, expiresAt, bundle: text, bundleDigest, paymentDigest: digest, orderVersion: order.version }
}

/** What the log says beyond the bundle: nothing newer about it, keys not revoked, no second key for one invitation. */
function contradictions(bundle: Bundle, reader: LogReader): Finding[] {
  const findings: Finding[] = []
  for (const subject of bundle.subjects) {
    const newest = reader.newestAssessment(subject.id)
    if (newest !== subject.assessments.at(-1)?.entryId)
      findings.push({ code: 'NOT_NEWEST', about: subject.id, detail: 'The log knows a newer version or assessment.' })
    const state = reader.newestState(subject.id)
    const stands = state === null || ['subject.approved', 'subject.applied', 'subject.released'].includes(state)
    if (!stands) findings.push({ code: 'NOT_STANDING', about: subject.id, detail: `The log says ${state}.` })
  }
  for (const key of bundle.keys) {
    if (reader.isRevoked(key.keyId))
      findings.push({ code: 'KEY_REVOKED', about: key.keyId, detail: 'This key has been revoked.' })
    if (reader.enrolmentOf(key.keyId) !== key.entryId)
      findings.push({ code: 'KEY_REPLACED', about: key.keyId, detail: 'The log knows another key under this id.' })
    if (key.enrolmentToken === null) continue
    const tokenHash = createHash('sha256').update(key.enrolmentToken).digest('hex')
    if (reader.keyOfInvitation(tokenHash) !== key.keyId)
      findings.push({
        code: 'KEY_SECOND',
        about: key.keyId,
        detail: 'Another key was enrolled with this invitation first.',
      })
  }
  return findings
}

async function refuseHeld(bundle: Bundle, { db, reader }: ReleaseSigning): Promise<void> {
  const [order] = bundle.subjects
  if (order === undefined) return
  const held = await activeHolds(db, orderHoldTargets(order.id, toContent(order.content)))
  if (held.length > 0) throw conflict('HELD', 'This is held. It is released when the hold is lifted.')
  // A hold that was taken out of the table, but never lifted as the log tells, still holds everything.
  const recorded = new Set((await activeHolds(db, 'all')).map((hold) => hold.id))
  if ([...reader.activeHolds].some((id) => !recorded.has(id)))
    throw conflict(
      'HELD',
      'A hold that was placed has vanished from the record without being lifted. Nothing is released.',
    )
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
