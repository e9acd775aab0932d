import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import type { TreeNode } from './grow-tree.ts'
import type { NodePosition } from './subtree.ts'
import type { Hash } from './tree.ts'

// int8 and xid8 arrive as strings. Leaf indexes and sizes are safe integers; `seq` and transaction ids stay bigint.
type LogTables = {
  log_entries: { entry_id: string; seq: string; at: Instant; kind: string; body: string; leaf_hash: Buffer }
  log_epochs: { epoch: string; holder: string }
  log_leaves: { leaf_index: string; entry_id: string; epoch: string }
  log_nodes: { level: number; node_index: string; hash: Buffer }
  log_checkpoints: { size: string; root_hash: Buffer; note: string; epoch: string; at: Instant }
}

export interface StoredEntry {
  readonly entryId: string
  readonly at: Instant
  readonly kind: string
  /** Canonical JSON; its UTF-8 bytes are what the leaf hashes. */
  readonly body: string
  readonly leafHash: Hash
  /** Null until the sequencer has placed it. */
  readonly leafIndex: number | null
}

export interface StoredCheckpoint {
  readonly size: number
  readonly rootHash: Hash
  readonly note: string
  readonly at: Instant
}

export interface PendingEntry {
  readonly entryId: string
  readonly seq: bigint
  readonly leafHash: Hash
}

export interface Entry {
  readonly entryId: string
  readonly at: Instant
  readonly kind: string
  /** Canonical JSON; its UTF-8 bytes are the leaf. */
  readonly body: string
  readonly leafHash: Hash
}

export async function insertEntry(tx: Tx, entry: Entry): Promise<void> {
  await sql`
    INSERT INTO log_entries (entry_id, at, kind, body, leaf_hash)
    VALUES (${entry.entryId}, ${entry.at}, ${entry.kind}, ${entry.body}, ${Buffer.from(entry.leafHash)})`.execute(tx)
}

export async function entriesById(db: Executor, entryIds: readonly string[]): Promise<StoredEntry[]> {
  const rows = await db
    .withTables<LogTables>()
    .selectFrom('log_entries as entry')
    .leftJoin('log_leaves as leaf', 'leaf.entry_id', 'entry.entry_id')
    .where('entry.entry_id', '=', anyOf(entryIds))
    .select(['entry.entry_id', 'entry.at', 'entry.kind', 'entry.body', 'entry.leaf_hash', 'leaf.leaf_index'])
    .execute()
  return rows.map((row) => ({
    entryId: row.entry_id,
    at: row.at,
    kind: row.kind,
    body: row.body,
    leafHash: row.leaf_hash,
    leafIndex: row.leaf_index === null ? null : Number(row.leaf_index),
  }))
}

/** Waits until no one else sequences. A client that dies in here must not block the next one for long. */
export async function lockLog(tx: Tx): Promise<void> {
  await sql`SELECT set_config('idle_in_transaction_session_timeout', '10s', true), log_lock()`.execute(tx)
}

export async function insertNextEpoch(tx: Tx, holder: string): Promise<number> {
  const { rows } = await sql<{ epoch: string }>`
    INSERT INTO log_epochs (epoch, holder)
    SELECT coalesce(max(epoch), 0) + 1, ${holder} FROM log_epochs RETURNING epoch`.execute(tx)
  return Number(rows[0]?.epoch)
}

