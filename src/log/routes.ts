import { Router } from 'express'
import { CountersignError, notFound, refuseField } from '../domain/errors.ts'
import type { Db } from '../platform/postgres/database.ts'
import { latestCheckpoint } from './read-checkpoint.ts'
import { consistencyBetween } from './read-consistency.ts'
import { inclusionOf } from './read-inclusion.ts'
import { readTile } from './read-tile.ts'
import { consistencyQuery, inclusionQuery } from './schema.ts'
import type { ConsistencyProofResponse, InclusionProofResponse } from './schema.ts'
import { parseTilePath } from './tile-path.ts'

const IMMUTABLE = 'public, max-age=31536000, immutable'
const A_MOMENT = 'public, max-age=2'

/** C2SP tlog-tiles, for anyone: hashes say nothing about payments. Entries travel in evidence bundles alone. */
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

function base64(hash: Uint8Array): string {
  return Buffer.from(hash).toString('base64')
}
