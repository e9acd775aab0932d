import { createServer } from 'node:http'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ErpRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ErpEndpoint {
  readonly port: number
  readonly received: ErpRequest[]
  url(path?: string): string
  close(): Promise<void>
}

/**
 * The ERP's end of a webhook, on loopback, which answers as a test says: `answer` gets what came and how much came
 * before it. 204 unless told.
 */
export async function openErpEndpoint(
  answer: (response: ServerResponse, webhook: ErpRequest, before: number) => void = (response) =>
    void response.writeHead(204).end(),
): Promise<ErpEndpoint> {
  const received: ErpRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const webhook = { path: request.url ?? '', headers: request.headers, body }
      received.push(webhook)
      answer(response, webhook, received.length - 1)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    received,
    url: (path = '/hook') => `http://127.0.0.1:${port}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
