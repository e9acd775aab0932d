import { z } from 'zod'
import { API_CALLS } from './api-calls.ts'
import { SubjectView } from './consent/schema.ts'
import { OrderView } from './orders/schema.ts'
import { openApiDocument } from './platform/http/openapi.ts'

const Schemas = z.record(z.string(), z.looseObject({}))
const Document = z.looseObject({
  components: z.looseObject({ schemas: Schemas }),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ requestBody: z.unknown().optional() }))),
})

describe('the document that clients are generated from', () => {
  const document = Document.parse(
    openApiDocument({ calls: API_CALLS, named: { Order: OrderView, Subject: SubjectView }, version: '1.2.3' }),
  )
  const { schemas } = document.components
  const bodyOf = (path: string): unknown => document.paths[path]?.['post']?.requestBody

  it('has a type for an account, with all that can be in it', () => {
    const iban = { properties: { iban: { type: 'string' }, bic: { type: 'string' } }, required: ['iban'] }
    const members = ['id', 'scheme', 'bic', 'country'].map((name) => [name, { type: 'string' }])
    const other = { properties: { other: { properties: Object.fromEntries(members), required: ['id'] } } }
    expect(schemas['Account']).toMatchObject({ type: 'object', oneOf: [iban, other] })
    expect(schemas['VettedAccount']).toMatchObject({ oneOf: [{ properties: { elements: { type: 'object' } } }, other] })
  })

  it('names that type where one is given, and where one is shown or withheld', () => {
    const account = { $ref: '#/components/schemas/Account' }
    expect(bodyOf('/v1/payment-orders')).toMatchObject({
      content: {
        'application/json': { schema: { properties: { payee: { anyOf: [{ properties: { account } }, {}] } } } },
      },
    })
    expect(schemas['Order']).toMatchObject({
      properties: { payee: { properties: { account: { anyOf: [account, { type: 'null' }] } } } },
    })
  })

  it('takes each kind of file that may be attached, as bytes', () => {
    const file = { schema: { type: 'string', format: 'binary' } }
    const types = ['application/pdf', 'image/png', 'image/jpeg', 'message/rfc822']
    expect(bodyOf('/v1/payment-orders/{id}/attachments')).toEqual({
      required: true,
      content: Object.fromEntries(types.map((type) => [type, file])),
    })
  })
})