export async function treeSize(db: Executor): Promise<number> {
  const row = await db
    .withTables<LogTables>()
    .selectFrom('log_leaves')
    .select('leaf_index')
    .orderBy('leaf_index', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? 0 : Number(row.leaf_index) + 1
}

/** What a sequencer has to know of the log, all of one snapshot. */
export interface LogState {
  readonly size: number
  /** How many leaves the newest checkpoint covers; 0 before the first. */
  readonly covered: number
  readonly highestSeq: bigint
  /** The oldest transaction still running in this snapshot: what older ones wrote is in it, or never will be. */
  readonly oldestRunning: bigint
  /** Entries without a leaf after the `seq` asked for, in its order. */
  readonly pending: readonly PendingEntry[]
}

export async function readLogState(db: Executor, after: bigint, limit: number): Promise<LogState> {
  type Row = { highest: string; oldest: string; size: string; covered: string } & (
    | { entry_id: string; seq: string; leaf_hash: Buffer }
    | { entry_id: null }
  )
  const { rows } = await sql<Row>`
    SELECT coalesce((SELECT max(seq) FROM log_entries), 0) AS highest,
           pg_snapshot_xmin(pg_current_snapshot())::text AS oldest,
           coalesce((SELECT max(leaf_index) + 1 FROM log_leaves), 0) AS size,
           coalesce((SELECT max(size) FROM log_checkpoints), 0) AS covered,
           pending.entry_id, pending.seq, pending.leaf_hash
      FROM (VALUES (1)) AS always
      LEFT JOIN (
        SELECT entry_id, seq, leaf_hash FROM log_entries entry
         WHERE seq > ${after.toString()}
           AND NOT EXISTS (SELECT FROM log_leaves leaf WHERE leaf.entry_id = entry.entry_id)
         ORDER BY seq LIMIT ${limit}
      ) AS pending ON true
     ORDER BY pending.seq`.execute(db)
  const [first] = rows
  return {
    size: Number(first?.size ?? 0),
    covered: Number(first?.covered ?? 0),
    highestSeq: BigInt(first?.highest ?? 0),
    oldestRunning: BigInt(first?.oldest ?? 0),
    pending: rows.flatMap((row) =>
      row.entry_id === null ? [] : [{ entryId: row.entry_id, seq: BigInt(row.seq), leafHash: row.leaf_hash }],
    ),
  }
}

/** A transaction id that is newer than all that exist. */
export async function takeTransactionId(db: Executor): Promise<bigint> {
  const { rows } = await sql<{ id: string }>`SELECT pg_current_xact_id()::text AS id`.execute(db)
  return BigInt(rows[0]?.id ?? 0)
}

/**
 * Leaves from leaf `from` on and the nodes that they finish, both or neither; returns the transaction id it took.
 * The triggers of the tables take the log's lock, refuse stale epochs and gaps, and compute every node again.
 */
export async function insertLeaves(
  db: Executor,
  growth: { epoch: number; from: number; entryIds: readonly string[]; nodes: readonly TreeNode[] },
): Promise<bigint> {
  const { epoch, from, entryIds, nodes } = growth
  const { rows } = await sql<{ id: string }>`
    WITH leaves AS (
      INSERT INTO log_leaves (leaf_index, entry_id, epoch)
      SELECT ${from}::bigint + position - 1, entry_id, ${epoch}::bigint
        FROM unnest(${[...entryIds]}::text[]) WITH ORDINALITY AS leaf (entry_id, position)
    ), nodes AS (
      INSERT INTO log_nodes (level, node_index, hash)
      SELECT * FROM unnest(${nodes.map((node) => node.level)}::smallint[], ${nodes.map((node) => node.index)}::bigint[],
                           ${nodes.map((node) => Buffer.from(node.hash))}::bytea[])
    )
    SELECT pg_current_xact_id()::text AS id`.execute(db)
  return BigInt(rows[0]?.id ?? 0)
}

/** Hashes of finished nodes, in the order asked for. */
export async function nodeHashes(db: Executor, positions: readonly NodePosition[]): Promise<Hash[]> {
  if (positions.length === 0) return []
  const { rows } = await sql<{ hash: Buffer | null }>`
    SELECT node.hash
      FROM unnest(${positions.map((at) => at.level)}::smallint[], ${positions.map((at) => at.index)}::bigint[])
           WITH ORDINALITY AS wanted (level, node_index, position)
      LEFT JOIN log_nodes node USING (level, node_index)
     ORDER BY wanted.position`.execute(db)
  return rows.map(({ hash }, at) => {
    if (hash === null) throw new Error(`Missing log node ${positions[at]?.level}/${positions[at]?.index}`)
    return hash
  })
}

export async function nodeHashesInRow(db: Executor, first: NodePosition, count: number): Promise<Hash[]> {
  const rows = await db
    .withTables<LogTables>()
    .selectFrom('log_nodes')
    .where('level', '=', first.level)
    .where('node_index', '>=', String(first.index))
    .where('node_index', '<', String(first.index + count))
    .orderBy('node_index')
    .select('hash')
    .execute()
  return rows.map((row) => row.hash)
}

export async function insertCheckpoint(
  db: Executor,
  checkpoint: { size: number; rootHash: Hash; note: string; epoch: number },
): Promise<void> {
  await sql`
    INSERT INTO log_checkpoints (size, root_hash, note, epoch)
    VALUES (${checkpoint.size}, ${Buffer.from(checkpoint.rootHash)}, ${checkpoint.note}, ${checkpoint.epoch})`.execute(
    db,
  )
}

export async function newestCheckpoint(db: Executor): Promise<StoredCheckpoint | null> {
  const row = await db
    .withTables<LogTables>()
    .selectFrom('log_checkpoints')
    .select(['size', 'root_hash', 'note', 'at'])
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { size: Number(row.size), rootHash: row.root_hash, note: row.note, at: row.at }
}

/** Those of the entries that the newest checkpoint covers. */
export async function coveredEntries(db: Executor, entryIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (entryIds.length === 0) return new Set()
  const { rows } = await sql<{ entry_id: string }>`
    SELECT entry_id FROM log_leaves
     WHERE entry_id = any(${[...entryIds]}::text[])
       AND leaf_index < (SELECT max(size) FROM log_checkpoints)`.execute(db)
  return new Set(rows.map((row) => row.entry_id))
}

/** Entries in the order of the tree, from a leaf on: what reads the whole log, such as the signer. */
export async function entriesFrom(db: Executor, leafIndex: number, limit: number): Promise<StoredEntry[]> {
  const rows = await db
    .withTables<LogTables>()
    .selectFrom('log_leaves as leaf')
    .innerJoin('log_entries as entry', 'entry.entry_id', 'leaf.entry_id')
    .where('leaf.leaf_index', '>=', String(leafIndex))
    .select(['entry.entry_id', 'entry.at', 'entry.kind', 'entry.body', 'entry.leaf_hash', 'leaf.leaf_index'])
    .orderBy('leaf.leaf_index')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    entryId: row.entry_id,
    at: row.at,
    kind: row.kind,
    body: row.body,
    leafHash: row.leaf_hash,
    leafIndex: Number(row.leaf_index),
  }))
}

