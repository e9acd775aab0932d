import { evaluate, standingEvidence } from '../consent/evaluate.ts'
import { holdKeysStill } from '../consent/hold-still.ts'
import { holdsOn } from '../consent/holds-on.ts'
import { hasKeptDenial, readEvidence, readHead } from '../consent/read-head.ts'
import { reassess } from '../consent/reassess.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { transition } from '../consent/transition.ts'
import { activeHolds } from '../holds/active-holds.ts'
import { takeReleaseLock } from '../holds/locks.ts'
import { contactedBySigners } from '../consent/contacted-by.ts'
import { now as readNow } from '../platform/clock.ts'
import * as outbox from '../platform/outbox.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { isPayeeOffFile } from './payee-off-file.ts'
import type { Signer } from './signer-client.ts'
import { insertRelease } from './store.ts'

/** `being_denied`: somebody has handed in a denial that is not recorded yet. */
export type ReleaseAttempt = 'released' | 'held' | 'being_denied' | 'taken_back' | 'gone'

/**
 * Releases one approved order, exactly once. Assessed again under the stricter of the policy at submission and
 * today's; keys, people and limits read anew; signed by the signer, which believes none of this; then written in one
 * transaction that shares the holds' lock and that of the keys it stands on, so that no hold can be placed, no key
 * revoked and nothing taken off file behind its back. A denial that was handed in is waited for, as long as it can be recorded.
 */
export async function releaseOrder(
  db: Db,
  kinds: SubjectKinds,
  signer: Pick<Signer, 'release'>,
  orderId: string,
): Promise<ReleaseAttempt> {
  const ready = await checkAgain(db, kinds, orderId)
  if (typeof ready === 'string') return ready
  const signed = await signer.release(orderId)

  return transaction(db, async (tx) => {
    // In this order: what is read behind a lock is read once it is ours.
    const [, head, holds, evidence, isBeingDenied] = await Promise.all([
      takeReleaseLock(tx),
      readHead(tx, orderId, 'update'),
      activeHolds(tx, 'all'),
      readEvidence(tx, [orderId]),
      hasKeptDenial(tx, orderId),
    ])
    if (head === null || head.state !== 'approved') return 'gone'
    if (head.version !== signed.orderVersion || head.revision !== ready.revision) return 'gone'
    const [held, now] = await Promise.all([holdKeysStill(tx, evidence), readNow(tx)])
    const counted = await standingEvidence(tx, head, evidence, held.revoked)
    if ((await holdsOn(tx, kinds, head, counted, holds)).length > 0) return 'held'
    if (isBeingDenied) return 'being_denied'
    const { resolution } = await evaluate(tx, kinds, head, head.approvedAt ?? now, [], held)
    if (resolution.status !== 'satisfied' || (await isPayeeOffFile(tx, head))) return 'gone'
    const inserting = insertRelease(tx, {
      orderId,
      orderVersion: head.version,
      paymentDigest: signed.paymentDigest,
      bundle: signed.bundle,
      bundleDigest: signed.bundleDigest,
      token: signed.token,
      tokenExpiresAt: signed.expiresAt,
      releasedAt: now,
    })
    const released = transition(tx, kinds, head, 'released', now, { fields: { bundleDigest: signed.bundleDigest } })
    await Promise.all([inserting, released])
    return 'released'
  })
}

/** The second look. What no longer holds takes the order back to waiting; evidence that still answers stays. */
async function checkAgain(
  db: Db,
  kinds: SubjectKinds,
  orderId: string,
): Promise<SubjectHead | Exclude<ReleaseAttempt, 'released'>> {
  return transaction(db, async (tx) => {
    const [head, holds, now, evidence] = await Promise.all([
      readHead(tx, orderId, 'update'),
      activeHolds(tx, 'all'),
      readNow(tx),
      readEvidence(tx, [orderId]),
    ])
    if (head === null || head.state !== 'approved') return 'gone'
    const counted = await standingEvidence(tx, head, evidence)
    if ((await holdsOn(tx, kinds, head, counted, holds)).length > 0) return 'held'
    if (await hasKeptDenial(tx, orderId)) return 'being_denied'
    const assessed = await reassess(tx, kinds, head, contactedBySigners(head, evidence), now)
    // Judged by the moment it was approved: an expiry that came later does not undo it, anything else does.
    const { resolution } = await evaluate(tx, kinds, assessed, head.approvedAt ?? now, [], { evidence })
    if (resolution.status === 'satisfied' && assessed.revision === head.revision) return assessed
    await transition(tx, kinds, assessed, 'awaiting_evidence', now)
    await outbox.add(tx, { kind: 'workflow', subjectType: head.type, subjectId: head.id })
    return 'taken_back'
  })
}
