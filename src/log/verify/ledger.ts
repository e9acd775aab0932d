import type { JsonObject } from '../../domain/canonical-json.ts'
import { isBackdated } from '../backdated.ts'
import { openCheckpoint } from '../checkpoint.ts'
import type { Bundle, Finding } from '../bundle.ts'
import { verifyInclusion } from '../inclusion-proof.ts'
import { parseVerifierKey } from '../note.ts'
import { elapsedMs, isInstant } from '../../domain/instant.ts'
import { hashLeaf } from '../tree.ts'
import { parseObject } from './json-members.ts'

/** How far a log entry's own time may be from the time the record gives for the same event. */
const CLOCK_TOLERANCE_MS = 5_000

/** Whether the record may say `recorded` of what the log says happened `at`. */
export function isAround(at: string, recorded: string): boolean {
  return isInstant(recorded) && Math.abs(elapsedMs(at, recorded)) <= CLOCK_TOLERANCE_MS
}

/** The entries of a bundle that are proven to be in the log, by id. */
export interface Ledger {
  readonly size: number
  entry(entryId: string): ProvenEntry | null
}

export interface ProvenEntry {
  readonly leafIndex: number
  readonly kind: string
  readonly at: string
  readonly fields: JsonObject
  /** Hex. */
  readonly leafHash: string
}

/** Opens the checkpoint with the log's own key and proves every entry under it. */
export function proveEntries(bundle: Bundle, logKey: string, findings: Finding[]): Ledger {
  const proven = new Map<string, ProvenEntry>()
  let size = 0
  try {
    const checkpoint = openCheckpoint(bundle.checkpoint, parseVerifierKey(logKey))
    size = checkpoint.size
    for (const { entryId, body, leafIndex, path } of bundle.entries) {
      const leafHash = hashLeaf(new TextEncoder().encode(body))
      const siblings = path.map((hash) => new Uint8Array(Buffer.from(hash, 'hex')))
      const fields = parseObject(body)
      const { kind, at } = fields
      if (
        proven.has(entryId) ||
        !verifyInclusion({ leafIndex, size, leafHash, path: siblings }, checkpoint.rootHash) ||
        fields['id'] !== entryId
      ) {
        findings.push({
          code: 'ENTRY_NOT_IN_LOG',
          about: entryId,
          detail: 'The log does not hold this entry as it stands here.',
        })
      } else if (typeof kind === 'string' && typeof at === 'string' && isInstant(at)) {
        proven.set(entryId, { leafIndex, kind, at, fields, leafHash: Buffer.from(leafHash).toString('hex') })
      } else {
        findings.push({
          code: 'ENTRY_MALFORMED',
          about: entryId,
          detail: 'This entry does not say what it is, or its time is not written as the log writes it.',
        })
      }
    }
  } catch (error) {
    findings.push({
      code: 'CHECKPOINT_INVALID',
      about: 'checkpoint',
      detail: error instanceof Error ? error.message : 'The checkpoint does not open.',
    })
  }
  for (const about of backdatedIn(proven))
    findings.push({ code: 'ENTRY_TIME', about, detail: 'This entry claims to be older than it can be.' })
  return { size, entry: (entryId) => proven.get(entryId) ?? null }
}

/**
 * Waits are counted from the times that entries say, and whoever may write entries may write an old one. As far as a
 * bundle shows the log, as the signer sees it in all of it.
 */
function backdatedIn(proven: ReadonlyMap<string, ProvenEntry>): string[] {
  let latestMs = 0
  return [...proven]
    .toSorted(([, a], [, b]) => a.leafIndex - b.leafIndex)
    .flatMap(([entryId, { at }]) => {
      const time = Date.parse(at)
      const isOld = isBackdated(time, latestMs)
      latestMs = Math.max(latestMs, time)
      return isOld ? [entryId] : []
    })
}
