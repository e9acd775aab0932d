import type { Instant } from '../domain/instant.ts'
import type { Standing } from '../domain/person.ts'
import type { SubjectDuties } from '../domain/requirement.ts'
import { resolve, type Resolution } from '../domain/resolve.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import { heldPeople, withHolds } from '../holds/held-people.ts'
import { standings } from '../people/standings.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import { kindOf } from './kind-of.ts'
import { readEvidence, type StoredEvidence } from './evidence-store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'
import { voids } from './voids.ts'

/** What the rules are asked about. */
export interface Grounds {
  /** All that was ever given; what counts no longer is marked as voided. */
  readonly evidence: readonly StoredEvidence[]
  readonly duties: SubjectDuties
  /** Of those who signed, and of those who were asked for. */
  readonly standings: ReadonlyMap<string, Standing>
}

export interface Evaluation extends Grounds {
  readonly resolution: Resolution
}

/** What whoever asks has read and locked in the same transaction, and need not be read again. */
export interface Known {
  readonly evidence?: readonly StoredEvidence[]
  /** Of the keys of that evidence, those that are revoked. */
  readonly revoked?: ReadonlySet<string>
}

/** Reads what the rules need and asks them. Keys, people and limits are read anew every time. */
export async function evaluate(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  now: Instant,
  others: readonly string[] | 'all' = [],
  known: Known = {},
): Promise<Evaluation> {
  const grounds = await readGrounds(db, kinds, head, now, others, known)
  return { ...grounds, resolution: judge(head, grounds, now) }
}

/** `others`: whose standing is wanted besides that of those who signed. */
export async function readGrounds(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  now: Instant,
  others: readonly string[] | 'all',
  known: Known,
): Promise<Grounds> {
  return onOneConnection(db, async (one) => {
    const [given, duties] = await Promise.all([
      known.evidence ?? readEvidence(one, [head.id]),
      kindOf(kinds, head.type).duties(one, head),
    ])
    const people = others === 'all' ? 'all' : [...new Set([...given.map(({ personId }) => personId), ...others])]
    const [evidence, concerned, held] = await Promise.all([
      standingEvidence(one, head, given, known.revoked),
      standings(one, people, now, head.id),
      heldPeople(one),
    ])
    return { evidence, duties, standings: withHolds(concerned, held) }
  })
}

/** The rules, asked about what has been read. */
export function judge(head: SubjectHead, { evidence, duties, standings: standing }: Grounds, now: Instant): Resolution {
  return resolve({
    subject: { type: head.type, id: head.id, version: head.version, digest: head.digest },
    requirements: head.assessment.requirements,
    evidence,
    duties,
    standings: standing,
    expiresAt: head.expiresAt,
    now,
  })
}

/** Until it is released, a payment stands on what still does: `voids`. */
export async function standingEvidence(
  db: Executor,
  head: SubjectHead,
  evidence: readonly StoredEvidence[],
  known?: Known['revoked'],
): Promise<readonly StoredEvidence[]> {
  if (!isBeforeRelease(head.state)) return evidence
  const gone = await voids(db, evidence, known)
  return evidence.map((one) => ({ ...one, voidedBy: one.voidedBy ?? gone.get(one.id) ?? null }))
}
