/**
 * Entry file of a process of its own: runs one command and makes sure that it does not outlive whoever asked for it.
 *
 *   node guard.js --signal SIGINT --grace 10000 [--uid 101 --gid 104] -- command argument…
 *
 * The asker holds the other end of this process's standard input. When that end closes (the asker stopped us, exited,
 * crashed, or was killed with SIGKILL, which no handler of its own could have noticed) the command gets its signal and,
 * after the grace time, SIGKILL. PR_SET_PDEATHSIG would do on Linux alone, and is cleared by a change of user.
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    signal: { type: 'string', default: 'SIGTERM' },
    grace: { type: 'string', default: '10000' },
    uid: { type: 'string' },
    gid: { type: 'string' },
  },
})
const [command, ...args] = positionals
if (command === undefined) {
  process.stderr.write('guard: give the command to run after --\n')
  process.exit(2)
}

// A session of its own: a SIGKILL or Ctrl-C aimed at the asker's process group must not take the command with it
// before the guard could stop it in order, and the guard can reach everything that the command started.
const child = spawn(command, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: true,
  ...(values.uid === undefined ? {} : { uid: Number(values.uid) }),
  ...(values.gid === undefined ? {} : { gid: Number(values.gid) }),
})

child.once('error', (error) => {
  process.stderr.write(`guard: ${command} did not start: ${error.message}\n`)
  process.exit(127)
})
child.once('exit', (code, signal) => {
  signalGroup('SIGKILL') // whoever is left of the command's group
  process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL'])
})

let stopping = false
function stop(): void {
  if (stopping) return
  stopping = true
  signalGroup(values.signal)
  setTimeout(() => signalGroup('SIGKILL'), Number(values.grace))
}

function signalGroup(signal: string): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // nobody is left in the group
  }
}

process.stdin.on('end', stop).on('close', stop).on('error', stop).resume()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
