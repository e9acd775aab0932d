import { z } from 'zod'
import { isBackdated } from '../../log/backdated.ts'
import { entriesFrom } from '../../log/read-log.ts'
import { isInstant } from '../../domain/instant.ts'
import { emptyRoot, hashChildren, hashLeaf, sameHash, type Hash } from '../../log/tree.ts'
import { createClosedSubjects } from './closed-subjects.ts'
import type { Executor } from '../../platform/postgres/database.ts'
import { conflict } from '../../domain/errors.ts'
import { placedHold, type PlacedHold } from '../../holds/logged-holds.ts'

const Body = z.looseObject({ id: z.string(), kind: z.string(), at: z.string() })
const AboutSubject = z.looseObject({ subject: z.object({ id: z.string() }) })
const Enrolled = z.looseObject({ keyId: z.string(), tokenHash: z.string().nullable() })
const Renewed = z.looseObject({ voids: z.array(z.string()) })
const AboutKey = z.looseObject({ keyId: z.string() })
const Lifted = z.looseObject({ holdId: z.string(), subjectId: z.string() })
const Retired = z.looseObject({ accounts: z.array(z.string()), contacts: z.array(z.string()) })
const Genesis = z.looseObject({ digest: z.string() })

/** A hold as the log tells it. */
export interface LoggedHold extends PlacedHold {
  /** The subjects that are said to have lifted it: anybody's word, until one of them proves it. */
  readonly liftedBy: readonly string[]
}

/**
 * What the log says of one open subject, by the leaves of its entries, oldest first; of one that is over, only that. A
 * leaf is what was read; the id of an entry is a column, and whoever owns the table can give it to another one
 * afterwards.
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
  /** The leaf that says that this account or contact was taken off file. */
  retirementOf(id: string): number | null
  /** The first leaf that says that the administrators confirmed each other. */
  readonly genesisConfirmation: number | null
  /** Every hold there ever was. */
  holds(): readonly LoggedHold[]
  /** Whether the entry of this leaf claims to be older than what stood in the log long before it. */
  isBackdated(leafIndex: number): boolean
  /** Whether the entry of this leaf cannot be read as what it says it is. */
  isMalformed(leafIndex: number): boolean
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

/** No leaf has this index. */
const VOID = -1

const NOTHING: LoggedSubject = { assessments: [], evidence: [], state: null }
const CLOSED: LoggedSubject = { ...NOTHING, state: { kind: 'over', leafIndex: VOID } }

interface OpenSubject {
  readonly assessments: number[]
  readonly evidence: number[]
  readonly state: LoggedSubject['state']
}

const Packed = z.tuple([z.array(z.number()), z.array(z.number()), z.string(), z.number()])

function pack({ assessments, evidence, state }: OpenSubject): string {
  return JSON.stringify([assessments, evidence, state?.kind, state?.leafIndex])
}

/** What `pack` wrote. */
function unpack(text: string): OpenSubject {
  const [assessments, evidence, kind, leafIndex] = Packed.parse(JSON.parse(text))
  return { assessments, evidence, state: { kind, leafIndex } }
}

