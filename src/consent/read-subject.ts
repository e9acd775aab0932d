import type { JsonObject } from '../domain/canonical-json.ts'
import { eligibleFor, shortages, type Shortage } from '../domain/feasibility.ts'
import { earliest, type Instant } from '../domain/instant.ts'
import type { KeyState, Standing } from '../domain/person.ts'
import type { Requirement, SubjectDuties } from '../domain/requirement.ts'
import { wantedOf, type RequirementStatus } from '../domain/resolve.ts'
import { HOLDABLE, isBeforeRelease, isOpen } from '../domain/subject-states.ts'
import { activeHolds } from '../holds/active-holds.ts'
import { leafIndexes } from '../log/read-leaf-indexes.ts'
import type { PersonCaller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import { isHiddenFor } from './blindness.ts'
import { evaluate } from './evaluate.ts'
import { holdsOn } from './holds-on.ts'
import { kindOf } from './kind-of.ts'
import { missingContacts } from './missing-contacts.ts'
import { myPart } from './my-part.ts'
import type { SubjectView } from './schema.ts'
import type { StoredEvidence } from './evidence-store.ts'
import { readAssessments, readCancellation, type Cancellation } from './history-store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/** For whom it is read: blind entry depends on the person; clients and auditors see everything. */
export type Viewer = PersonViewer | { readonly kind: 'full' }

export interface PersonViewer {
  readonly kind: 'person'
  readonly personId: string
  /** State of the key of the session in which it is read: what it could sign depends on it. */
  readonly keyState: KeyState
}

export function viewerOf(caller: Pick<PersonCaller, 'personId' | 'keyState'>): PersonViewer {
  return { kind: 'person', personId: caller.personId, keyState: caller.keyState }
}

/** Any subject as it now stands, in the words of the outside contract. */
export async function readSubject(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  viewer: Viewer,
): Promise<SubjectView> {
  return onOneConnection(db, (one) => viewSubject(one, kinds, head, viewer))
}

async function viewSubject(db: Executor, kinds: SubjectKinds, head: SubjectHead, viewer: Viewer): Promise<SubjectView> {
  const kind = kindOf(kinds, head.type)
  // On what is over, a hold stops nothing; showing one would give away a denial under threat to whoever looks on.
  const [now, active] = await Promise.all([readNow(db), HOLDABLE.includes(head.state) ? activeHolds(db, 'all') : []])
  const { resolution, evidence, duties, standings } = await evaluate(db, kinds, head, now, 'all')
  // Nor does a silent one show, on an earlier payment that this one takes the place of.
  const holds = await holdsOn(
    db,
    kinds,
    head,
    evidence,
    active.filter((hold) => !hold.silent),
  )
  const standing = viewer.kind === 'person' ? standings.get(viewer.personId) : undefined
  const current = evidence.filter((one) => one.subject.version === head.version)
  const people = [...standings.values()]
  const entryIds = evidence.map((one) => one.entryId)
  const [blind, indexes, contacts, cancelled, assessments] = await Promise.all([
    standing !== undefined && isHiddenFor(db, kind, head, standing, duties),
    leafIndexes(db, entryIds),
    isOpen(head.state) ? missingContacts(db, kinds, head, resolution.requirements, now) : [],
    head.state === 'cancelled' ? readCancellation(db, head.id) : null,
    assessmentsOf(db, head),
  ])

  return {
    type: head.type,
    id: head.id,
    version: head.version,
    digest: blind ? '' : head.digest,
    state: head.state,
    title: kind.title(head.content, blind),
    content: { ...(blind ? kind.blindContent(head.content) : head.content) },
    blind,
    policyHash: head.assessment.policyHash,
    signals: head.assessment.signals.map(({ code, reason, evidence: found }) => ({
      code,
      reason,
      evidence: { ...found },
    })),
    requirements: head.assessment.requirements.map((one) =>
      requirementView(one, resolution.requirements, head, people, duties, current),
    ),
    evidence: evidence.map((one) => evidenceView(one, head, blind, indexes.get(one.entryId) ?? null)),
    holds: holds.map(({ id, scope, target, reason, placedAt, through }) => ({
      id,
      scope,
      target,
      reason,
      placedAt,
      through,
    })),
    escalation:
      head.escalatedAt === null
        ? null
        : // Whoever wrote the reason may have known the amount.
          { since: head.escalatedAt, by: head.escalatedBy, reason: blind ? null : head.escalationReason },
    expiresAt: head.expiresAt,
    feasible: {
      earliestReleaseAt: isBeforeRelease(head.state) ? earliestRelease(head, now) : null,
      cutOffAt: null,
      missing: isOpen(head.state)
        ? [...shortages(head.assessment.requirements, people, duties, []).map(lackOfPeople), ...contacts]
        : [],
    },
    timeline: timeline(head, { assessments, evidence, cancelled }, blind),
    me:
      viewer.kind === 'full' || standing === undefined
        ? null
        : myPart(head, {
            standing,
            keyState: viewer.keyState,
            duties,
            evidence: current.filter((one) => one.voidedBy === null),
            asked: head.assessment.requirements,
            expired: resolution.status === 'expired',
          }),
  }
}

function lackOfPeople({ byHolds, ...shortage }: Shortage): SubjectView['feasible']['missing'][number] {
  return { ...shortage, what: 'people', code: byHolds ? 'PERSON_HELD' : null, from: null }
}

/** Expediting aside: when the last wait is over. */
function earliestRelease(head: SubjectHead, now: Instant): Instant {
  const waits = head.assessment.requirements.flatMap((one) =>
    one.kind === 'cooling_off' && one.until > now ? [one.until] : [],
  )
  return [...waits, now].reduce((a, b) => (a > b ? a : b))
}

function requirementView(
  requirement: Requirement,
  statuses: readonly RequirementStatus[],
  head: SubjectHead,
  people: readonly Standing[],
  duties: SubjectDuties,
  evidence: readonly StoredEvidence[],
): SubjectView['requirements'][number] {
  const status = statuses.find((one) => one.requirementId === requirement.id)
  const base = {
    ...paramsOf(requirement),
    id: requirement.id,
    kind: requirement.kind,
    status: status?.status ?? ('waiting' as const),
    satisfied: status?.satisfied ?? 0,
    missing: status?.missing ?? wantedOf(requirement),
    because: [...requirement.because],
    dueAt: requirement.kind === 'review' ? earliest([requirement.dueAt, head.expiresAt]) : head.expiresAt,
    eligible: eligibleFor(requirement, people, duties, evidence, head.assessment.requirements),
  }
  const anyOf =
    requirement.anyOf?.map((one) => ({ ...requirementView(one, [], head, people, duties, evidence), anyOf: null })) ??
    null
  return { ...base, anyOf }
}

function paramsOf(requirement: Requirement): Partial<SubjectView['requirements'][number]> {
  switch (requirement.kind) {
    case 'approval':
      return { group: requirement.group, quorum: requirement.quorum, blindEntry: requirement.blindEntry }
    case 'instructor_confirmation':
      return { personId: requirement.personId }
    case 'callback':
      return {
        callee: requirement.callee,
        contactMinAgeDays: requirement.contactMinAgeDays,
        callers: requirement.callers,
      }
    case 'review':
      return { group: requirement.group }
    case 'cooling_off':
      return { until: requirement.until }
  }
}

function evidenceView(
  one: StoredEvidence,
  head: SubjectHead,
  blind: boolean,
  logIndex: number | null,
): SubjectView['evidence'][number] {
  return {
    id: one.id,
    requirementId: one.requirementId,
    subject: { ...one.subject, digest: blind ? '' : one.subject.digest },
    kind: one.kind,
    decision: one.decision,
    personId: one.personId,
    forPersonId: one.forPersonId,
    credentialId: one.credentialId,
    statementDigest: one.statementDigest,
    acceptedAt: one.acceptedAt,
    logIndex,
    voidedBy: one.voidedBy ?? (one.subject.version < head.version ? `version:${one.subject.version + 1}` : null),
  }
}

interface Past {
  readonly assessments: Awaited<ReturnType<typeof assessmentsOf>>
  readonly evidence: readonly StoredEvidence[]
  readonly cancelled: Cancellation | null
}

function timeline(
  head: SubjectHead,
  { assessments, evidence, cancelled }: Past,
  blind: boolean,
): SubjectView['timeline'] {
  const items: SubjectView['timeline'] = [
    ...assessments.map((one) => ({
      at: one.assessedAt,
      kind: one.revision > 1 ? 'assessed_again' : one.version > 1 ? 'amended' : 'submitted',
      by: null,
      version: one.version,
    })),
    ...evidence.map((one) => ({
      at: one.acceptedAt,
      kind: `${one.kind ?? 'person'}.${one.decision}`,
      by: one.personId,
      version: one.subject.version,
    })),
    ...(head.escalatedAt === null
      ? []
      : [{ at: head.escalatedAt, kind: 'escalated', by: head.escalatedBy, version: head.version }]),
    ...(head.approvedAt === null ? [] : [{ at: head.approvedAt, kind: 'approved', by: null, version: head.version }]),
    ...(cancelled === null
      ? []
      : // Whoever wrote the reason may have known the amount.
        [{ ...cancelled, kind: 'cancelled', version: head.version, reason: blind ? null : cancelled.reason }]),
  ]
  return items.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** All that led to the newest one; most subjects are assessed once, and then that is all. */
async function assessmentsOf(
  db: Executor,
  head: SubjectHead,
): Promise<readonly { readonly version: number; readonly revision: number; readonly assessedAt: Instant }[]> {
  const { version, revision } = head
  if (version > 1 || revision > 1) return readAssessments(db, [head.id])
  return [{ version, revision, assessedAt: head.assessment.assessedAt }]
}

/** The subject's content as this person may see it, for rendering before signing. */
export async function contentFor(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  personId: string,
): Promise<{ content: JsonObject; blind: boolean }> {
  const kind = kindOf(kinds, head.type)
  const { duties, standings } = await evaluate(db, kinds, head, await readNow(db), [personId])
  const standing = standings.get(personId)
  const blind = standing === undefined || (await isHiddenFor(db, kind, head, standing, duties))
  return { content: blind ? kind.blindContent(head.content) : head.content, blind }
}
