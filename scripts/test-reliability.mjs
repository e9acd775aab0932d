/**
 * `npm run test:reliability -- [--rounds N] [--seed S] [--from R | --only R] [--long] [--no-build]`: the fault suite, so many
 * rounds of it, from round R on, or round R of that seed alone. Ends like `npm test` with one line, `N passed, N failed, N skipped`, whose numbers are
 * rounds, and a few more for what is asked at the end.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    from: { type: 'string', default: '1' },
    only: { type: 'string' },
    long: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
})
const { rounds, seed, from, only, long } = values
for (const [name, text] of Object.entries({ rounds, seed, from, only: only ?? '1' })) {
  if (/^\d{1,6}$/.test(text)) continue
  console.error(`--${name}: expected a number, such as 100`)
  process.exit(2)
}
const part = { ...(from === '1' ? {} : { from }), ...(only === undefined ? {} : { only }) }
const options = { rounds, seed, ...part }
const words = [...Object.entries(options).map(([name, text]) => `--${name} ${text}`), ...(long ? ['--long'] : [])]
const again = `npm run test:reliability -- ${words.join(' ')}`
console.error(`To see the same again: ${again}`)

const run = spawn(
  process.execPath,
  [join(import.meta.dirname, 'test.mjs'), ...(values['no-build'] ? ['--no-build'] : []), 'test/reliability/rounds'],
  { stdio: 'inherit', env: { ...process.env, COUNTERSIGN_RELIABILITY: JSON.stringify({ ...options, long }) } },
)
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => run.kill(signal))
run.once('close', (code) => process.exit(code ?? 1))
