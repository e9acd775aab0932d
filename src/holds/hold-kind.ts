import { assessChange } from '../domain/assess-change.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import { conflict, notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { openSubject } from '../consent/open-subject.ts'
import { changeKind } from '../consent/change-kind.ts'
import type { SubjectHead, SubjectKind, SubjectKinds } from '../consent/subject-kind.ts'
import * as log from '../log/log.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import * as outbox from '../platform/outbox.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { policyInForce } from '../risk/policy-in-force.ts'
import { takeHoldLock } from './locks.ts'
import { markLifted, readHold } from './store.ts'

/** Lifting a hold is a subject: as many people as policy wants at its strictest, none of them who asks for it. */
export function createHoldKind(timeScale: number): SubjectKind {
  return changeKind({
    type: 'hold',
    eventPrefix: 'hold',
    timeScale,
    title: (content) => `Lift the hold on ${String(content['scope'])} ${String(content['target'])}`,
    async takeEffect(tx, head, now) {
      await lift(tx, head, now)
    },
  })
}

async function lift(tx: Tx, head: SubjectHead, now: Instant): Promise<void> {
  await takeHoldLock(tx)
  const holdId = String(head.content['holdId'])
  if (!(await markLifted(tx, holdId, head.id, now))) return
  await log.append(tx, { kind: 'hold.lifted', fields: { holdId, subjectId: head.id } })
  await outbox.add(tx, { kind: 'event', type: 'hold.lifted', subjectId: holdId, data: { holdId } })
}

export async function proposeLifting(db: Db, kinds: SubjectKinds, timeScale: number, request: { holdId: string; personId: string; reason: string }): Promise<SubjectHead> {
  return transaction(db, async (tx) => {
    const hold = await readHold(tx, request.holdId)
    if (hold === null) throw notFound('hold')
    if (hold.liftedAt !== null) throw conflict('STATE', 'This hold has been lifted already.')
    const now = await readNow(tx)
    const policy = await policyInForce(tx)
    const id = newId('chg')
    const content: JsonObject = { action: 'lift', holdId: hold.id, scope: hold.scope, target: hold.target, reason: request.reason, requesters: [request.personId] }
    const change = { type: 'hold' as const, subjectId: id, startedAt: now, timeScale, onboarding: false, payeeIsOnFile: false, exempt: false }
    const assessment = { ...assessChange(policy.policy, change), policyHash: policy.hash, facts: {} }
    return openSubject(tx, kinds, { type: 'hold', id, content, createdBy: request.personId, assessment, startedAt: now })
  })
}
