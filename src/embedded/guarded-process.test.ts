import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runGuarded, startGuarded } from './guarded-process.ts'
import type { GuardedCommand, GuardedProcess } from './guarded-process.ts'
import { startDoomedParent, survivors } from './testing/doomed-parent.ts'

describe('a guarded process', () => {
  let mark: string
  beforeEach(async () => {
    mark = await mkdtemp(join(tmpdir(), 'cs-guard-'))
  })
  afterEach(() => rm(mark, { recursive: true, force: true }))

  const shell = (script: string, log: (line: string) => void = () => {}): GuardedCommand => ({
    command: 'sh',
    args: ['-c', script, mark],
    env: { PATH: process.env['PATH'] },
    signal: 'SIGTERM',
    grace: 300,
    log,
  })

  const startShell = (script: string, signal: NodeJS.Signals): Promise<GuardedProcess> =>
    new Promise((resolve) => {
      const running = startGuarded({ ...shell(script, () => resolve(running)), signal })
    })

  it('hands on its lines and its exit code', async () => {
    const lines: string[] = []
    const { code, recent } = await runGuarded(shell('echo out; echo err >&2; exit 7', (line) => lines.push(line)))
    expect(code).toBe(7)
    expect(lines.toSorted()).toEqual(['err', 'out'])
    expect(recent).toContain('err')
  })

  it('ends with 128 + n when signal n ended it, and 127 when there is no such command', async () => {
    expect((await runGuarded(shell('kill -9 $$'))).code).toBe(137)
    const missing = await runGuarded({ ...shell(''), command: join(mark, 'nothing-here') })
    expect(missing.code).toBe(127)
    expect(missing.recent).toContain('did not start')
  })

  it('sees nothing of our environment but what it is given', async () => {
    process.env['CS_GUARD_SECRET'] = 'x'
    const { recent } = await runGuarded(shell('echo "secret=$CS_GUARD_SECRET"'))
    delete process.env['CS_GUARD_SECRET']
    expect(recent).toBe('secret=')
  })

  it('is stopped with its own signal', async () => {
    const running = await startShell('trap "exit 5" INT; echo up; while :; do sleep 0.05; done', 'SIGINT')
    await running.stop()
    expect(await running.exited).toBe(5)
  })

  it('is killed with everything it started when it does not heed the signal', async () => {
    const deaf = 'trap "" TERM; while :; do sleep 1; done'
    const stubborn = `sh -c '${deaf}' "$0" & trap "" TERM; echo up; ${deaf}`
    const running = await startShell(stubborn, 'SIGTERM')
    await running.stop()
    expect(await running.exited).toBe(137)
    expect(await survivors(mark, 2_000)).toEqual([])
  })

  it.each(['process', 'group'] as const)('dies, and its guard with it, when our %s is killed', async (target) => {
    const parent = await startDoomedParent(`
      const { startGuarded } = await load('guarded-process.js')
      const script = 'trap "" TERM; echo up; while :; do sleep 1; done'
      startGuarded({ command: 'sh', args: ['-c', script, ${JSON.stringify(mark)}], env: { PATH: process.env.PATH },
        signal: 'SIGTERM', grace: 300, log: tell })`)
    await parent.kill(target)
    expect(await survivors(mark, 5_000)).toEqual([])
  })
})
