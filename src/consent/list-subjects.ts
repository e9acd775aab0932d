import { notFound, refuseField } from '../domain/errors.ts'
import { earliest, isInstant, type Instant } from '../domain/instant.ts'
import type { Standing } from '../domain/person.ts'
import { HOLDABLE, isOpen } from '../domain/subject-states.ts'
import { activeHolds } from '../holds/active-holds.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { blindAmong } from './blind-subjects.ts'
import { evaluateAll, type SlimEvaluation } from './evaluate-all.ts'
import { holdsOnEach } from './holds-on.ts'
import { kindOf } from './kind-of.ts'
import { countOpen, findAmong, sliceSubjects, type SubjectKey, type SubjectSearch } from './list-store.ts'
import { INBOX_LIMIT } from './read-inbox.ts'
import type { SubjectLine, SubjectPage, SubjectsQuery } from './schema.ts'
import { signable } from './signable.ts'
import { readHeads, readHeadsById } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/**
 * A page of subjects for one person. `mine` and `held` are decided by the rules and by what holds cover, not by a
 * column, so they look at the oldest `INBOX_LIMIT` that are open and as many that are approved, like the inbox; the
 * other views go through the whole record. Everything is read in a fixed number of queries, however long the page.
 */
export async function listSubjects(
  db: Executor,
  kinds: SubjectKinds,
  personId: string,
  query: SubjectsQuery,
): Promise<SubjectPage> {
  const now = await readNow(db)
  const open = await readHeads(db, { states: ['assessing', 'awaiting_evidence'], limit: INBOX_LIMIT })
  const approved = await readHeads(db, { states: ['approved'], limit: INBOX_LIMIT })
  const looked = new Map([...open, ...approved].map((head) => [head.id, head]))
  const search: SubjectSearch = {
    type: query.type ?? null,
    words: query.q ?? null,
    paths: [...new Set([...kinds.values()].flatMap((kind) => kind.searchPaths))],
  }
  const after = query.cursor === undefined ? null : readCursor(query.cursor)
  const whole = query.view === 'mine' || query.view === 'held' ? null : query.view
  const slice = whole === null ? [] : await sliceSubjects(db, { ...search, view: whole, after, limit: query.limit + 1 })
  const missing = slice.map((one) => one.id).filter((id) => !looked.has(id))
  const others = await readHeadsById(db, missing)
  const heads = new Map([...looked, ...others.map((head) => [head.id, head] as const)])

  const { of, duties, standings } = await evaluateAll(db, kinds, [...heads.values()], now)
  const standing = standings.get(personId)
  if (standing === undefined) throw notFound('person')
  const blind = await blindAmong(db, kinds, [...heads.values()], standing, duties)
  // A silent one, or one on what is over, which stops nothing there, would give away a denial under threat.
  const holds = (await activeHolds(db, 'all')).filter((hold) => !hold.silent)
  const holdable = [...heads.values()].filter((head) => HOLDABLE.includes(head.state))
  const holdsOnThem = await holdsOnEach(db, kinds, holdable, (head) => of(head).evidence, holds)
  const isHeld = (head: SubjectHead): boolean => (holdsOnThem.get(head.id) ?? []).length > 0
  const line = (head: SubjectHead): SubjectLine =>
    lineOf(kinds, head, of(head), standing, blind.has(head.id), isHeld(head))

  const mine = open.filter((head) => signable(head, of(head), standing).length > 0)
  const held = [...looked.values()].filter(isHeld)
  const counts = { mine: mine.length, ...(await countOpen(db)), held: held.length }
  const keys =
    whole === null ? await among(db, query.view === 'mine' ? mine : held, search, after, query.limit + 1) : slice
  const page = keys.slice(0, query.limit)
  const items = page.flatMap(({ id }) => {
    const head = heads.get(id)
    return head === undefined ? [] : [line(head)]
  })
  const last = page.at(-1)
  return { items, next: keys.length > query.limit && last !== undefined ? cursorOf(last) : null, counts }
}

/** The same order and cursor as of a slice of the record, for what is chosen here. */
async function among(
  db: Executor,
  heads: readonly SubjectHead[],
  search: SubjectSearch,
  after: SubjectKey | null,
  limit: number,
): Promise<SubjectKey[]> {
  const ids = heads.map((head) => head.id)
  const found = search.type === null && search.words === null ? new Set(ids) : await findAmong(db, ids, search)
  return heads
    .filter((head) => found.has(head.id))
    .map((head) => ({ id: head.id, at: head.createdAt }))
    .sort(byTime)
    .filter((key) => after === null || byTime(after, key) < 0)
    .slice(0, limit)
}

function byTime(a: SubjectKey, b: SubjectKey): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1
}

function lineOf(
  kinds: SubjectKinds,
  head: SubjectHead,
  evaluation: SlimEvaluation,
  standing: Standing,
  blind: boolean,
  held: boolean,
): SubjectLine {
  const kind = kindOf(kinds, head.type)
  const { requirements } = head.assessment
  const missing = (evaluation.resolution?.requirements ?? []).filter((one) => one.status === 'waiting')
  const needs = missing.flatMap((one) => {
    const asked = requirements.find((requirement) => requirement.id === one.requirementId)
    return asked === undefined ? [] : [{ kind: asked.kind, missing: one.missing }]
  })
  return {
    subject: { type: head.type, id: head.id },
    version: head.version,
    state: head.state,
    title: kind.title(head.content, blind),
    blind,
    ...kind.summary(head.content, blind),
    signals: head.assessment.signals.map((found) => found.code),
    held,
    escalatedSince: head.escalatedAt,
    createdAt: head.createdAt,
    dueAt: isOpen(head.state)
      ? dueAt(
          head,
          missing.map((one) => one.requirementId),
        )
      : null,
    mine: signable(head, evaluation, standing).map((one) => ({ requirementId: one.id, kind: one.kind })),
    needs,
  }
}

/** The next moment by which somebody has to have done something: an open review's, else the end of it all. */
function dueAt(head: SubjectHead, waiting: readonly string[]): Instant | null {
  const reviews = head.assessment.requirements.flatMap((one) =>
    one.kind === 'review' && waiting.includes(one.id) ? [one.dueAt] : [],
  )
  return earliest([...reviews, head.expiresAt])
}

function cursorOf({ at, id }: SubjectKey): string {
  return Buffer.from(`${at}~${id}`).toString('base64url')
}

function readCursor(cursor: string): { at: Instant; id: string } {
  const [, at = '', id = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)~([a-z]{3}_[0-9a-z]{1,40})$/.exec(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    ) ?? []
  if (isInstant(at)) return { at, id }
  throw refuseField('cursor', 'CURSOR_INVALID', 'Pass on the `next` of the page before, as it is.')
}
