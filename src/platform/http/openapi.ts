import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import type { ApiCall } from './api-call.ts'

const ProblemView = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What to do next'),
  code: z.string().describe('Upper case, stable'),
  errors: z.array(z.object({ path: z.string(), code: z.string(), detail: z.string() })),
  triesLeft: z.int().min(0).optional().describe('Where tries are counted, as at blind entry: how many remain'),
})

const HEADERS = {
  'Idempotency-Key': z.string().min(1).max(255).describe('The same when you repeat a request; kept for 30 days'),
  'If-Match': z.string().describe('The ETag of the version that you change'),
}
const EXPECTED_PERSON = z
  .string()
  .optional()
  .describe('With a session: the id of the person it is expected to be of; of anybody else it is 409 PERSON_CHANGED')

export interface OpenApiInput {
  readonly calls: readonly ApiCall[]
  /** Schemas that get a name in the document, because many calls share them. */
  readonly named: Readonly<Record<string, z.ZodType>>
  readonly version: string
}

/** OpenAPI 3.1 from the very schemas that read and write the calls. */
export function openApiDocument({ calls, named, version }: OpenApiInput): object {
  const registry = new OpenAPIRegistry()
  const references = new Map<z.ZodType, z.ZodType>()
  for (const [name, schema] of Object.entries({ ...named, Problem: ProblemView }))
    references.set(schema, schema.meta({ id: name }))
  const refer = (schema: z.ZodType): z.ZodType => references.get(schema) ?? schema
  registry.registerComponent('securitySchemes', 'client', {
    type: 'http',
    scheme: 'bearer',
    description: 'The secret of an API client',
  })
  registry.registerComponent('securitySchemes', 'person', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-session',
    description: 'A session, signed in to with a security key',
  })
  for (const call of calls) registry.registerPath(pathOf(call, refer))
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version,
      description: 'Payment approval that a deepfake cannot talk its way through.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  })
}

function pathOf(call: ApiCall, refer: (schema: z.ZodType) => z.ZodType): RouteConfig {
  const params = [...call.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, z.string()] as const)
  const isOfPeople = call.who === 'person' || call.who === 'either'
  const headers: (readonly [string, z.ZodType])[] = (call.headers ?? []).map((name) => [name, HEADERS[name]])
  for (const name of call.optionalHeaders ?? []) headers.push([name, HEADERS[name].optional()])
  if (isOfPeople) headers.push(['Countersign-Person', EXPECTED_PERSON])
  const status = String(call.status ?? 200)
  const problem = { content: { 'application/problem+json': { schema: refer(ProblemView) } } }
  return {
    method: call.method,
    path: call.path,
    summary: call.does,
    security: securityOf(call.who),
    request: {
      ...(params.length > 0 ? { params: z.object(Object.fromEntries(params)) } : {}),
      ...(call.query === undefined ? {} : { query: call.query }),
      ...(headers.length > 0 ? { headers: z.object(Object.fromEntries(headers)) } : {}),
      ...bodyOf(call, refer),
    },
    responses: {
      [status]: { description: 'Done', ...contentOf(call, refer) },
      ...(call.again === undefined ? {} : { [call.again]: { description: DONE_BEFORE, ...contentOf(call, refer) } }),
      ...(call.body === undefined && call.bodyTypes === undefined
        ? {}
        : { 413: { description: TOO_LARGE, ...problem } }),
      ...(call.who === 'anyone' ? {} : { 429: { description: TOO_MANY, headers: COME_AGAIN, ...problem } }),
      503: { description: NOT_NOW, headers: COME_AGAIN, ...problem },
      default: { description: 'What was wrong, and what to do', ...problem },
    },
  }
}

const DONE_BEFORE = 'It was done before and stands; nothing was done again'
/** As it is: a client that took it for text would change its bytes. */
const FILE = z.string().meta({ format: 'binary' })
const TOO_LARGE = 'The body is larger than is read; nothing was done'
const TOO_MANY = 'Too many requests of this caller; nothing was done. Come again after `Retry-After` seconds'
const NOT_NOW =
  'Overloaded, or something that this needs is away. Repeat it after `Retry-After` seconds, with the same ' +
  '`Idempotency-Key` where it has one'
const COME_AGAIN = z.object({ 'Retry-After': z.string().describe('Seconds') })

function bodyOf(call: ApiCall, refer: (schema: z.ZodType) => z.ZodType) {
  const json = call.body === undefined ? {} : { 'application/json': { schema: refer(call.body) } }
  const raw = Object.fromEntries((call.bodyTypes ?? []).map((type) => [type, { schema: FILE }]))
  const content = { ...json, ...raw }
  return Object.keys(content).length === 0 ? {} : { body: { content, required: true } }
}

function contentOf(call: ApiCall, refer: (schema: z.ZodType) => z.ZodType) {
  if (call.answer !== undefined) return { content: { 'application/json': { schema: refer(call.answer) } } }
  return call.answerType === undefined ? {} : { content: { [call.answerType]: { schema: z.string() } } }
}

function securityOf(who: ApiCall['who']): Record<string, string[]>[] {
  const client = { client: [] }
  const person = { person: [] }
  return { anyone: [], client: [client], person: [person], either: [client, person] }[who]
}
