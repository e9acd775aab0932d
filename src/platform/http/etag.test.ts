import express from 'express'
import request from 'supertest'
import { etagOf, requireIfMatch } from './etag.ts'
import { problemHandler } from './problem.ts'

describe('a write that is based on a version', () => {
  const app = express()
    .patch('/', (req, response) => void response.json({ version: requireIfMatch(req) }))
    .use(
      problemHandler(
        () => {},
        () => {},
      ),
    )

  it('says which one with If-Match', async () => {
    expect(etagOf(7)).toBe('"7"')
    const { body } = await request(app).patch('/').set('If-Match', etagOf(7)).expect(200)
    expect(body).toEqual({ version: 7 })
  })

  it('is 428 without, because it would overwrite what nobody looked at', async () => {
    const { text } = await request(app).patch('/').expect(428)
    expect(JSON.parse(text)).toMatchObject({ code: 'IF_MATCH_REQUIRED' })
  })

  it.each(['*', 'W/"7"', '7', '"x"', '"0"', '"07"', '"7", "8"', ''])(
    'is 412 with %s, which is no one version of ours',
    async (tag) => {
      const { status } = await request(app).patch('/').set('If-Match', tag)
      expect([412, 428]).toContain(status)
    },
  )
})
