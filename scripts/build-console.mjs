/**
 * The part of the build that makes the web console: vite puts `console/` into a folder, hashed, without an inline
 * script, a source map or anything from another origin. Texts are compressed here once, so that nobody compresses
 * them for each request. What has to be loaded before the first screen shows has a budget.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import mantine from 'postcss-preset-mantine'
import { build } from 'vite'

const root = join(import.meta.dirname, '../console')
const FIRST_SCREEN = 'screens/inbox/index.tsx'
/** Gzipped scripts and styles of the shell and the inbox. */
const BUDGET_BYTES = 300_000

/** @param {string} folder */
export async function buildConsole(folder) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic' } },
    css: { postcss: { plugins: [mantine()] } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      sourcemap: false,
      // A data: address is no file that a policy could name.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: 'manifest.json',
      // `use client` speaks to servers that render React; this is a browser's build.
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  })
  const manifest = join(folder, 'manifest.json')
  /** @type {Manifest} */
  const chunks = JSON.parse(readFileSync(manifest, 'utf8'))
  assertBudget(folder, chunks)
  rmSync(manifest)
  compressTexts(join(folder, 'assets'))
}

/** @typedef {Record<string, { file: string, css?: string[], imports?: string[] }>} Manifest */

/**
 * @param {string} folder
 * @param {Manifest} manifest
 */
function assertBudget(folder, manifest) {
  const files = new Set(['index.html', FIRST_SCREEN].flatMap((entry) => filesOf(manifest, entry)))
  let bytes = 0
  for (const file of files) bytes += gzipSync(readFileSync(join(folder, file))).length
  if (bytes > BUDGET_BYTES) {
    throw new Error(
      `The console loads ${bytes} bytes before its first screen, expected at most ${BUDGET_BYTES}: load more of it later`,
    )
  }
}

/**
 * @param {Manifest} manifest
 * @param {string} name
 * @param {Set<string>} seen
 * @returns {string[]}
 */
function filesOf(manifest, name, seen = new Set()) {
  if (seen.has(name)) return []
  seen.add(name)
  const chunk = manifest[name]
  if (chunk === undefined) throw new Error(`Unexpected manifest of the console: ${name} is not in it`)
  return [
    chunk.file,
    ...(chunk.css ?? []),
    ...(chunk.imports ?? []).flatMap((imported) => filesOf(manifest, imported, seen)),
  ]
}

/** @param {string} folder */
function compressTexts(folder) {
  for (const name of readdirSync(folder).filter((file) => /\.(?:js|css|svg)$/.test(file))) {
    const text = readFileSync(join(folder, name))
    writeFileSync(
      join(folder, `${name}.br`),
      brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    )
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }))
  }
}
