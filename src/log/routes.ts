import { Router } from 'express'
import { CountersignError, forbid, notFound, refuseField } from '../domain/errors.ts'
import type { Role } from '../domain/person.ts'
import type { Authentication } from '../people/caller.ts'
import type { Db } from '../platform/postgres/database.ts'
import { latestCheckpoint } from './read-checkpoint.ts'
import { consistencyBetween } from './read-consistency.ts'
import { inclusionOf } from './read-inclusion.ts'
import { readTile } from './read-tile.ts'
import { consistencyQuery, entriesQuery, inclusionQuery } from './schema.ts'
import type { ConsistencyProofResponse, EntriesAnswer, InclusionProofResponse } from './schema.ts'
import { entriesFrom, type StoredEntry } from './store.ts'
import { parseTilePath } from './tile-path.ts'

const IMMUTABLE = 'public, max-age=31536000, immutable'
const A_MOMENT = 'public, max-age=2'

/** C2SP tlog-tiles, for anyone: hashes say nothing about payments. Entries travel in evidence bundles, see below. */
export function logRoutes({ db }: { db: Db }): Router {
  const router = Router()

  router.get('/v1/log/checkpoint', async (_request, response) => {
    const checkpoint = await latestCheckpoint(db)
    if (checkpoint === null) throw notFound('checkpoint yet: the log is empty')
    response.set('Cache-Control', A_MOMENT).type('text/plain; charset=utf-8').send(checkpoint.note)
  })

  router.get(/^\/v1\/log\/tile\/entries\/.+$/, () => {
    throw new CountersignError({
      code: 'ENTRY_BUNDLES_PRIVATE',
      status: 404,
      detail: 'This log serves hashes, not entries. Entries are part of the evidence bundle of their payment order.',
    })
  })

  router.get(/^\/v1\/log\/tile\/(?<tile>.+)$/, async (request, response) => {
    const path = parseTilePath(request.params['tile'] ?? '')
    const tile = path === null ? null : await readTile(db, path)
    if (tile === null) throw notFound('tile in the signed tree')
    response.set('Cache-Control', IMMUTABLE).type('application/octet-stream').send(tile)
  })

  router.get('/v1/log/proof/inclusion', async (request, response) => {
    const query = inclusionQuery.safeParse(request.query)
    if (!query.success) throw refuseField('entryId', 'ENTRY_ID', 'Give entryId, the id of a log entry.')
    const inclusion = await inclusionOf(db, [query.data.entryId])
    const [entry] = inclusion?.entries ?? []
    if (inclusion === null || entry === undefined) throw notFound('entry under a signed checkpoint; try again shortly')
    response.set('Cache-Control', A_MOMENT).json({
      checkpoint: inclusion.checkpoint.note,
      leafIndex: entry.leafIndex,
      leafHash: base64(entry.leafHash),
      path: entry.path.map(base64),
    } satisfies InclusionProofResponse)
  })

  router.get('/v1/log/proof/consistency', async (request, response) => {
    const query = consistencyQuery.safeParse(request.query)
    if (!query.success) throw refuseField('first', 'LOG_SIZE', 'Give first and second, two sizes of the log.')
    const { first, second } = query.data
    const proof = await consistencyBetween(db, first, second)
    response
      .set('Cache-Control', IMMUTABLE)
      .json({ first, second, proof: proof.map(base64) } satisfies ConsistencyProofResponse)
  })

  return router
}

const READERS: readonly Role[] = ['auditor', 'administrator']

/**
 * The log to read on a screen. It holds ids and digests, no amounts; but an amount is soon found for the digest of a
 * payment, so nobody who may approve reads here, whatever else they are.
 */
export function logEntryRoutes({ db, auth }: { db: Db; auth: Authentication }): Router {
  const router = Router()

  router.get('/v1/log/entries', auth.person, async (request, response) => {
    const { roles } = auth.personOf(request)
    if (!roles.some((role) => READERS.includes(role)) || roles.includes('approver'))
      throw forbid('ROLE', 'Auditors and administrators read the log here. Its proofs are for anyone.')
    const { after, limit } = entriesQuery.parse(request.query)
    const found = await entriesFrom(db, after + 1, limit + 1)
    const items = found.slice(0, limit).map(entryView)
    const last = items.at(-1)
    response.json({
      items,
      next: found.length > limit && last !== undefined ? last.index : null,
    } satisfies EntriesAnswer)
  })

  return router
}

function entryView({ entryId, kind, at, body, leafIndex }: StoredEntry): EntriesAnswer['items'][number] {
  const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = JSON.parse(body) as Record<string, unknown>
  return { index: leafIndex ?? -1, entryId, kind, at, fields }
}

function base64(hash: Uint8Array): string {
  return Buffer.from(hash).toString('base64')
}
