import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { until } from '../support/until.ts'

export interface RunningProcess {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** A process and everything below it, itself first. */
export async function processTree(root: number): Promise<RunningProcess[]> {
  const all = await runningProcesses()
  const found = all.filter(({ pid }) => pid === root)
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid))
  return found
}

/** The one process below `root` whose command line matches. */
export async function childOf(root: number, command: RegExp): Promise<RunningProcess> {
  const [found] = (await processTree(root)).filter((one) => command.test(one.command))
  if (found === undefined) throw new Error(`Nothing below process ${root} matches ${String(command)}`)
  return found
}

/** Fails with the command lines of those that have not ended in time. */
export async function expectAllGone(tree: readonly RunningProcess[], withinMs = 30_000): Promise<void> {
  let alive: RunningProcess[] = []
  await until(
    'everything having ended',
    async () => {
      const now = await runningProcesses()
      // A pid alone may be another process by now.
      alive = tree.filter(({ pid, command }) => now.some((one) => one.pid === pid && one.command === command))
      return alive.length === 0 ? true : undefined
    },
    withinMs,
  ).catch(() => undefined)
  expect(alive).toEqual([])
}

async function runningProcesses(): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,ppid=,stat=,args='], { maxBuffer: 2 ** 24 })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    // Ended, and only its parent has not noticed yet.
    if (pid === undefined || state?.startsWith('Z') === true) return []
    return [{ pid: Number(pid), parent: Number(parent), command }]
  })
}
