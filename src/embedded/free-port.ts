import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

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
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, LAST + 1)
    if (await isFree(port, host)) return port
  }
  throw new Error(`${TRIES} ports between ${FIRST} and ${LAST} were tried on ${host}; none can be listened on`)
}

export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
