import { connect, createServer, type Server, type Socket } from 'node:net'

export interface Gate {
  readonly address: string
  /** From now on nobody gets through, and who is through is cut off. */
  shut(): Promise<void>
  open(): Promise<void>
}

/** An address in front of a server that others need too: what is behind it can be away for us alone. */
export async function openGate(target: string): Promise<Gate> {
  const url = new URL(`tcp://${target}`)
  const through = new Set<Socket>()
  let port = 0
  let server: Server | undefined

  const keep = (socket: Socket): Socket => {
    through.add(socket)
    return socket.on('error', () => socket.destroy()).once('close', () => through.delete(socket))
  }

  async function open(): Promise<void> {
    const listening = createServer((client) => {
      const behind = keep(connect({ host: url.hostname, port: Number(url.port) }))
      keep(client).once('close', () => behind.destroy())
      behind.once('close', () => client.destroy())
      client.pipe(behind)
      behind.pipe(client)
    })
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject)
      listening.listen({ host: '127.0.0.1', port }, resolve)
    })
    const address = listening.address()
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
    port = address.port
    server = listening
  }

  await open()
  return {
    address: `127.0.0.1:${port}`,
    open,
    async shut() {
      const closed = new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())))
      for (const socket of through) socket.destroy()
      await closed
    },
  }
}
