import { z } from 'zod'
import { entriesFrom } from '../../log/read-log.ts'
import { elapsedMs, type Instant } from '../../domain/instant.ts'
import { emptyRoot, hashChildren, hashLeaf, sameHash, type Hash } from '../../log/tree.ts'
import type { Executor } from '../../platform/postgres/database.ts'
import { conflict } from '../../domain/errors.ts'

const Body = z.looseObject({ id: z.string(), kind: z.string(), at: z.string() })
const AboutSubject = z.looseObject({ subject: z.object({ id: z.string() }) })
const Enrolled = z.looseObject({ keyId: z.string(), tokenHash: z.string().nullable() })
const Renewed = z.looseObject({ voids: z.array(z.string()) })
const AboutKey = z.looseObject({ keyId: z.string() })
const Placed = z.looseObject({ holdId: z.string(), scope: z.string(), target: z.string() })
const Lifted = z.looseObject({ holdId: z.string(), subjectId: z.string() })
const Genesis = z.looseObject({ digest: z.string() })

/** A hold as the log tells it; `liftedBy` is the subject that is said to have lifted it. */
export interface LoggedHold {
  readonly id: string
  readonly scope: string
  readonly target: string
  readonly liftedBy: string | null
}

/**
 * What the log says of one open subject, by the leaves of its entries, oldest first. A leaf is what was read; the id of
 * an entry is a column, and whoever owns the table can give it to another one afterwards.
 */
export interface LoggedSubject {
  readonly assessments: readonly number[]
  readonly evidence: readonly number[]
  /** The newest change of its state; null before there was one. */
  readonly state: { readonly kind: string; readonly leafIndex: number } | null
}

/** The signer's own reading of the log: what the record must not contradict. */
export interface LogReader {
  readonly size: number
  readonly genesisDigest: string | null
  /** Reads on to `size` leaves and returns the root it computed from the entries themselves. */
  readTo(db: Executor, size: number): Promise<Hash>
  /** Throws where the newest entry read so far is not in its place: another database answers than the one it read. */
  assertStillThere(db: Executor): Promise<void>
  /**
   * Begins again from nothing: what was read is not the log that was signed, or not any more. Whose fault that is, is
   * found out by reading again, up to the root that was signed last.
   */
  forget(): void
  /** Counts the beginnings: what was concluded from an earlier reading counts no longer. */
  readonly reading: number
  subject(subjectId: string): LoggedSubject
  /** The leaf of the first enrolment under this id: later ones are impostors. */
  enrolmentOf(keyId: string): number | null
  /** The leaf of the first enrolment by an invitation, of none once it was renewed: later ones are impostors. */
  enrolmentBy(tokenHash: string): number | null
  /** The leaf that says it was revoked. */
  revocationOf(keyId: string): number | null
  /** The first leaf that says that the administrators confirmed each other. */
  readonly genesisConfirmation: number | null
  /** Every hold there ever was. */
  holds(): Iterable<LoggedHold>
  /** Whether the entry of this leaf claims to be older than what stood in the log long before it. */
  isBackdated(leafIndex: number): boolean
}

const PAGE = 1000
const OVER: ReadonlySet<string> = new Set([
  'subject.denied',
  'subject.expired',
  'subject.cancelled',
  'subject.executed',
  'subject.failed',
  'subject.returned',
])

/** A transaction writes its entries when it gets to it, and is sequenced when it commits: minutes apart at the most. */
const BACKDATED_MS = 5 * 60_000

/** No leaf has this index. */
const VOID = -1

const NOTHING: LoggedSubject = { assessments: [], evidence: [], state: null }

