import type { ConsentStanding } from '../../workflows/contract.ts'
import { elapsedMs, type Instant } from '../domain/instant.ts'
import type { Resolution } from '../domain/resolve.ts'
import { isOpen } from '../domain/subject-states.ts'
import { activeHolds } from '../holds/active-holds.ts'
import { takeHoldLock, takeReleaseLock } from '../holds/locks.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { readEvidence, type StoredEvidence } from './evidence-store.ts'
import { judge, readGrounds, type Grounds } from './evaluate.ts'
import { holdSignersStill } from './hold-still.ts'
import { holdsOn } from './holds-on.ts'
import { hasKeptDenial } from './kept-answer-store.ts'
import { kindOf } from './kind-of.ts'
import { markEscalated } from './mark-escalated.ts'
import { reassess } from './reassess.ts'
import { readHead } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'
import { transition } from './transition.ts'

const CLOSED: ConsentStanding = { status: 'closed', outstanding: [] }

/** Makes happen what is due: approval or effect, expiry, escalation. Idempotent; the record's row is locked. */
export async function settleSubject(db: Db, kinds: SubjectKinds, subjectId: string): Promise<ConsentStanding> {
  return transaction(db, async (tx) => {
    const [head, evidence] = await Promise.all([readHead(tx, subjectId, 'update'), readEvidence(tx, [subjectId])])
    if (head === null) return CLOSED
    return settle(tx, kinds, head, evidence)
  })
}

async function settle(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  evidence: readonly StoredEvidence[],
): Promise<ConsentStanding> {
  const [held, now] = await Promise.all([holdSignersStill(tx, evidence), readNow(tx)])
  return settleOn(tx, kinds, head, await readGrounds(tx, kinds, head, now, [], held), now)
}

/**
 * The same inside a transaction that holds all of it still: the row, the signers and their keys. `isAlone`: and what else
 * a change stands on, behind the lock of holds and removals.
 */
export async function settleOn(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  grounds: Grounds,
  now: Instant,
  isAlone = false,
): Promise<ConsentStanding> {
  const resolution = judge(head, grounds, now)
  // An approved payment can still be denied; nothing else moves it in here.
  if (!isOpen(head.state)) {
    if (head.state === 'approved' && resolution.status === 'denied') await deny(tx, kinds, head, resolution, now)
    return CLOSED
  }
  switch (resolution.status) {
    case 'denied':
      await deny(tx, kinds, head, resolution, now)
      return CLOSED
    case 'expired':
      await transition(tx, kinds, head, 'expired', now)
      return CLOSED
    case 'satisfied':
      if (!isAlone && (await takeEffectLock(tx, kinds, head))) {
        const { evidence } = grounds
        return settleOn(tx, kinds, head, await readGrounds(tx, kinds, head, now, [], { evidence }), now, true)
      }
      if (await isHeld(tx, kinds, head, grounds.evidence))
        return { status: 'open', outstanding: [], waitMs: String(HELD_RECHECK_MS) }
      if (await isBeingDenied(tx, kinds, head))
        return { status: 'open', outstanding: [], waitMs: String(DENIAL_RECHECK_MS) }
      return takeEffect(tx, kinds, head, now)
    case 'waiting':
      if (resolution.escalate && head.escalatedAt === null) await markEscalated(tx, kinds, head, null, now)
      return waiting(resolution, now)
  }
}

/** A held change is looked at again this often; lifting a hold takes people, not milliseconds. */
const HELD_RECHECK_MS = 30_000

/**
 * A hold stops what is put into the directory from taking effect, as it stops a payment from being released, where it is
 * held then. What is taken out of it, and the lifting of a hold, are never held themselves. But nothing that changes our
 * record rests on the signature of somebody on whom a hold stands, the lifting of another hold least of all.
 */
async function isHeld(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  evidence: readonly StoredEvidence[],
): Promise<boolean> {
  if (kindOf(kinds, head.type).takesEffect !== 'at_once') return false
  return (await holdsOn(tx, kinds, head, evidence, await activeHolds(tx, 'all'))).length > 0
}

/** Whether there is one to take: a payment takes it when it is released. */
async function takeEffectLock(tx: Tx, kinds: SubjectKinds, head: SubjectHead): Promise<boolean> {
  const effect = kindOf(kinds, head.type).effect?.(head.content)
  if (effect === undefined) return false
  // Not first shared and then alone: two that share it would wait for each other.
  if (effect.excludesReleases) await takeHoldLock(tx)
  else await takeReleaseLock(tx)
  return true
}

/** A denial that was handed in is recorded, refused or too late within seconds as a rule, and minutes at the most. */
const DENIAL_RECHECK_MS = 5_000

async function isBeingDenied(tx: Tx, kinds: SubjectKinds, head: SubjectHead): Promise<boolean> {
  return kindOf(kinds, head.type).takesEffect === 'at_once' && (await hasKeptDenial(tx, head.id))
}

/**
 * A payment is assessed again before its release. What changes our own record takes effect right here, so it is looked
 * at a second time here: what it asks for was stored by whoever proposed it, and the policy may have changed since.
 */
async function takeEffect(tx: Tx, kinds: SubjectKinds, head: SubjectHead, now: Instant): Promise<ConsentStanding> {
  if (kindOf(kinds, head.type).takesEffect === 'at_once') {
    const again = await reassess(tx, kinds, head, [], now)
    if (again.revision !== head.revision) return settle(tx, kinds, again, await readEvidence(tx, [head.id]))
  }
  await approve(tx, kinds, head, now)
  return CLOSED
}

async function approve(tx: Tx, kinds: SubjectKinds, head: SubjectHead, now: Instant): Promise<void> {
  const kind = kindOf(kinds, head.type)
  await kind.takeEffect(tx, head, now)
  await transition(tx, kinds, head, kind.takesEffect === 'at_once' ? 'applied' : 'approved', now)
}

async function deny(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  resolution: Extract<Resolution, { status: 'denied' }>,
  now: Instant,
): Promise<void> {
  await transition(tx, kinds, head, 'denied', now, { fields: { evidenceId: resolution.evidenceId } })
}

/** A little late rather than a little early: asked too soon, the record would only say "wait" again. */
const WAKE_MARGIN_MS = 25

function waiting(resolution: Extract<Resolution, { status: 'waiting' }>, now: Instant): ConsentStanding {
  const waitMs = Math.max(0, elapsedMs(now, resolution.wakeAt)) + WAKE_MARGIN_MS
  return { status: 'open', outstanding: resolution.outstanding, waitMs: String(waitMs) }
}
