import type { Client } from 'pg'
import { z } from 'zod'
import { asSuperuser } from '../support/topology.ts'
import { KINDS, type Happening, type History, type Told } from './history.ts'

/** The record past the service, at one moment, in the order of the log. */
export function readHistory(databaseUrl: string): Promise<History> {
  return asSuperuser(databaseUrl, async (client) => {
    // One snapshot: a release between two of the questions would look like a contradiction.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return { orders: await orders(client), happenings: await happenings(client), events: await told(client) }
  })
}

async function orders(client: Client): Promise<History['orders']> {
  const { rows } = await client.query<History['orders'][number]>(
    `SELECT id, external_id AS "externalId", subjects.version, subjects.state
       FROM payment_orders JOIN subjects USING (id)`,
  )
  return rows
}

const Body = z.looseObject({
  subject: z.object({ id: z.string(), version: z.string() }).optional(),
  personId: z.string().optional(),
  decision: z.string().optional(),
  holdId: z.string().optional(),
  scope: z.string().optional(),
  target: z.string().optional(),
})

async function happenings(client: Client): Promise<Happening[]> {
  const { rows } = await client.query<{ kind: Happening['kind']; body: string; requirement: string | null }>(
    `SELECT entry.kind, entry.body, evidence.kind AS requirement
       FROM log_entries AS entry LEFT JOIN evidence USING (entry_id)
      WHERE entry.kind = ANY($1)
      ORDER BY entry.seq`,
    [KINDS],
  )
  const held = new Map<string, string>()
  return rows.map(({ kind, body, requirement }) => {
    const fields = Body.parse(JSON.parse(body))
    const holdId = fields.holdId ?? null
    if (kind === 'hold.placed' && holdId !== null) held.set(holdId, fields.target ?? '')
    return {
      ...{ kind, holdId, requirement },
      orderId: fields.subject?.id ?? held.get(holdId ?? '') ?? '',
      version: Number(fields.subject?.version ?? 0),
      personId: fields.personId ?? null,
      decision: fields.decision ?? null,
    }
  })
}

async function told(client: Client): Promise<Told[]> {
  const { rows } = await client.query<Told>(
    `SELECT type, subject_id AS "aboutId", (data ->> 'version')::int AS version FROM events
      UNION ALL
     SELECT payload ->> 'type', subject_id, (payload -> 'data' ->> 'version')::int FROM outbox
      WHERE kind = 'event' AND sequence IS NULL`,
  )
  return rows
}

/** A release that is going to happen has happened by then: the releaser looks four times a second. */
export const CHANCE_TO_RELEASE_MS = 4_000

/** The orders that were released, in the order of the log. */
export function readReleased(databaseUrl: string): Promise<string[]> {
  return asSuperuser(databaseUrl, async (client) => {
    const found = await happenings(client)
    return found.filter(({ kind }) => kind === 'subject.released').map(({ orderId }) => orderId)
  })
}

/** Where these are now. */
export function readStates(databaseUrl: string, ids: readonly string[]): Promise<Map<string, string>> {
  return asSuperuser(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string; state: string }>(
      'SELECT id, state FROM subjects WHERE id = ANY($1)',
      [ids],
    )
    return new Map(rows.map(({ id, state }) => [id, state]))
  })
}

/** How far the log has come: entries get leaves, and leaves get under a checkpoint. */
export function readLogProgress(databaseUrl: string): Promise<{ entries: number; leaves: number; covered: number }> {
  return asSuperuser(databaseUrl, async (client) => {
    const { rows } = await client.query<{ entries: number; leaves: number; covered: number }>(
      `SELECT (SELECT count(*)::int FROM log_entries) AS entries, (SELECT count(*)::int FROM log_leaves) AS leaves,
              (SELECT coalesce(max(size), 0)::int FROM log_checkpoints) AS covered`,
    )
    return rows[0] ?? { entries: 0, leaves: 0, covered: 0 }
  })
}

/** Messages that nobody has got yet, by what they are about. */
export function readOutbox(databaseUrl: string): Promise<{ id: string; about: string }[]> {
  return asSuperuser(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string; about: string }>(
      `SELECT id, concat_ws(' ', kind, subject_id, attempts::text) AS about FROM outbox`,
    )
    return rows
  })
}
