import express from 'express'
import type { ErrorRequestHandler } from 'express'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openLogRoom } from '../../test/support/log-room.ts'
import type { LogRoom } from '../../test/support/log-room.ts'
import { CountersignError } from '../domain/errors.ts'
import { beginEpoch } from './begin-epoch.ts'
import { openCheckpoint } from './checkpoint.ts'
import { checkpointOnce } from './checkpoint-once.ts'
import { verifyConsistency } from './consistency-proof.ts'
import { verifyInclusion } from './inclusion-proof.ts'
import * as log from './log.ts'
import { rootAt } from './read-hashes.ts'
import { logRoutes } from './routes.ts'
import { consistencyProof, inclusionProof } from './schema.ts'
import { sequenceOnce } from './sequence.ts'
import { rootOf } from './tree.ts'

describeWithPostgres('the log over HTTP', () => {
  let room: LogRoom
  let app: express.Express
  let ids: string[]
  beforeAll(async () => {
    room = await openLogRoom()
    app = express()
      .use(logRoutes({ db: room.api }))
      .use(asProblem)
    await request(app).get('/v1/log/checkpoint').expect(404)
    ids = []
    await room.worker.transaction().execute(async (tx) => {
      for (let number = 0; number < 600; number += 1) {
        ids.push((await log.append(tx, { kind: 'test', fields: {} })).entryId)
      }
    })
    const epoch = await beginEpoch(room.worker, 'test')
    await sequenceOnce(room.worker, epoch)
    await checkpointOnce(room.worker, epoch, room.checkpointSigner)
    ids.push(...(await room.append(1)))
    await sequenceOnce(room.worker, epoch)
  })
  afterAll(() => room.close())

  it('serves the newest checkpoint, cached for a moment', async () => {
    const response = await request(app).get('/v1/log/checkpoint').expect(200)
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(response.headers['cache-control']).toBe('public, max-age=2')
    expect(openCheckpoint(response.text, room.key).size).toBe(600)
  })

  it('serves the tiles of the signed tree, for ever, from which anyone rebuilds its root', async () => {
    const tiles = ['0/000', '0/001', '0/002.p/88'].map(async (path) => (await tile(path).expect(200)).body as Buffer)
    const hashes = (await Promise.all(tiles)).flatMap(hashesIn)
    const checkpoint = openCheckpoint((await request(app).get('/v1/log/checkpoint')).text, room.key)
    expect(hashes).toHaveLength(600)
    expect(Buffer.from(rootOf(hashes))).toEqual(checkpoint.rootHash)

    const upper = await tile('1/000.p/2').expect(200)
    expect(hashesIn(upper.body as Buffer)).toEqual([
      Buffer.from(rootOf(hashes.slice(0, 256))),
      Buffer.from(rootOf(hashes.slice(256, 512))),
    ])
    expect(upper.headers['content-type']).toBe('application/octet-stream')
    expect(upper.headers['cache-control']).toContain('immutable')
  })

  it('serves no tile beyond the checkpoint, and no malformed one', async () => {
    for (const path of [
      '0/002',
      '0/002.p/89',
      '1/000',
      '1/000.p/3',
      '2/000.p/1',
      '63/000',
      '0/0',
      '0/x000/000',
      'x/000',
    ]) {
      const response = await tile(path).expect(404)
      expect(response.headers['cache-control'] ?? '').not.toContain('immutable')
    }
  })

  it('does not serve entries, and says why', async () => {
    const response = await request(app).get('/v1/log/tile/entries/000').expect(404)
    expect(response.body).toMatchObject({ code: 'ENTRY_BUNDLES_PRIVATE' })
  })

  it('proves an entry, when it is covered', async () => {
    const [first = ''] = ids
    const response = await request(app).get('/v1/log/proof/inclusion').query({ entryId: first }).expect(200)
    const body = inclusionProof.parse(response.body)
    const { size, rootHash } = openCheckpoint(body.checkpoint, room.key)
    const [leafHash, path] = [fromBase64(body.leafHash), body.path.map(fromBase64)]
    expect(verifyInclusion({ leafIndex: body.leafIndex, size, leafHash, path }, rootHash)).toBe(true)
    expect(response.text).not.toContain('kind')
    await request(app)
      .get('/v1/log/proof/inclusion')
      .query({ entryId: ids.at(-1) })
      .expect(404)
    await request(app).get('/v1/log/proof/inclusion').query({ entryId: 'x' }).expect(422)
  })

  it('proves that one size extends another', async () => {
    const response = await request(app).get('/v1/log/proof/consistency?first=100&second=600').expect(200)
    const [root1, root2] = [await rootAt(room.api, 100), await rootAt(room.api, 600)]
    const proof = consistencyProof.parse(response.body).proof.map(fromBase64)
    expect(verifyConsistency({ size1: 100, root1, size2: 600, root2, proof })).toBe(true)
    await request(app).get('/v1/log/proof/consistency?first=600&second=900').expect(422)
    await request(app).get('/v1/log/proof/consistency?first=a&second=2').expect(422)
  })

  function tile(path: string): request.Test {
    return request(app).get(`/v1/log/tile/${path}`).responseType('blob')
  }
})

const asProblem: ErrorRequestHandler = (error, _request, response, _next) => {
  if (!(error instanceof CountersignError)) throw error
  response.status(error.status).json({ code: error.code, detail: error.detail })
}

function hashesIn(tile: Buffer): Buffer[] {
  return Array.from({ length: tile.length / 32 }, (_, at) => tile.subarray(at * 32, at * 32 + 32))
}

function fromBase64(hash: string): Buffer {
  return Buffer.from(hash, 'base64')
}
