import type { JsonObject } from '../domain/canonical-json.ts'
import { admitLifting } from '../domain/admit.ts'
import { conflict, notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { isLeftToAdministrators, liftingTerms } from '../domain/lifting.ts'
import { plainText } from '../domain/text.ts'
import { admitProposal } from '../consent/admit-proposal.ts'
import { openChange } from '../consent/open-change.ts'
import { wakeChanges } from '../consent/wake-changes.ts'
import { changeCircumstances, changeKind } from '../consent/change-kind.ts'
import type { SubjectHead, SubjectKind, SubjectKinds } from '../consent/subject-kind.ts'
import * as log from '../log/log.ts'
import { now as readNow } from '../platform/clock.ts'
import { standings } from '../people/standings.ts'
import { newId } from '../platform/ids.ts'
import * as outbox from '../platform/outbox.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { policyInForce } from '../risk/policy-in-force.ts'
import { heldPeople, withHolds } from './held-people.ts'
import { takeHoldLock } from './locks.ts'
import { closeLiftedCases, markLifted, readActiveHolds, readHold, type HoldScope } from './store.ts'

/** Lifting a hold is a subject: as many people as policy wants at its strictest, none of them who asks for it. */
export function createHoldKind(timeScale: number): SubjectKind {
  return changeKind({
    type: 'hold',
    timeScale,
    title(content) {
      const { scope, target } = toLifting(content)
      return scope === 'everything' ? 'Lift the hold on everything' : `Lift the hold on ${scope} ${target}`
    },
    // Or a hold on everything could not be lifted.
    effect: () => ({ stoppedBy: 'holds_on_people', excludesReleases: true }),
    async takeEffect(tx, head, now) {
      await lift(tx, head, now)
    },
  })
}

async function lift(tx: Tx, head: SubjectHead, now: Instant): Promise<void> {
  await takeHoldLock(tx)
  const { holdId } = toLifting(head.content)
  const hold = await readHold(tx, holdId)
  if (hold === null || !(await markLifted(tx, holdId, head.id, now))) return
  await log.append(tx, { kind: 'hold.lifted', fields: { holdId, subjectId: head.id } })
  if (!hold.silent) await outbox.add(tx, { kind: 'event', type: 'hold.lifted', subjectId: holdId, data: { holdId } })
  if (hold.scope === 'person') await endImpersonation(tx, hold.target, now)
  await wakeChanges(tx, head.id)
}

/** Whoever signed that a person's instructions may go through again signed that nobody poses as them any more. */
async function endImpersonation(tx: Tx, personId: string, now: Instant): Promise<void> {
  const active = await readActiveHolds(tx)
  if (active.some((hold) => hold.scope === 'person' && hold.target === personId)) return
  await closeLiftedCases(tx, 'impersonation', personId, now)
}

/** Asks for a hold to be lifted. Nothing is lifted by this: whoever asks is out of those who may approve. */
export async function proposeLifting(
  db: Db,
  kinds: SubjectKinds,
  timeScale: number,
  request: { holdId: string; personId: string; reason: string },
): Promise<SubjectHead> {
  plainText(request.reason, 'reason', 500)
  return transaction(db, async (tx) => {
    // With what is being placed: whoever repeats a hold either comes before this and is heard, or places another one.
    await takeHoldLock(tx)
    const hold = await readHold(tx, request.holdId)
    if (hold === null) throw notFound('hold')
    if (hold.liftedAt !== null) throw conflict('STATE', 'This hold has been lifted already.')
    const { id: holdId, scope, target } = hold
    const { against } = liftingTerms({ scope, target })
    admitLifting(request.personId, against)
    const now = await readNow(tx)
    await admitProposal(tx, { createdBy: request.personId, types: ['hold'] }, now)
    const isLeft = against.length > 0 && (await isLeftToAdministratorsNow(tx, against, now))
    const content: JsonObject = {
      action: 'lift',
      holdId,
      scope,
      target,
      reason: request.reason,
      requesters: [request.personId],
      ...(isLeft ? { leftToAdministrators: true } : {}),
    }
    return openChange(
      tx,
      kinds,
      timeScale,
      { type: 'hold', id: newId('chg'), content, createdBy: request.personId },
      now,
    )
  })
}

/** As things are when it is asked for: who signs reads in it that it was left to them. */
async function isLeftToAdministratorsNow(tx: Tx, against: readonly string[], now: Instant): Promise<boolean> {
  const [{ policy }, everybody, held] = await Promise.all([
    policyInForce(tx),
    standings(tx, 'all', now),
    heldPeople(tx),
  ])
  const people = [...withHolds(everybody, held).values()]
  const change = {
    type: 'hold',
    subjectId: '',
    startedAt: now,
    assessedAt: now,
    askedBefore: [],
    timeScale: 1,
    ...changeCircumstances('hold', {}),
  } as const
  return isLeftToAdministrators(policy, change, people, against)
}

interface Lifting {
  readonly holdId: string
  readonly scope: HoldScope
  readonly target: string
}

/** The stored object, read back. It was written by `proposeLifting`, so its shape is known. */
function toLifting(object: JsonObject): Lifting {
  return object as unknown as Lifting
}
