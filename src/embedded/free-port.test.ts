import { once } from 'node:events'
import { createServer } from 'node:net'
import { freePort, holdFreePort, holdPort } from './free-port.ts'

it('finds a port that can be listened on, and none that an outgoing connection may be given first', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()))
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(1024)
    expect(port).toBeLessThan(32_768)
    const held = await holdPort(port)
    expect(held?.port).toBe(port)
    await held?.letGo()
  }
  expect(new Set(ports).size).toBeGreaterThan(15)
})

it('knows a port that is taken', async () => {
  const server = createServer().listen({ host: '127.0.0.1', port: await freePort(), exclusive: true })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  expect(await holdPort(address.port)).toBe(null)
  server.close()
})

it('keeps a port from everybody else until it is let go of', async () => {
  const held = await holdFreePort()
  expect(await holdPort(held.port)).toBe(null)
  await held.letGo()
  const again = await holdPort(held.port)
  expect(again?.port).toBe(held.port)
  await again?.letGo()
  // Whoever stops may do so after it was let go of.
  await held.letGo()
})