export function createLogReader(): LogReader {
  // Complete subtrees from the left, largest first: all that is needed of the leaves already read.
  const edge: { level: number; hash: Hash }[] = []
  const subjects = new Map<string, { assessments: number[]; evidence: number[]; state: LoggedSubject['state'] }>()
  const invitations = new Map<string, number>()
  const enrolled = new Map<string, number>()
  const revoked = new Map<string, number>()
  const holds = new Map<string, LoggedHold>()
  const backdated = new Set<number>()
  let reading = 1
  let size = 0
  let newestLeaf: Hash = emptyRoot()
  let genesisDigest: string | null = null
  let genesisConfirmation: number | null = null
  let latest: Instant | null = null

  function append(leaf: Hash): void {
    let node = { level: 0, hash: leaf }
    for (let last = edge.at(-1); last !== undefined && last.level === node.level; last = edge.at(-1)) {
      edge.pop()
      node = { level: node.level + 1, hash: hashChildren(last.hash, node.hash) }
    }
    edge.push(node)
    size += 1
  }

  /** The entry of the next leaf, `size`. */
  function note(entryId: string, text: string): void {
    const fields: unknown = JSON.parse(text)
    const { id: hashed, kind, at } = Body.parse(fields)
    // Only the id in the body is hashed. Under another one an entry waits to be taken for the one that it names.
    if (hashed !== entryId)
      throw conflict('LOG_ALTERED', `Entry ${size} of the log stands under another id than its own.`)
    const leafIndex = size
    if (latest !== null && elapsedMs(at, latest) > BACKDATED_MS) backdated.add(leafIndex)
    if (latest === null || at > latest) latest = at
    switch (kind) {
      case 'genesis':
        if (leafIndex === 0) genesisDigest = Genesis.parse(fields).digest
        return
      case 'genesis.confirmed':
        genesisConfirmation ??= leafIndex
        return
      case 'key.enrolled': {
        const { keyId, tokenHash } = Enrolled.parse(fields)
        if (!enrolled.has(keyId)) enrolled.set(keyId, leafIndex)
        if (tokenHash !== null && !invitations.has(tokenHash)) invitations.set(tokenHash, leafIndex)
        return
      }
      case 'invitation.renewed': {
        // What it voids enrols nothing from here on; a key that was there first stays.
        for (const tokenHash of Renewed.parse(fields).voids) {
          if (!invitations.has(tokenHash)) invitations.set(tokenHash, VOID)
        }
        return
      }
      case 'key.revoked': {
        const { keyId } = AboutKey.parse(fields)
        if (!revoked.has(keyId)) revoked.set(keyId, leafIndex)
        return
      }
      case 'hold.placed': {
        const { holdId: id, scope, target } = Placed.parse(fields)
        // Once: a second entry must not move it to another target.
        if (!holds.has(id)) holds.set(id, { id, scope, target, liftedBy: null })
        return
      }
      case 'hold.lifted': {
        const { holdId, subjectId } = Lifted.parse(fields)
        const hold = holds.get(holdId)
        if (hold?.liftedBy === null) holds.set(holdId, { ...hold, liftedBy: subjectId })
        return
      }
      case 'evidence.accepted':
        open(AboutSubject.parse(fields).subject.id).evidence.push(leafIndex)
        return
      case 'subject.submitted':
      case 'subject.amended':
      case 'subject.assessed':
        open(AboutSubject.parse(fields).subject.id).assessments.push(leafIndex)
        return
      case 'subject.escalated':
        return
      default:
        if (kind.startsWith('subject.')) noteState(kind, leafIndex, AboutSubject.parse(fields).subject.id)
    }
  }

  function open(subjectId: string): { assessments: number[]; evidence: number[]; state: LoggedSubject['state'] } {
    const known = subjects.get(subjectId) ?? { assessments: [], evidence: [], state: null }
    subjects.set(subjectId, known)
    return known
  }

  function noteState(kind: string, leafIndex: number, subjectId: string): void {
    const subject = open(subjectId)
    // What is over is never released, whatever is written after it; forgetting the rest keeps memory to what is open.
    if (subject.state !== null && OVER.has(subject.state.kind)) return
    const forgotten = OVER.has(kind) ? { assessments: [], evidence: [] } : {}
    subjects.set(subjectId, { ...subject, ...forgotten, state: { kind, leafIndex } })
  }

  function forget(): void {
    edge.length = 0
    for (const kept of [subjects, invitations, enrolled, revoked, holds, backdated]) kept.clear()
    size = 0
    newestLeaf = emptyRoot()
    genesisDigest = null
    genesisConfirmation = null
    latest = null
    reading += 1
  }

  return {
    forget,
    get reading() {
      return reading
    },
    get size() {
      return size
    },
    get genesisDigest() {
      return genesisDigest
    },
    get genesisConfirmation() {
      return genesisConfirmation
    },
    async readTo(db, wanted) {
      while (size < wanted) {
        const entries = await entriesFrom(db, size, Math.min(PAGE, wanted - size))
        if (entries.length === 0)
          throw conflict(
            'LOG_SHORT',
            `The log ends at ${size} entries, expected ${wanted}. An old copy of the database?`,
          )
        for (const { entryId, body, leafHash, leafIndex } of entries) {
          const computed = leafOf(body)
          if (leafIndex !== size || !sameHash(computed, leafHash))
            throw conflict('LOG_ALTERED', `Entry ${size} of the log is not what its leaf says.`)
          note(entryId, body)
          append(computed)
          newestLeaf = computed
        }
      }
      return edge.length === 0
        ? emptyRoot()
        : edge.map((node) => node.hash).reduceRight((right, left) => hashChildren(left, right))
    },
    async assertStillThere(db) {
      if (size === 0) return
      const [expected, leafIndex] = [newestLeaf, size - 1]
      const [found] = await entriesFrom(db, leafIndex, 1)
      const isThere = found?.leafIndex === leafIndex && sameHash(leafOf(found.body), expected)
      if (isThere) return
      forget()
      if (found === undefined)
        throw conflict(
          'LOG_SHORT',
          `The log lacks entry ${leafIndex}, which was read before. An old copy of the database?`,
        )
      throw conflict('LOG_ALTERED', `Entry ${leafIndex} of the log is another than was read before.`)
    },
    subject: (subjectId) => subjects.get(subjectId) ?? NOTHING,
    enrolmentOf: (keyId) => enrolled.get(keyId) ?? null,
    enrolmentBy: (tokenHash) => invitations.get(tokenHash) ?? null,
    revocationOf: (keyId) => revoked.get(keyId) ?? null,
    holds: () => holds.values(),
    isBackdated: (leafIndex) => backdated.has(leafIndex),
  }
}

function leafOf(body: string): Hash {
  return hashLeaf(new TextEncoder().encode(body))
}
