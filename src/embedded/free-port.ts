import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { z } from 'zod'

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, macOS and Windows from 49152): a port of
 * theirs that is free now is as good as taken on a busy machine, long before a server has started.
 */
const FIRST = 15_000
const LAST = 32_767

const TRIES = 100

/**
 * A TCP port that nothing listens on at the moment. Somebody else can take it before the caller does, so a caller that
 * was not told its port tries again with another when its server cannot bind.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const held = await holdFreePort(host)
  await held.letGo()
  return held.port
}

/** A port that nobody else can listen on until it is let go of. */
export interface HeldPort {
  readonly host: string
  readonly port: number
  /** The socket that listens on it, to be handed to a process that is started (`supervise`). */
  readonly socket: number
  letGo(): Promise<void>
}

export async function holdFreePort(host = '127.0.0.1'): Promise<HeldPort> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, LAST + 1)
    const held = await holdPort(port, host)
    if (held !== null) return held
  }
  throw new Error(`${TRIES} ports between ${FIRST} and ${LAST} were tried on ${host}; none can be listened on`)
}

/** Null: it cannot be listened on, mostly because somebody does. */
export async function holdPort(port: number, host = '127.0.0.1'): Promise<HeldPort | null> {
  return new Promise((resolve) => {
    // Whoever comes too early is turned away rather than left waiting for what will not answer.
    const server = createServer((socket) => socket.destroy())
    server.once('error', () => resolve(null))
    const letGo = (): Promise<void> => new Promise((gone) => server.close(() => gone()))
    server.listen({ host, port, exclusive: true }, () => {
      // Node has no public name for it, and takes it where a child's sockets and a server's are given by number.
      const { fd } = Handle.parse(Reflect.get(server, '_handle'))
      resolve({ host, port, socket: fd, letGo })
    })
  })
}

const Handle = z.object({ fd: z.int().nonnegative() })
