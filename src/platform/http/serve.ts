import { createServer, type RequestListener } from 'node:http'
import { CountersignError } from '../../domain/errors.ts'
import { LARGEST_PAYMENT_FILE_MIB } from '../config/settings-schema.ts'
import { MIB } from './body.ts'
import { boundConnections, type ConnectionLimits } from './connections.ts'

export interface Serving {
  readonly port: number
  /** Lets requests under way finish for a moment, then closes what is left. */
  stop(): Promise<void>
}

export interface ServeOptions extends Partial<ConnectionLimits> {
  readonly port: number
  readonly host?: string
  /** A socket that listens there already, by its number. */
  readonly socket?: number | null
  /** By which whoever runs it chooses the port, for the message when it cannot be had. */
  readonly setting?: string
}

const GRACE_MS = 5_000
const USUAL: ConnectionLimits = { connections: 1_000, readingMs: 30_000, lingerMs: 5_000 }
const LARGEST_BODY = LARGEST_PAYMENT_FILE_MIB * MIB

/** Slow clients are cut off rather than kept: 32 MiB in a minute are some 5 Mbit/s. */
const PATIENCE = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  /** Node's own interval of half a minute would more than double the ten seconds. */
  connectionsCheckingInterval: 2_000,
  /** Longer than a proxy's, which else sends a request into a connection that we are closing (deploy/caddy/Caddyfile). */
  keepAliveTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
}

/** Listens on loopback unless told otherwise; `port` 0 picks a free one. */
export async function serve(app: RequestListener, options: ServeOptions): Promise<Serving> {
  const server = createServer(PATIENCE)
  const isServed = boundConnections(server, { ...USUAL, ...options })
  const answer: RequestListener = (request, response) => {
    if (isServed(request)) app(request, response)
  }
  server.on('request', answer)
  // Whoever asks first is not invited to send what is refused by its length (RFC 9110 §10.1.1).
  server.on('checkContinue', (request, response) => {
    if (Number(request.headers['content-length'] ?? 0) <= LARGEST_BODY) response.writeContinue()
    server.emit('request', request, response)
  })
  const { port, host = '0.0.0.0', socket = null, setting } = options
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(setting === undefined ? cause : portRefused(setting, port, host, cause)))
    server.listen(socket === null ? { port, host } : { fd: socket }, resolve)
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

/** What to do about a port that was asked for and cannot be listened on. */
export function portRefused(setting: string, port: number, host: string, cause?: unknown): CountersignError {
  const why = cause instanceof Error ? ` (${cause.message})` : ''
  return new CountersignError({
    code: 'PORT_REFUSED',
    status: 500,
    detail:
      `${setting}: port ${port} of ${host} cannot be listened on${why}. ` +
      `Stop what listens there, or set ${setting} to another.`,
    cause,
  })
}
