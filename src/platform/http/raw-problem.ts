import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { CountersignError } from '../../domain/errors.ts'
import { problemOf } from './problem.ts'

/** The same answer where there is no request to answer: its head could not be read, or was not waited for. */
export function sendRawProblem(socket: Socket, error: CountersignError): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify(problemOf(error))
  const headers = {
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...(error.retryAfterSeconds !== undefined && { 'Retry-After': String(error.retryAfterSeconds) }),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const status = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`
  socket.end(`${[status, ...lines].join('\r\n')}\r\n\r\n${body}`)
  // Whoever does not take the answer does not keep the connection either.
  setTimeout(() => socket.destroy(), TAKEN_MS).unref()
}

const TAKEN_MS = 2_000
