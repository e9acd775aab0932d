import express from 'express'
import request from 'supertest'
import { z } from 'zod'
import type { ApiCall } from './api-call.ts'
import { docsRoutes } from './docs-routes.ts'
import { openApiDocument } from './openapi.ts'

const Order = z.strictObject({
  id: z.string(),
  amount: z.string().meta({ description: 'Decimal <string> & "quoted"', example: '12500.00' }),
  state: z.enum(['approved', 'released']),
  limit: z.int().min(1).max(200).optional(),
})

const calls: readonly ApiCall[] = [
  {
    method: 'post',
    path: '/v1/payment-orders',
    who: 'either',
    does: 'Submit <b>one</b>.',
    body: Order,
    headers: ['Idempotency-Key'],
    status: 201,
    answer: Order,
  },
  { method: 'get', path: '/v1/payment-orders/{id}', who: 'client', does: 'One order.', answer: Order },
  {
    method: 'get',
    path: '/v1/log/checkpoint',
    who: 'anyone',
    does: 'The newest checkpoint.',
    answerType: 'text/plain',
  },
]

describe('the documentation', () => {
  const document = openApiDocument({ calls, named: { Order }, version: '1.2.3' })
  const app = express().use(docsRoutes(calls, document))

  it('is OpenAPI 3.1 made of the schemas that requests are checked with', async () => {
    const { body } = await request(app).get('/openapi.json').expect(200)
    expect(body).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      components: {
        schemas: { Order: { type: 'object', additionalProperties: false, required: ['id', 'amount', 'state'] } },
      },
      paths: {
        '/v1/payment-orders': {
          post: {
            security: [{ client: [] }, { person: [] }],
            parameters: [
              { name: 'Idempotency-Key', in: 'header', required: true },
              { name: 'Countersign-Person', in: 'header', required: false },
            ],
            requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
            responses: {
              201: {},
              413: { content: { 'application/problem+json': {} } },
              429: { headers: { 'Retry-After': {} } },
              503: { headers: { 'Retry-After': {} } },
              default: { content: { 'application/problem+json': {} } },
            },
          },
        },
        '/v1/payment-orders/{id}': { get: { parameters: [{ name: 'id', in: 'path', required: true }] } },
      },
    })
  })

  it('lists every call and schema on one page', async () => {
    const { text, headers } = await request(app).get('/docs').expect(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    for (const { method, path } of calls) expect(text).toContain(`<code>${method.toUpperCase()} ${path}</code>`)
    for (const [, anchor] of text.matchAll(/href="#([^"]+)"/g)) expect(text).toContain(`id="${anchor}"`)
    expect(text).toMatch(/at least 1, at most 200/)
    expect(text).toContain('id="schema-Problem"')
  })

  it('writes what it is told as text, never as markup', async () => {
    const { text } = await request(app).get('/docs')
    expect(text).toContain('Submit &lt;b&gt;one&lt;/b&gt;.')
    expect(text).toContain('Decimal &lt;string&gt; &amp; &quot;quoted&quot;')
  })

  it('needs no script and nothing from another origin', async () => {
    const { text, headers } = await request(app).get('/docs')
    expect(headers['content-security-policy']).toContain("default-src 'none'; style-src 'self'")
    expect(text).not.toMatch(/<script|<style| style=| on\w+=|https?:\/\//i)
    const sources = [...text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, target]) => target)
    expect(new Set(sources)).toEqual(new Set(['/docs/style.css', '/openapi.json']))
    const style = await request(app).get('/docs/style.css').expect(200)
    expect(style.headers['content-type']).toMatch(/^text\/css/)
    expect(style.text).not.toMatch(/url\(|@import/)
  })
})
