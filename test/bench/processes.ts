import { readdirSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

/** Who spends the CPU. */
export const PARTS = ['api', 'worker', 'signer', 'bare worker', 'postgres', 'temporal', 'driver'] as const
export type Part = (typeof PARTS)[number]

interface ProcessRow {
  readonly pid: number
  readonly parent: number
  readonly command: string
  readonly cpuMs: number
}

const TICK_MS = 1000 / Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout.trim() || '100')

/** CPU milliseconds so far of everything that this process has started, and of what that has started, by part. */
export function cpuByPart(): Record<Part, number> {
  const rows = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? rowOf(Number(name)) : []))
  const spent = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<Part, number>
  const visit = (row: ProcessRow): void => {
    const part = partOf(row)
    if (part !== null) spent[part] += row.cpuMs
    rows.filter(({ parent }) => parent === row.pid).forEach(visit)
  }
  rows.filter(({ pid }) => pid === process.pid).forEach(visit)
  return spent
}

/** `previous` to now, in milliseconds for each of `count`. */
export function cpuSince(previous: Record<Part, number>, count: number): Record<Part, number> {
  const now = cpuByPart()
  return Object.fromEntries(PARTS.map((part) => [part, (now[part] - previous[part]) / count])) as Record<Part, number>
}

/** Resident memory in MiB. */
export function residentMib(pid: number): number {
  const [, kib = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}

function partOf({ pid, command }: ProcessRow): Part | null {
  if (pid === process.pid) return 'driver'
  if (command.includes('test/bench/bare/')) return 'bare worker'
  const [, name] = /countersign\.js (api|worker|signer)\b/.exec(command) ?? []
  if (name === 'api' || name === 'worker' || name === 'signer') return name
  if (/^\S*postgres\b/.test(command)) return 'postgres'
  return /start-dev/.test(command) ? 'temporal' : null
}

function rowOf(pid: number): ProcessRow[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // After the name in brackets, which may hold anything: state, parent, …; 12 and 13 are user and system time, 14 and
    // 15 those of children that have ended: PostgreSQL's earlier back ends.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0)
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return [{ pid, parent: Number(fields[1]), command, cpuMs: ticks * TICK_MS }]
  } catch {
    // It has ended meanwhile.
    return []
  }
}
