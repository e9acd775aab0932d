/** For tests: a process that does something with the built modules of this room and is then killed with SIGKILL. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runningProcesses } from '../leftover-processes.ts'

export interface DoomedParent {
  readonly pid: number
  /** What its script handed to `tell`. */
  readonly said: string
  kill(target?: 'process' | 'group'): Promise<void>
}

const BUILT = new URL('../../../dist/src/embedded/', import.meta.url)

/**
 * Runs `script`, the source of an ES module, with `load(file)` for a built module of this room and `tell(text)` to say
 * that it is ready. It stays until it is killed, for a minute at most.
 */
export async function startDoomedParent(script: string, env: NodeJS.ProcessEnv = {}): Promise<DoomedParent> {
  if (!existsSync(fileURLToPath(BUILT))) throw new Error(`${BUILT.href} is missing: run \`npm run build\` first`)
  const source = `
    const load = (file) => import(${JSON.stringify(BUILT.href)} + file)
    const tell = (text) => console.log('TOLD ' + text)
    setTimeout(() => process.exit(1), 60_000) // a test that failed before it could kill us
    ${script}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const heard: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => heard.push(line))
  // `exit`, not `close`: what outlives it may hold its pipes.
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const said = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('TOLD ')) resolve(line.slice('TOLD '.length))
    })
    void exited.then(() => reject(new Error(`the parent ended before it was ready:\n${heard.join('\n')}`)))
  })
  const { pid } = child
  if (pid === undefined) throw new Error('a process that spoke has a pid')
  const kill = async (target: 'process' | 'group' = 'process'): Promise<void> => {
    process.kill(target === 'group' ? -pid : pid, 'SIGKILL')
    await exited
  }
  return { pid, said, kill }
}

/** The command lines that mention `mark`, once there are none left or after the time given. */
export async function survivors(mark: string, withinMs: number): Promise<string[]> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const found = (await runningProcesses()).filter(({ command }) => command.includes(mark))
    if (found.length === 0 || Date.now() > deadline) return found.map(({ pid, command }) => `${pid} ${command}`)
    await sleep(50)
  }
}
