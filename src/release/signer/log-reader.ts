import { z } from 'zod'
import { entriesFrom } from '../../log/read-log.ts'
import { emptyRoot, hashChildren, hashLeaf, sameHash, type Hash } from '../../log/tree.ts'
import type { Executor } from '../../platform/postgres/database.ts'
import { conflict } from '../../domain/errors.ts'

const Body = z.looseObject({ kind: z.string(), at: z.string() })
const AboutSubject = z.looseObject({ subject: z.object({ id: z.string() }) })
const Enrolled = z.looseObject({ keyId: z.string(), tokenHash: z.string().nullable() })
const AboutKey = z.looseObject({ keyId: z.string() })
const AboutHold = z.looseObject({ holdId: z.string() })
const Genesis = z.looseObject({ digest: z.string() })

/** The signer's own reading of the log: what the record must not contradict. */
export interface LogReader {
  readonly size: number
  readonly genesisDigest: string | null
  /** Reads on to `size` leaves and returns the root it computed from the entries themselves. */
  readTo(db: Executor, size: number): Promise<Hash>
  /** The newest entry that fixed what is asked of a subject. */
  newestAssessment(subjectId: string): string | null
  /** The newest change of its state, e.g. `subject.approved`. */
  newestState(subjectId: string): string | null
  /** The first key that an invitation enrolled: later ones are impostors. */
  keyOfInvitation(tokenHash: string): string | null
  /** The entry that enrolled a key first: another one of the same key is an impostor's, who has taken its place. */
  enrolmentOf(keyId: string): string | null
  isRevoked(keyId: string): boolean
  /** Holds that were placed and not lifted. */
  readonly activeHolds: ReadonlySet<string>
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

export function createLogReader(): LogReader {
  // Complete subtrees from the left, largest first: all that is needed of the leaves already read.
  const edge: { level: number; hash: Hash }[] = []
  const assessments = new Map<string, string>()
  const states = new Map<string, string>()
  const invitations = new Map<string, string>()
  const enrolments = new Map<string, string>()
  const revoked = new Set<string>()
  const activeHolds = new Set<string>()
  let size = 0
  let genesisDigest: string | null = null

  function append(leaf: Hash): void {
    let node = { level: 0, hash: leaf }
    for (let last = edge.at(-1); last !== undefined && last.level === node.level; last = edge.at(-1)) {
      edge.pop()
      node = { level: node.level + 1, hash: hashChildren(last.hash, node.hash) }
    }
    edge.push(node)
    size += 1
  }

  function note(entryId: string, text: string): void {
    const fields: unknown = JSON.parse(text)
    const { kind } = Body.parse(fields)
    switch (kind) {
      case 'genesis':
        if (size === 0) genesisDigest = Genesis.parse(fields).digest
        return
      case 'key.enrolled': {
        const { keyId, tokenHash } = Enrolled.parse(fields)
        if (tokenHash !== null && !invitations.has(tokenHash)) invitations.set(tokenHash, keyId)
        if (!enrolments.has(keyId)) enrolments.set(keyId, entryId)
        return
      }
      case 'key.revoked':
        revoked.add(AboutKey.parse(fields).keyId)
        return
      case 'hold.placed':
        activeHolds.add(AboutHold.parse(fields).holdId)
        return
      case 'hold.lifted':
        activeHolds.delete(AboutHold.parse(fields).holdId)
        return
      case 'subject.submitted':
      case 'subject.amended':
      case 'subject.assessed':
        assessments.set(AboutSubject.parse(fields).subject.id, entryId)
        return
      default:
        if (kind.startsWith('subject.') && kind !== 'subject.escalated')
          noteState(kind, AboutSubject.parse(fields).subject.id)
    }
  }

  function noteState(kind: string, subjectId: string): void {
    states.set(subjectId, kind)
    // What is over is never released again; forgetting it keeps memory to what is open.
    if (OVER.has(kind)) assessments.delete(subjectId)
  }

  return {
    get size() {
      return size
    },
    get genesisDigest() {
      return genesisDigest
    },
    activeHolds,
    async readTo(db, wanted) {
      while (size < wanted) {
        const entries = await entriesFrom(db, size, Math.min(PAGE, wanted - size))
        if (entries.length === 0)
          throw conflict(
            'LOG_SHORT',
            `The log ends at ${size} entries, expected ${wanted}. An old copy of the database?`,
          )
        for (const { entryId, body, leafHash, leafIndex } of entries) {
          const computed = hashLeaf(new TextEncoder().encode(body))
          if (leafIndex !== size || !sameHash(computed, leafHash))
            throw conflict('LOG_ALTERED', `Entry ${size} of the log is not what its leaf says.`)
          note(entryId, body)
          append(computed)
        }
      }
      return edge.length === 0
        ? emptyRoot()
        : edge.map((node) => node.hash).reduceRight((right, left) => hashChildren(left, right))
    },
    newestAssessment: (subjectId) => assessments.get(subjectId) ?? null,
    newestState: (subjectId) => states.get(subjectId) ?? null,
    keyOfInvitation: (tokenHash) => invitations.get(tokenHash) ?? null,
    enrolmentOf: (keyId) => enrolments.get(keyId) ?? null,
    isRevoked: (keyId) => revoked.has(keyId),
  }
}
