import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { holdFreePort, holdPort } from './free-port.ts'
import { supervise } from './supervise.ts'
import type { SuperviseOptions } from './supervise.ts'
import { startDoomedParent, survivors } from './testing/doomed-parent.ts'

const built = (name: string): string => pathToFileURL(join(process.cwd(), `dist/src/embedded/${name}.js`)).href
const exitWithParent = built('exit-with-parent')
const service = `
  const { exitWithParent } = await import(${JSON.stringify(exitWithParent)})
  exitWithParent()
  setInterval(() => {}, 1000)
  console.log('listening on 4711')`

describe('a supervised process', () => {
  let mark: string
  beforeEach(async () => {
    mark = await mkdtemp(join(tmpdir(), 'cs-supervise-'))
  })
  afterEach(() => rm(mark, { recursive: true, force: true }))

  const node = (script: string): SuperviseOptions => ({
    name: 'service',
    command: process.execPath,
    args: ['--input-type=module', '-e', script, mark],
    env: { PATH: process.env['PATH'] },
    log: () => {},
  })

  it('is ready when it says so, and hands on every line', async () => {
    const lines: string[] = []
    const log = (line: string): void => void lines.push(line)
    const running = supervise({ ...node(service), readyLine: /listening on (\d+)/, log })
    expect((await running.ready)?.[1]).toBe('4711')
    expect(lines).toEqual(['listening on 4711'])
    expect(await running.stop()).toEqual({ code: null, signal: 'SIGTERM' })
  })

  it('is not ready when it ends first, and tells how it ended', async () => {
    const lines: string[] = []
    const log = (line: string): void => void lines.push(line)
    const running = supervise({ ...node('console.error("no"); process.exit(3)'), readyLine: /never/, log })
    expect(await running.ready).toBeNull()
    expect(await running.exited).toEqual({ code: 3, signal: null })
    expect(lines).toEqual(['no'])
  })

  it('is reported as ended with 127 when it cannot be started', async () => {
    const running = supervise({ ...node(''), command: join(mark, 'nothing-here') })
    expect(await running.exited).toEqual({ code: 127, signal: null })
    expect(await running.stop()).toEqual({ code: 127, signal: null })
  })

  it('is killed after the grace time when it does not heed SIGTERM', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')`
    const running = supervise({ ...node(stubborn), readyLine: /up/, grace: 200 })
    await running.ready
    expect(await running.stop()).toEqual({ code: null, signal: 'SIGKILL' })
  })

  it('listens on the port that was held for it, which nobody can take meanwhile, and serves whoever came before', async () => {
    const held = await holdFreePort()
    const slow = `
      const { createServer } = await import('node:http')
      const { handedSocket } = await import(${JSON.stringify(built('handed-socket'))})
      const fd = handedSocket()
      const own = handedSocket()
      await new Promise((later) => setTimeout(later, 500))
      createServer((request, response) => response.end('here')).listen({ fd }, () => console.log('up', own))`
    const running = supervise({ ...node(slow), socket: held.socket, readyLine: /up null/ })
    await held.letGo()
    expect(await holdPort(held.port)).toBeNull()
    const early = await fetch(`http://127.0.0.1:${held.port}`)
    expect(await early.text()).toBe('here')
    expect(await running.ready).not.toBeNull()
    await running.stop()
    const free = await holdPort(held.port)
    expect(free?.port).toBe(held.port)
    await free?.letGo()
  })

  it.each(['process', 'group'] as const)('dies when the supervising %s is killed', async (target) => {
    const parent = await startDoomedParent(`
      const { supervise } = await load('supervise.js')
      const running = supervise({ name: 'service', command: process.execPath, env: { PATH: process.env.PATH },
        args: ['--input-type=module', '-e', ${JSON.stringify(service)}, ${JSON.stringify(mark)}],
        readyLine: /listening/, log: () => {} })
      await running.ready
      tell('up')`)
    await parent.kill(target)
    expect(await survivors(mark, 3_000)).toEqual([])
  })

  it('that stands alone does not care about its standard input', async () => {
    const parent = await startDoomedParent(`
      const { exitWithParent } = await load('exit-with-parent.js')
      exitWithParent() // its standard input has ended already
      setTimeout(() => tell('still here'), 300)`)
    expect(parent.said).toBe('still here')
    await parent.kill()
  })
})