export function createLogReader(): LogReader {
  // Complete subtrees from the left, largest first: all that is needed of the leaves already read.
  const edge: { level: number; hash: Hash }[] = []
  // Those that are open, and those that were released, of which an ERP may never tell us more: these as one text.
  const subjects = new Map<string, OpenSubject | string>()
  const closed = createClosedSubjects()
  const invitations = new Map<string, number>()
  const enrolled = new Map<string, number>()
  const revoked = new Map<string, number>()
  const retired = new Map<string, number>()
  const holds = new Map<string, PlacedHold>()
  const liftings = new Map<string, Set<string>>()
  const backdated = new Set<number>()
  const malformed = new Set<number>()
  let reading = 1
  let size = 0
  let newestLeaf: Hash = emptyRoot()
  let genesisDigest: string | null = null
  let genesisConfirmation: number | null = null
  let latestMs = 0

  function append(leaf: Hash): void {
    let node = { level: 0, hash: leaf }
    for (let last = edge.at(-1); last !== undefined && last.level === node.level; last = edge.at(-1)) {
      edge.pop()
      node = { level: node.level + 1, hash: hashChildren(last.hash, node.hash) }
    }
    edge.push(node)
    size += 1
  }

  function noteTime(leafIndex: number, at: string): void {
    if (!isInstant(at)) {
      malformed.add(leafIndex)
      return
    }
    const time = Date.parse(at)
    if (isBackdated(time, latestMs)) backdated.add(leafIndex)
    latestMs = Math.max(latestMs, time)
  }

  /**
   * The entry of the next leaf, `size`. Whoever may write entries may write any. One that does not say what its kind has
   * to say is a leaf like any other, from which nothing follows, and which proves nothing: what a verifier would take it
   * for, the signer does not.
   */
  function note(entryId: string, text: string): void {
    try {
      learn(entryId, JSON.parse(text))
    } catch (error) {
      if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error
      malformed.add(size)
    }
  }

  function learn(entryId: string, fields: unknown): void {
    const { id: hashed, kind, at } = Body.parse(fields)
    const leafIndex = size
    // Only the id in the body is hashed. Under another one an entry waits to be taken for the one that it names.
    if (hashed !== entryId)
      throw conflict('LOG_ALTERED', `Entry ${leafIndex} of the log stands under another id than its own.`)
    // Without a time that can be compared it vouches for nothing; what it forbids is heard all the same.
    noteTime(leafIndex, at)
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
      case 'directory.retired': {
        const { accounts, contacts } = Retired.parse(fields)
        for (const id of [...accounts, ...contacts]) if (!retired.has(id)) retired.set(id, leafIndex)
        return
      }
      case 'hold.placed': {
        const hold = placedHold(fields)
        // Another entry of the same id moves it nowhere else, whichever of them was given its leaf first.
        holds.set(JSON.stringify(hold), hold)
        return
      }
      case 'hold.lifted': {
        const { holdId, subjectId } = Lifted.parse(fields)
        const claims = liftings.get(holdId) ?? new Set()
        liftings.set(holdId, claims.add(subjectId))
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

  function find(subjectId: string): OpenSubject | null {
    const known = subjects.get(subjectId) ?? null
    return typeof known === 'string' ? unpack(known) : known
  }

  function open(subjectId: string): OpenSubject {
    const known = find(subjectId) ?? { assessments: [], evidence: [], state: null }
    // What is over is never released, whatever is written after it.
    if (!closed.has(subjectId)) subjects.set(subjectId, known)
    return known
  }

  function noteState(kind: string, leafIndex: number, subjectId: string): void {
    const subject = { ...open(subjectId), state: { kind, leafIndex } }
    if (OVER.has(kind)) closed.add(subjectId)
    if (closed.has(subjectId)) subjects.delete(subjectId)
    else subjects.set(subjectId, kind === 'subject.released' ? pack(subject) : subject)
  }

  function forget(): void {
    edge.length = 0
    for (const kept of [
      subjects,
      closed,
      invitations,
      enrolled,
      revoked,
      retired,
      holds,
      liftings,
      backdated,
      malformed,
    ])
      kept.clear()
    size = 0
    newestLeaf = emptyRoot()
    genesisDigest = null
    genesisConfirmation = null
    latestMs = 0
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
    subject: (subjectId) => (closed.has(subjectId) ? CLOSED : (find(subjectId) ?? NOTHING)),
    enrolmentOf: (keyId) => enrolled.get(keyId) ?? null,
    enrolmentBy: (tokenHash) => invitations.get(tokenHash) ?? null,
    revocationOf: (keyId) => revoked.get(keyId) ?? null,
    retirementOf: (id) => retired.get(id) ?? null,
    holds: () => [...holds.values()].map((hold) => ({ ...hold, liftedBy: [...(liftings.get(hold.id) ?? [])] })),
    isBackdated: (leafIndex) => backdated.has(leafIndex),
    isMalformed: (leafIndex) => malformed.has(leafIndex),
  }
}

function leafOf(body: string): Hash {
  return hashLeaf(new TextEncoder().encode(body))
}
