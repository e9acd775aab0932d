import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { CountersignError } from '../../domain/errors.ts'
import { overloaded } from './lane.ts'
import { sendRawProblem } from './raw-problem.ts'

export interface ConnectionLimits {
  /** Open at a time. */
  readonly connections: number
  /** Whoever takes nothing of the end of an answer in this time is cut off. */
  readonly readingMs: number
  /** How long what still comes of a body is thrown away once it is answered: an answer to be read, not a reset. */
  readonly lingerMs: number
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * At most so many connections. When there are more, the one that has said nothing for longest makes room, then the one
 * that is slowest to send its request: a thousand that dribble keep nobody out. Only if all are at work, the new one is
 * told to come again. Returns whether a request may be answered.
 */
export function boundConnections(
  server: Server,
  { connections, readingMs, lingerMs }: ConnectionLimits,
): (request: IncomingMessage) => boolean {
  /** In the order of their last answer, or of coming; null between requests. */
  const open = new Map<Socket, Exchange | null>()

  server.on('connection', (socket: Socket) => {
    if (open.size >= connections) {
      const dispensable = findDispensable(open)
      if (dispensable === undefined) {
        sendRawProblem(socket, overloaded())
        return
      }
      open.delete(dispensable)
      dispensable.destroy()
    }
    open.set(socket, null)
    socket.once('close', () => open.delete(socket))
  })

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    if (!open.has(socket)) return
    open.set(socket, { request, response })
    response.once('prefinish', () => socket.setTimeout(readingMs))
    response.once('finish', () => {
      if (!request.complete) setTimeout(() => endUnless(request), lingerMs).unref()
    })
    response.once('close', () => {
      if (open.get(socket)?.request !== request) return
      open.delete(socket)
      if (!socket.destroyed) open.set(socket, null)
    })
  })

  server.on('clientError', (error: Error, socket: Socket) => {
    const problem = problemOf(error)
    if (problem === null || open.get(socket)?.response.headersSent === true) socket.destroy()
    else sendRawProblem(socket, problem)
  })

  return ({ socket }) => open.has(socket)
}

function endUnless({ complete, socket }: IncomingMessage): void {
  if (!complete) socket.destroy()
}

function findDispensable(open: ReadonlyMap<Socket, Exchange | null>): Socket | undefined {
  let sending: Socket | undefined
  for (const [socket, exchange] of open) {
    if (exchange === null) return socket
    if (!exchange.request.complete && !exchange.response.headersSent) sending ??= socket
  }
  return sending
}

/** What Node's parser and its timers report; null where nobody is left to be told. */
function problemOf(error: Error): CountersignError | null {
  const code: unknown = 'code' in error ? error.code : undefined
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return null
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new CountersignError({
        code: 'REQUEST_TIMEOUT',
        status: 408,
        detail: 'The request came too slowly, and nothing of it was done. Send it again over a faster connection.',
      })
    case 'HPE_HEADER_OVERFLOW':
      return new CountersignError({
        code: 'HEADERS_TOO_LARGE',
        status: 431,
        detail: 'Address and headers are too long: at most 16 KiB together.',
      })
    default:
      return new CountersignError({ code: 'BAD_REQUEST', status: 400, detail: 'This is not a request of HTTP/1.1.' })
  }
}
