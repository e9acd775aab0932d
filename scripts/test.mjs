/**
 * `npm test [-- PATTERN | --no-build | jest options]`: builds, starts one PostgreSQL and one Temporal server in a
 * fresh folder on free ports, runs the unit suites and then the whole-system suites against them, and ends with one
 * line, `N passed, N failed, N skipped`. Two runs never meet. The exit code is 0 only when something ran and nothing
 * failed.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')
const jest = join(root, 'node_modules/jest/bin/jest.js')
const passedOn = process.argv.slice(2).filter((argument) => argument !== '--no-build')
const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))

/** After its last result jest may wait for handles that a test left open. It gets this long; then it is a failure. */
const GRACE_MS = 30_000
/** A clean stop takes a second or two. A hung one must not hide the results. */
const STOP_MS = 60_000

/** Whole-system suites share one Temporal server. Two at once: each waits for clocks, timers and browsers half the time. */
const RUNS = [
  { name: 'unit', folders: ['src', 'workflows', 'client', 'console'], workers: 2 },
  { name: 'system', folders: ['test'], workers: 2 },
]

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @type {Count} */
const total = { passed: 0, failed: 0, skipped: 0 }
/** What is running, newest last; each entry stops one thing. @type {(() => Promise<unknown>)[]} */
const running = []
let interrupted = false
/** @type {Promise<void> | undefined} */
let finishing

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (interrupted) return
    interrupted = true
    console.error(`${signal}: stopping`)
    finishing ??= finish()
  })
}

await run()
await (finishing ??= finish())

async function run() {
  try {
    if (!process.argv.includes('--no-build')) await build()
    const environment = await startServers()
    for (const { name, folders, workers } of RUNS) {
      if (interrupted) return
      add(await runJest(name, folders, workers, environment))
    }
  } catch (error) {
    if (interrupted) return
    console.error(error instanceof Error ? (error.stack ?? error.message) : error)
    total.failed += 1
  }
}

/** Prints the one line that others read, last. */
async function finish() {
  for (const stop of running.splice(0).reverse()) {
    await within(STOP_MS, stop()).catch((/** @type {unknown} */ error) => {
      console.error('While stopping:', error)
      total.failed += 1
    })
  }
  rmSync(folder, { recursive: true, force: true })
  if (interrupted) total.failed += 1
  const succeeded = total.passed > 0 && total.failed === 0
  if (total.passed + total.failed + total.skipped === 0) console.error('No test ran.')
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`, () => {
    // Explicit, because an embedded server's package sets an exit code of its own.
    process.exit(succeeded ? 0 : 1)
  })
}

async function build() {
  const { code } = await child(process.execPath, [join(root, 'scripts/build.mjs')], process.env)
  if (code !== 0) throw new Error('The build failed, so no test ran.')
}

/** @returns {Promise<NodeJS.ProcessEnv>} */
async function startServers() {
  const postgresModule = join(root, 'dist/src/embedded/postgres.js')
  const temporalModule = join(root, 'dist/src/embedded/temporal.js')
  /** @type {typeof import('../src/embedded/postgres.ts')} */
  const { startPostgres } = await import(pathToFileURL(postgresModule).href)
  /** @type {typeof import('../src/embedded/temporal.ts')} */
  const { startTemporal } = await import(pathToFileURL(temporalModule).href)
  const log = () => {}

  const postgres = await startPostgres({ dataDir: folder, durable: false, log })
  running.push(() => postgres.stop())
  const temporal = await startTemporal({ dataDir: folder, log, onProgress: sayOnce() })
  running.push(() => temporal.stop())
  return {
    ...process.env,
    COUNTERSIGN_TEST_POSTGRES: postgres.url,
    COUNTERSIGN_TEST_TEMPORAL: temporal.address,
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`,
  }
}

/** A download reports every chunk under one message. */
function sayOnce() {
  let last = ''
  return (/** @type {{ message: string }} */ { message }) => {
    if (message !== last) console.error(message)
    last = message
  }
}

/**
 * @param {string} name
 * @param {string[]} folders
 * @param {number} workers
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<Count>}
 */
async function runJest(name, folders, workers, environment) {
  const results = join(folder, `${name}.json`)
  const roots = folders.map((part) => join(root, part)).filter((path) => existsSync(path))
  const { code, signal } = await child(
    process.execPath,
    [
      jest,
      ...roots.map((path) => `--roots=${path}`),
      `--maxWorkers=${workers}`,
      '--ci',
      '--passWithNoTests',
      '--json',
      `--outputFile=${results}`,
      ...passedOn,
    ],
    environment,
    () => existsSync(results),
  )
  return count(name, results, code, signal)
}

/**
 * Reads what jest wrote and believes the worse of it and the exit code. It writes even when it found no test: without
 * results it came to a bad end, whatever its code says.
 * @param {string} name
 * @param {string} results
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {Count}
 */
function count(name, results, code, signal) {
  if (!existsSync(results)) {
    console.error(`The ${name} run ended with ${signal ?? code} and no results.`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  /** @type {Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests' | 'numRuntimeErrorTestSuites', number>} */
  const report = JSON.parse(readFileSync(results, 'utf8'))
  // A suite that did not run has no failed tests, only an error.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites
  if (signal !== null) console.error(`The ${name} run left something open and was ended.`)
  return {
    passed: report.numPassedTests,
    failed: code === 0 ? failed : Math.max(failed, 1),
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** @param {Count} more */
function add(more) {
  total.passed += more.passed
  total.failed += more.failed
  total.skipped += more.skipped
}

/**
 * Runs a process to its end. `done` says when its work is finished: from then on it has a grace to end by itself.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {() => boolean} [done]
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
function child(command, args, env, done = () => false) {
  return new Promise((resolve, reject) => {
    // Everything to stderr: stdout is for the one line.
    const runner = spawn(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] })
    const stop = () =>
      new Promise((ended) => {
        runner.once('close', ended)
        runner.kill('SIGTERM')
      })
    running.push(stop)

    /** @type {number | undefined} */
    let doneAt
    const watch = setInterval(() => {
      if (doneAt === undefined && done()) doneAt = Date.now()
      if (doneAt !== undefined && Date.now() - doneAt > GRACE_MS) runner.kill('SIGKILL')
    }, 1000)

    runner.once('error', reject)
    runner.once('close', (code, signal) => {
      clearInterval(watch)
      const index = running.indexOf(stop)
      if (index !== -1) running.splice(index, 1)
      resolve({ code, signal })
    })
  })
}

/**
 * @param {number} milliseconds
 * @param {Promise<unknown>} promise
 */
async function within(milliseconds, promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not stopped after ${milliseconds} ms`)), milliseconds)
  })
  await Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
