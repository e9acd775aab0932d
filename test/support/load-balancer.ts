import { connect, createServer, type Socket } from 'node:net'

export interface LoadBalancer {
  readonly port: number
  close(): Promise<void>
}

/** One address for several processes, by turns: each connection goes to the next of them that takes it. */
export async function openLoadBalancer(ports: readonly number[]): Promise<LoadBalancer> {
  const open = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    open.add(socket)
    return socket.on('error', () => socket.destroy()).once('close', () => open.delete(socket))
  }
  let turn = 0
  const server = createServer((client) => {
    keep(client)
    // Its own way round: with a turn that all share, others could lead it twice to the one that is away.
    const first = turn++
    const dial = (tried: number): void => {
      const port = ports[(first + tried) % ports.length]
      if (tried === ports.length || port === undefined) return void client.destroy()
      const backend = connect({ host: '127.0.0.1', port })
      backend.once('error', () => dial(tried + 1))
      backend.once('connect', () => {
        backend.removeAllListeners('error')
        keep(backend).once('close', () => client.destroy())
        client.once('close', () => backend.destroy())
        client.pipe(backend)
        backend.pipe(client)
      })
    }
    dial(0)
  })
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
