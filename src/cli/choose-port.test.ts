import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type HeldPort } from '../embedded/free-port.ts'
import { choosePort, rememberPort } from './choose-port.ts'

describe('the port of a start', () => {
  let folder: string
  let before: number
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-port-'))
    before = await freePort()
    await rememberPort(folder, before)
  })
  afterEach(() => rm(folder, { recursive: true }))

  const hold = (): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer()
      server.listen({ host: '127.0.0.1', port: before }, () => resolve(server))
    })

  const choose = (crashed: boolean, given: number | null = null): Promise<HeldPort> =>
    choosePort({ dataDir: folder, host: '127.0.0.1', given, crashed })

  const chosen = async (crashed: boolean): Promise<number> => {
    const { port, letGo } = await choose(crashed)
    await letGo()
    return port
  }

  it('is the one that this folder had before', async () => {
    expect(await chosen(false)).toBe(before)
  })

  it('is kept from whoever starts at the same time', async () => {
    const ours = await choose(false)
    const theirs = await choose(false)
    expect(ours.port).toBe(before)
    expect(theirs.port).not.toBe(before)
    await Promise.all([ours.letGo(), theirs.letGo()])
  })

  it('is waited for after a crash, whose children may hold it for a moment', async () => {
    const server = await hold()
    setTimeout(() => server.close(), 300)
    expect(await chosen(true)).toBe(before)
  })

  it('is another where somebody else has taken it, without a wait', async () => {
    const server = await hold()
    // Whoever waited would get it: it is given back a moment later.
    const givenBack = setTimeout(() => server.close(), 1_500)
    expect(await chosen(false)).not.toBe(before)
    expect(server.listening).toBe(true)
    clearTimeout(givenBack)
    server.close()
  })

  it('is the one that was asked for or none, and says by which setting', async () => {
    const given = await freePort()
    const held = await choose(false, given)
    expect(held.port).toBe(given)
    await expect(choose(false, given)).rejects.toMatchObject({
      code: 'PORT_REFUSED',
      detail: expect.stringContaining(`PORT: port ${given}`),
    })
    await held.letGo()
  })

  it('is any free one in a folder that had none', async () => {
    await rm(join(folder, 'port'))
    expect(await chosen(false)).toBeGreaterThan(0)
  })
})
