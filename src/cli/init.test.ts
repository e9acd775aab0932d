import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../test/support/database.ts'
import { ORGANISATION, POLICY } from '../../test/support/people-room.ts'
import { refusalOf } from '../../test/support/software-key.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { readOrganisation } from '../people/store.ts'
import type { Handout } from '../people/init-organisation.ts'
import { parsePolicy } from '../risk/policy-document.ts'
import { init } from './init.ts'
import type { Runtime } from './runtime-file.ts'

describeWithPostgres('countersign init', () => {
  let folder: string
  let database: TestDatabase
  let file: string
  let json: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-init-'))
    database = await createTestDatabase()
    file = join(folder, 'organisation.yaml')
    json = join(folder, 'secrets.json')
    await writeFile(file, ORGANISATION)
    await writeFile(join(folder, 'policy.yaml'), POLICY)
  })
  afterEach(async () => {
    await database.drop()
    await rm(folder, { recursive: true })
  })

  const env = (more: Record<string, string> = {}) => ({ DATA_DIR: folder, ...more })
  const withDatabase = (more: Record<string, string> = {}) => env({ DATABASE_URL: database.url, ...more })
  const run = (request: { json?: string; env: Record<string, string> }) => init({ parsePolicy }, { file, ...request })
  const writeRuntime = (runtime: Partial<Runtime> = {}) =>
    writeFile(
      join(folder, 'runtime.json'),
      JSON.stringify({
        pid: process.pid,
        origin: 'http://localhost:8123',
        databaseUrl: database.url,
        profile: 'sandbox',
        ...runtime,
      }),
    )

  async function profileInForce(): Promise<string | undefined> {
    const db = createDatabase({ url: database.url, role: 'migrate', max: 1, onError: () => undefined })
    const organisation = await readOrganisation(db)
    await db.destroy()
    return organisation?.genesis.profile
  }

  it('shows an invitation for everybody, and each secret, with the token where no server logs it', async () => {
    const shown = await run({ env: withDatabase({ PUBLIC_ORIGIN: 'https://pay.example.com' }) })
    expect(shown).toMatch(/^ {2}ana@example\.com {2}https:\/\/pay\.example\.com\/enrol#[\w-]{43}$/m)
    expect(shown).toMatch(/^ {2}erp {2}[\w-]{43}$/m)
    expect(shown).toMatch(/^ {2}http:\/\/127\.0\.0\.1:9090\/hook {2}whsec_/m)
  })

  it('writes them to a file that nobody else can read, and then says only where', async () => {
    const shown = await run({ json, env: withDatabase() })
    expect((await stat(json)).mode & 0o777).toBe(0o600)
    const handout = JSON.parse(await readFile(json, 'utf8')) as Handout
    expect(Object.keys(handout)).toEqual(['people', 'clients', 'webhooks'])
    expect(handout.people['ben@example.com']).toEqual({
      id: expect.stringMatching(/^per_/),
      enrolment: expect.any(String),
    })
    expect(handout.clients['erp']).toEqual({ secret: expect.any(String) })
    expect(handout.webhooks['http://127.0.0.1:9090/hook']).toEqual({ secret: expect.stringMatching(/^whsec_/) })
    expect(shown).toContain(json)
    for (const { enrolment } of Object.values(handout.people)) expect(shown).not.toContain(enrolment)
  })

  it('takes the place of an older file or link, without its mode and without writing through it', async () => {
    const target = join(folder, 'elsewhere')
    await writeFile(target, 'old')
    await chmod(target, 0o644)
    await symlink(target, json)
    await run({ json, env: withDatabase() })
    expect(await readFile(target, 'utf8')).toBe('old')
    expect((await stat(json)).mode & 0o777).toBe(0o600)
  })

  it('is refused a second time, and leaves the secrets of the first', async () => {
    await run({ json, env: withDatabase() })
    const before = await readFile(json, 'utf8')
    expect(await refusalOf(run({ json, env: withDatabase() }))).toMatchObject({ code: 'ORGANISATION_EXISTS' })
    expect(await readFile(json, 'utf8')).toBe(before)
    expect((await readdir(folder)).filter((name) => name.startsWith('secrets.json'))).toEqual(['secrets.json'])
  })

  it('creates nothing when the file cannot be written', async () => {
    await expect(run({ json: join(folder, 'missing', 'secrets.json'), env: withDatabase() })).rejects.toThrow('ENOENT')
    expect(await profileInForce()).toBeUndefined()
  })

  it('finds the service that runs here, and goes by its address and profile', async () => {
    await writeRuntime()
    expect(await run({ env: env() })).toContain('http://localhost:8123/enrol#')
    expect(await profileInForce()).toBe('sandbox')
  })

  it('is refused for another profile than the service runs with', async () => {
    await writeRuntime()
    expect(await refusalOf(run({ env: env({ PROFILE: 'demo' }) }))).toMatchObject({ code: 'PROFILE_DIFFERS' })
    expect(await profileInForce()).toBeUndefined()
  })

  it('says to start the service where none runs', async () => {
    expect(await refusalOf(run({ env: env() }))).toMatchObject({ code: 'NOT_RUNNING' })
    // No process has this number: it is beyond what the kernel hands out.
    await writeRuntime({ pid: 4_194_305 })
    expect(await refusalOf(run({ env: env() }))).toMatchObject({ code: 'NOT_RUNNING' })
    expect(existsSync(json)).toBe(false)
  })

  it('names what cannot be read', async () => {
    await rm(join(folder, 'policy.yaml'))
    const refusal = await refusalOf(run({ env: withDatabase() }))
    expect(refusal).toMatchObject({ code: 'FILE_UNREADABLE', detail: `${join(folder, 'policy.yaml')} cannot be read.` })
  })
})
