import { createServer, type RequestListener } from 'node:http'

export interface Serving {
  readonly port: number
  /** Lets requests under way finish for a moment, then closes what is left. */
  stop(): Promise<void>
}

const GRACE_MS = 5_000

/** Listens on loopback unless told otherwise; `port` 0 picks a free one. */
export async function serve(
  app: RequestListener,
  options: { readonly port: number; readonly host?: string },
): Promise<Serving> {
  const server = createServer(app)
  // Slow clients are cut off rather than kept.
  server.headersTimeout = 20_000
  server.requestTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: options.port, host: options.host ?? '0.0.0.0' }, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
      await closed
      clearTimeout(timer)
    },
  }
}
