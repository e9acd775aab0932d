import { request, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

const Problem = z.looseObject({ status: z.int(), code: z.string(), detail: z.string().min(1) })

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Bytes of the body that we had sent when the answer was there. */
  readonly sent: number
}

export function codeOf({ text }: RawAnswer): string {
  return Problem.parse(JSON.parse(text)).code
}

export interface Sending {
  readonly method: string
  readonly headers?: Record<string, string | number>
  /** As it comes, however long; never in memory as a whole. */
  readonly body?: Iterable<Uint8Array>
}

/** One request on a connection of its own. Stops sending when the answer comes; rejects when none does. */
export async function send(origin: string, path: string, { method, headers = {}, body }: Sending): Promise<RawAnswer> {
  const asked = request(new URL(path, origin), { method, headers, agent: false })
  let sent = 0
  let isOver = false
  let goOn = (): void => undefined
  asked.on('drain', () => goOn())
  const answer = new Promise<RawAnswer>((resolve, reject) => {
    // Whoever answers before we have sent all may close on what we still send: the answer counts.
    asked.on('error', reject)
    asked.once('response', (response) => {
      isOver = true
      goOn()
      const atAnswer = sent
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, sent: atAnswer })
      })
    })
  })
  answer.catch(() => {
    isOver = true
    goOn()
  })
  for (const chunk of body ?? []) {
    if (isOver) break
    sent += chunk.byteLength
    if (!asked.write(chunk)) await new Promise<void>((resolve) => (goOn = resolve))
  }
  if (!isOver) asked.end()
  try {
    return await answer
  } finally {
    asked.destroy()
  }
}

/** A connection that sends a byte now and then, and never comes to the end of its request. */
export interface Dribbler {
  readonly received: () => string
  readonly isOpen: () => boolean
  close(): void
}

const DRIBBLE_MS = 1_000

export async function dribble(origin: string, opening: string): Promise<Dribbler> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname)
  socket.on('error', () => undefined)
  let received = ''
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
  // The service may have to let go of others first, and may not let this one in at all.
  await Promise.race([connected(socket), pause(5_000)])
  socket.write(opening)
  const timer = setInterval(() => socket.writable && socket.write('x'), DRIBBLE_MS)
  socket.once('close', () => clearInterval(timer))
  return {
    received: () => received,
    isOpen: () => !socket.closed,
    close: () => socket.destroy(),
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('connect', resolve)
    socket.once('close', () => resolve())
  })
}
