/**
 * `npm run build`: compiles src, workflows, client and the console into `dist`. It compiles beside and then swaps, so that no stale
 * file survives and nobody ever loads a half-written build. SQL, schemas and policies are read from where they lie
 * (src/platform/package-root.ts) and are not copied.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { buildConsole } from './build-console.mjs'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
// In the project itself: a rename works only within one file system.
const fresh = mkdtempSync(join(root, '.dist-'))

const TRACING = '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors'
/** @type {Record<string, string[]>} */
const BUNDLES = { 'workflow-bundle.js': [], 'workflow-bundle-traced.js': [join(root, 'node_modules', TRACING)] }

try {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', fresh]
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error(`tsc ended with ${status}: nothing was built and dist is unchanged`)

  await bundleWorkflows(fresh)
  await buildConsole(join(fresh, 'console'))
  for (const bin of binaries()) chmodSync(join(fresh, bin), 0o755)

  const stale = `${fresh}-old`
  if (existsSync(dist)) renameSync(dist, stale)
  // Makes sure that other users can run what mkdtemp made for us alone.
  chmodSync(fresh, 0o755)
  renameSync(fresh, dist)
  rmSync(stale, { recursive: true, force: true })
  linkBinaries()
} catch (error) {
  rmSync(fresh, { recursive: true, force: true })
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/**
 * What Temporal replays, in one file: bundling costs seconds of CPU, which no start should spend. A second one has
 * Temporal's tracing in it, so that an installation without tracing does not even load that.
 * @param {string} folder
 */
async function bundleWorkflows(folder) {
  const { bundleWorkflowCode } = await import('@temporalio/worker')
  for (const [name, workflowInterceptorModules] of Object.entries(BUNDLES)) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(folder, 'workflows/index.js'),
      failureConverterPath: join(root, 'src/platform/temporal/failure-converter.cjs'),
      workflowInterceptorModules,
      logger: quiet(),
    })
    writeFileSync(join(folder, name), code)
  }
}

/** The bundler's chatter says nothing to whoever builds; its errors do. */
function quiet() {
  const silent = () => {}
  return { log: silent, trace: silent, debug: silent, info: silent, warn: console.warn, error: console.error }
}

/** `npx countersign` in this folder runs this build: npm links the commands of dependencies, not our own. */
function linkBinaries() {
  /** @type {{ bin: Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const [name, path] of Object.entries(manifest.bin)) {
    const link = join(root, 'node_modules/.bin', name)
    rmSync(link, { force: true })
    symlinkSync(join('../..', path), link)
  }
}

/** What package.json calls commands, as paths inside `dist`. @returns {string[]} */
function binaries() {
  /** @type {{ bin: Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return Object.values(manifest.bin).map((path) => path.replace(/^(\.\/)?dist\//, ''))
}
