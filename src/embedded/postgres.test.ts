import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from './postgres.ts'
import type { EmbeddedPostgres, PostgresOptions } from './postgres.ts'
import { startDoomedParent, survivors } from './testing/doomed-parent.ts'

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows
  } finally {
    await client.end()
  }
}

describe('the embedded PostgreSQL', () => {
  // One cluster for most tests: making one costs more than all that is done with it, and each test must leave it whole.
  let dataDir: string
  let lines: string[]
  const running: EmbeddedPostgres[] = []
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cs-postgres-'))
  })
  beforeEach(() => {
    lines = []
  })
  afterEach(stopAll)
  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  async function stopAll(): Promise<void> {
    await Promise.all(running.splice(0).map((server) => server.stop()))
  }

  async function start(options: Partial<PostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const server = await startPostgres({ dataDir, durable: false, log: (line) => lines.push(line), ...options })
    running.push(server)
    return server
  }
  const parentOf = (): ReturnType<typeof startDoomedParent> =>
    startDoomedParent(`
      const { startPostgres } = await load('postgres.js')
      const { url } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false, log: () => {} })
      tell(url)`)

  it('listens on loopback alone, wants its password, and is as durable as PostgreSQL is by default', async () => {
    const { url, port } = await start({ durable: true })
    expect(new URL(url)).toMatchObject({ hostname: '127.0.0.1', port: String(port), pathname: '/countersign' })
    const settings = await query(
      url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes',
       'max_connections', 'listen_addresses', 'unix_socket_directories', 'password_encryption', 'server_encoding')`,
    )
    expect(Object.fromEntries(settings.map((row) => Object.values(row as object) as [string, string]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      max_connections: '200',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      password_encryption: 'scram-sha-256',
      server_encoding: 'UTF8',
    })
    expect(await query(url, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules')).toEqual([
      { auth_method: 'scram-sha-256' },
    ])

    const guess = new URL(url)
    guess.password = 'guess'
    await expect(query(guess.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })

    const file = join(dataDir, 'postgres', 'password')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(url).toContain(await readFile(file, 'utf8'))
    expect((await stat(join(dataDir, 'postgres', 'data'))).mode & 0o777).toBe(0o700)
    expect((await stat(dataDir)).mode & 0o067).toBe(0) // nobody else reads or writes; as root one account may pass
  })

  it('refuses a second start on the same folder with the pid of the first', async () => {
    await start()
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      detail: expect.stringContaining(`process ${process.pid}`),
    })
  })

  it('keeps its data over a restart, and takes the port it is given', async () => {
    const first = await start()
    await query(first.url, 'CREATE TABLE restarted AS SELECT 42 AS answer')
    await first.stop()
    expect(await first.exited).toBe(0)
    const second = await start({ port: first.port })
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'SELECT answer FROM restarted')).toEqual([{ answer: 42 }])
  })

  it('says so when the port it is given is taken, whoever answers on it', async () => {
    const stranger = createServer((socket) => socket.end('hello'))
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo
    await expect(start({ port })).rejects.toMatchObject({
      code: 'EMBEDDED_POSTGRES',
      detail: expect.stringContaining('Address already in use'),
    })
    stranger.close()
  })

  it.each(['process', 'group'] as const)('dies when our %s is killed, and the next start recovers', async (target) => {
    const parent = await parentOf()
    await query(parent.said, `CREATE TABLE killed_${target} AS SELECT 42 AS answer`)
    await parent.kill(target)
    // At once: the old server may still be stopping.
    const { url } = await start()
    expect(await query(url, `SELECT answer FROM killed_${target}`)).toEqual([{ answer: 42 }])
    await stopAll()
    expect(await survivors(dataDir, 5_000)).toEqual([])
  })

  it('is stopped by the next start when its guard was killed as well', async () => {
    const parent = await parentOf()
    const [guard] = (await survivors(dataDir, 0)).filter((line) => line.includes('guard.js'))
    process.kill(Number.parseInt(guard ?? '', 10), 'SIGKILL')
    await parent.kill()
    const { url } = await start()
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(lines).toContainEqual(expect.stringContaining('waiting for postgres of an earlier run'))
  })

  it('is reported as ended when only its guard is killed', async () => {
    const server = await start()
    const [guard] = (await survivors(dataDir, 0)).filter((line) => line.includes('guard.js'))
    process.kill(Number.parseInt(guard ?? '', 10), 'SIGKILL')
    expect(await server.exited).toBe(137)
    await server.stop()
    await start()
  })

  it('starts over a postmaster.pid whose pid another process has by now', async () => {
    await (await start()).stop()
    const file = join(dataDir, 'postgres', 'data', 'postmaster.pid')
    // Of the same user: PostgreSQL itself sees that another user's process is not its own.
    const { uid, gid } = await stat(join(dataDir, 'postgres', 'data'))
    const stranger = spawn('sleep', ['30'], { uid, gid, stdio: 'ignore' })
    try {
      await writeFile(file, `${stranger.pid}\n`)
      await start()
    } finally {
      stranger.kill('SIGKILL')
    }
    expect(lines).toContainEqual(expect.stringContaining(`named process ${stranger.pid}`))
  })

  it('recovers a folder that initdb did not finish, and deletes nothing it does not know', async () => {
    const fresh = await mkdtemp(join(dataDir, 'fresh-'))
    await chmod(dataDir, 0o711)
    const home = join(fresh, 'postgres')
    await mkdir(join(home, 'unfinished-0123', 'base'), { recursive: true })
    await mkdir(join(home, 'data', 'global'), { recursive: true })
    await writeFile(join(home, 'data', 'PG_VERSION'), '18\n')
    const { url } = await start({ dataDir: fresh })
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    const names = await readdir(home)
    expect(names).not.toContain('unfinished-0123')
    const kept = names.find((name) => name.startsWith('data-incomplete-')) ?? ''
    expect(await readdir(join(home, kept))).toContain('PG_VERSION')
  })

  it('says what to restore when the password of an existing cluster is gone', async () => {
    await (await start()).stop()
    const file = join(dataDir, 'postgres', 'password')
    await rename(file, `${file}.moved`)
    await expect(start()).rejects.toMatchObject({ detail: expect.stringContaining(`${file} cannot be read`) })
    await writeFile(file, 'another')
    await expect(start()).rejects.toMatchObject({ detail: expect.stringContaining('it refuses us') })
    expect(await survivors(dataDir, 2_000)).toEqual([])
    await rename(`${file}.moved`, file)
  })

  const asRoot = process.getuid?.() === 0 ? it : it.skip
  asRoot('names the folder on the way that PostgreSQL may not enter', async () => {
    await chmod(dataDir, 0o700)
    await expect(start({ dataDir: join(dataDir, 'below') })).rejects.toMatchObject({
      code: 'EMBEDDED_POSTGRES',
      detail: expect.stringContaining(`cannot enter ${dataDir}, `),
    })
  })
})
