import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const Value = z.object({ stringValue: z.string().optional(), intValue: z.union([z.number(), z.string()]).optional() })
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .transform((list) =>
    Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)])),
  )

const CollectedSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: Attributes,
})

/** OTLP over HTTP in JSON, `ExportTraceServiceRequest`. */
const Request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(CollectedSpan) })),
    }),
  ),
})

export type CollectedSpan = z.infer<typeof CollectedSpan> & { readonly service: string }

export interface SpanCollector {
  readonly endpoint: string
  readonly spans: readonly CollectedSpan[]
  /** What came, as it came, with its headers. */
  readonly bodies: readonly string[]
  readonly keys: ReadonlySet<string | undefined>
  close(): Promise<void>
}

/** Where spans are sent: a collector, as another company might run it. */
export async function openSpanCollector(): Promise<SpanCollector> {
  const spans: CollectedSpan[] = []
  const bodies: string[] = []
  const keys = new Set<string | undefined>()
  // Sent at least once: again where the answer was slow, or a workflow's task was. Two that differ are two.
  const known = new Set<string>()
  const keep = (span: CollectedSpan): void => {
    const said = JSON.stringify(span)
    if (!known.has(said)) spans.push(span)
    known.add(said)
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      bodies.push(body)
      keys.add(request.headers['x-api-key']?.toString())
      for (const { resource, scopeSpans } of Request.parse(JSON.parse(body)).resourceSpans) {
        const service = String(resource.attributes['service.name'])
        for (const scope of scopeSpans) for (const span of scope.spans) keep({ ...span, service })
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    keys,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
