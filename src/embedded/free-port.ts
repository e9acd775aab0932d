import { createServer } from 'node:net'

/**
 * A TCP port that nothing listens on at the moment. Somebody else can take it before the caller does, so a caller that
 * was not told its port tries again with another when its server cannot bind.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port: 0, exclusive: true }, resolve)
  })
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
