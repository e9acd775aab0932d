import express from 'express'
import request from 'supertest'
import { problemHandler } from '../platform/http/problem.ts'
import { createClientLimits } from './client-limits.ts'

describe('the limit of an API client', () => {
  it('says what is left, then when to come again, and is each one its own', async () => {
    const limits = createClientLimits(12)
    const app = express()
    app.get('/:client', async (asked, response) => {
      await limits.count(asked.params.client, response)
      response.json({})
    })
    app.use(
      problemHandler(
        () => undefined,
        () => undefined,
      ),
    )
    const first = await request(app).get('/erp').expect(200)
    expect(first.headers).toMatchObject({ 'ratelimit-policy': '"client";q=2;w=10', ratelimit: '"client";r=1;t=10' })
    await request(app).get('/erp').expect(200)
    const third = await request(app).get('/erp').expect(429)
    expect(third.headers['ratelimit']).toMatch(/^"client";r=0;t=\d+$/)
    expect(Number(third.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(JSON.parse(third.text)).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    await request(app).get('/other').expect(200)
  })
})
