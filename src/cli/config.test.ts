import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configLines } from './config.ts'
import { rememberPort } from './choose-port.ts'

describe('countersign config', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'countersign-config-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  const linesOf = async (env: NodeJS.ProcessEnv = {}) =>
    (await configLines({ DATA_DIR: dataDir, ...env })).filter((line) => /^(?:PORT|PUBLIC_ORIGIN)=/.test(line))

  it('says that start picks a port of its own where none is asked for', async () => {
    expect(await linesOf()).toEqual([
      'PORT=8080  (default; start picks a free one instead)',
      'PUBLIC_ORIGIN=http://localhost:8080  (default; follows the port that start picks)',
    ])
  })

  it('says which one it runs on, and which one it had', async () => {
    await rememberPort(dataDir, 43_217)
    expect((await linesOf())[0]).toBe('PORT=8080  (default; start picks one instead, 43217 as before if that is free)')
    const runtime = { pid: process.pid, origin: 'http://localhost:43217', databaseUrl: 'postgres://127.0.0.1/x' }
    await writeFile(join(dataDir, 'runtime.json'), JSON.stringify(runtime))
    expect(await linesOf()).toEqual([
      'PORT=8080  (default; picked by start instead, which runs on 43217 now)',
      'PUBLIC_ORIGIN=http://localhost:8080  (default; start runs at http://localhost:43217 now)',
    ])
    await writeFile(join(dataDir, 'runtime.json'), 'half a fi')
    expect((await linesOf())[0]).toContain('43217 as before')
  })

  it('says nothing of it where a port is given', async () => {
    await rememberPort(dataDir, 43_217)
    expect(await linesOf({ PORT: '9000' })).toEqual([
      'PORT=9000  (environment)',
      'PUBLIC_ORIGIN=http://localhost:9000  (default)',
    ])
    expect((await linesOf({ PORT: '0' }))[0]).toContain('43217 as before')
  })

  it('masks what gives access', async () => {
    const lines = await configLines({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://u:hush@db/x' })
    expect(lines.join('\n')).not.toContain('hush')
    expect(lines).toContain('DATABASE_URL=postgres://***:***@db/x  (environment)')
  })
})