/** How it began: each happens once, and the first one counts. */
export interface GenesisEntries {
  readonly genesis: string | null
  readonly confirmed: string | null
}

/** The kinds stand in the statement itself, so that the index of just these (migration 0124) answers it. */
export async function genesisEntries(db: Executor): Promise<GenesisEntries> {
  const { rows } = await sql<GenesisEntries>`
    SELECT (SELECT entry_id FROM log_entries WHERE kind = 'genesis' ORDER BY seq LIMIT 1) AS genesis,
           (SELECT entry_id FROM log_entries WHERE kind = 'genesis.confirmed' ORDER BY seq LIMIT 1) AS confirmed`.execute(
    db,
  )
  return rows[0] ?? { genesis: null, confirmed: null }
}

/** The bodies of entries `hold.placed` without a leaf, or with a later one than the first `size`. */
export async function holdEntriesBeyond(db: Executor, size: number): Promise<string[]> {
  const { rows } = await sql<{ body: string }>`
    SELECT entry.body FROM log_entries entry LEFT JOIN log_leaves leaf USING (entry_id)
     WHERE entry.kind = 'hold.placed' AND (leaf.leaf_index IS NULL OR leaf.leaf_index >= ${size})`.execute(db)
  return rows.map(({ body }) => body)
}

/** The bodies of entries `hold.placed` of this time or later. */
export async function holdEntriesSince(db: Executor, from: Instant): Promise<string[]> {
  const { rows } = await sql<{ body: string }>`
    SELECT body FROM log_entries WHERE kind = 'hold.placed' AND at >= ${from}`.execute(db)
  return rows.map(({ body }) => body)
}
