import { spawn } from 'node:child_process'
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { findTemporal } from './temporal-executable.ts'
import { startTemporal } from './temporal.ts'
import type { EmbeddedTemporal, TemporalOptions } from './temporal.ts'
import { startDoomedParent, survivors } from './testing/doomed-parent.ts'

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address })
  try {
    return await use(new Client({ connection }))
  } finally {
    await connection.close()
  }
}

describe('the embedded Temporal server', () => {
  let dataDir: string
  const running: EmbeddedTemporal[] = []
  beforeAll(async () => {
    await findTemporal({ log: () => {}, onProgress: () => {} }) // on a fresh machine a download
  }, 300_000)
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cs-temporal-'))
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()))
    await rm(dataDir, { recursive: true, force: true })
  })

  async function start(options: Partial<TemporalOptions> = {}): Promise<EmbeddedTemporal> {
    const server = await startTemporal({ dataDir, log: () => {}, onProgress: () => {}, ...options })
    running.push(server)
    return server
  }

  it('serves the namespace default, refuses a second start, and keeps workflows over a restart', async () => {
    const first = await start()
    await withClient(first.address, (client) => client.workflow.start('any', { taskQueue: 'q', workflowId: 'kept' }))
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    expect((await stat(join(dataDir, 'temporal'))).mode & 0o777).toBe(0o700)
    await first.stop()

    const port = Number(first.address.split(':')[1])
    const second = await start({ port })
    expect(second.address).toBe(first.address)
    const { status } = await withClient(second.address, (client) => client.workflow.getHandle('kept').describe())
    expect(status.name).toBe('RUNNING')
    await expect(start({ dataDir: join(dataDir, 'other'), port })).rejects.toMatchObject({
      code: 'EMBEDDED_TEMPORAL',
      detail: expect.stringContaining(`port ${port} is taken`),
    })
  })

  it('dies when we are killed, and the next start recovers at once', async () => {
    const parent = await startDoomedParent(`
      const { startTemporal } = await load('temporal.js')
      const options = { dataDir: ${JSON.stringify(dataDir)}, log: () => {}, onProgress: () => {} }
      tell((await startTemporal(options)).address)`)
    await withClient(parent.said, (client) => client.workflow.start('any', { taskQueue: 'q', workflowId: 'kept' }))
    await parent.kill('group')
    const { address } = await start()
    const { status } = await withClient(address, (client) => client.workflow.getHandle('kept').describe())
    expect(status.name).toBe('RUNNING')
    await Promise.all(running.splice(0).map((server) => server.stop()))
    expect(await survivors(dataDir, 5_000)).toEqual([])
  })

  it('is stopped by the next start when its guard was killed as well, whatever its program is called', async () => {
    const executable = await findTemporal({ log: () => {}, onProgress: () => {} })
    // One that has outlived everybody. The real one often does not: its next line of output ends it.
    const database = join(await realpath(dataDir), 'temporal', 'temporal.db')
    const leftover = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', database], {
      argv0: basename(executable),
    })
    const ended = new Promise((resolve) => leftover.once('exit', (_code, signal) => resolve(signal)))
    try {
      const lines: string[] = []
      await start({ log: (line) => lines.push(line) })
      expect(lines).toContainEqual(expect.stringMatching(/waiting for temporal\S* of an earlier run/))
      expect(await ended).toBe('SIGTERM')
    } finally {
      leftover.kill('SIGKILL')
    }
  })
})
