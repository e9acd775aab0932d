/**
 * `npm run check:arrows`: holds the import rules of .dependency-cruiser.mjs. dependency-cruiser cannot use
 * TypeScript 7 and reads our files through @swc/core; where that is missing it cruises nothing and finds nothing
 * wrong. So the number of modules it saw is compared with the number of files on disk.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import swc from '@swc/core'
import { cruise } from 'dependency-cruiser'
import configuration from '../.dependency-cruiser.mjs'

const ROOTS = ['src', 'workflows', 'client', 'console', 'test', 'scripts'].filter((folder) => existsSync(folder))
/** Declaration files and empty files may not become modules; anything beyond this share means the parser is blind. */
const SEEN_AT_LEAST = 0.95

// dependency-cruiser has swc parse every file as TypeScript without JSX, and offers no way to say otherwise.
const { parseFileSync } = swc
swc.parseFileSync = /** @type {typeof parseFileSync} */ (
  (file, options) => parseFileSync(file, { ...options, syntax: 'typescript', tsx: file.endsWith('.tsx') })
)

const { options, ...ruleSet } = configuration
const { output } = await cruise(ROOTS, { ...options, ruleSet, validate: true })
if (typeof output === 'string') throw new TypeError('Unexpected text from dependency-cruiser, expected a result')

const problems = output.summary.violations.filter((violation) => violation.rule.severity === 'error')
for (const { rule, from, to, cycle } of problems) {
  const path = cycle === undefined ? to : cycle.map((step) => step.name).join(' -> ')
  const why = configuration.forbidden?.find((known) => known.name === rule.name)?.comment ?? ''
  console.error(`${rule.name}: ${from} -> ${path}\n    ${why}`)
}

const onDisk = ROOTS.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => `${root}/${name}`),
)
const seen = new Set(output.modules.map((module) => module.source))
const unseen = onDisk.filter((file) => !seen.has(file))
const arrows = output.modules.reduce((sum, module) => sum + module.dependencies.length, 0)
const blind = onDisk.length === 0 || unseen.length > onDisk.length * (1 - SEEN_AT_LEAST) || arrows === 0
if (blind) {
  console.error(
    `saw ${onDisk.length - unseen.length} of ${onDisk.length} TypeScript files and ${arrows} imports: is @swc/core installed?`,
  )
}

/** In the console an import of the service is of types: anything else would put the service into the browser. */
const service = /(?:\b(import|export)\b(?<clause>[^'"();]*)from\s*|\bimport\s*\(?\s*)['"](?:\.\.\/)+src\/[^'"]+['"]/g
const asValues = onDisk
  .filter((file) => file.startsWith('console/') && !/\.test\.tsx?$/.test(file))
  .flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(service)]
      .filter(({ groups }) => !/^\s+type\s/.test(groups?.['clause'] ?? ''))
      .map(([found]) => `${file}: ${found.replaceAll(/\s+/g, ' ')}`),
  )
for (const found of asValues) console.error(`console-by-wire-types: write "import type"\n    ${found}`)

console.log(
  `${onDisk.length - unseen.length} of ${onDisk.length} files, ${arrows} imports, ${problems.length + asValues.length} forbidden`,
)
process.exitCode = problems.length > 0 || asValues.length > 0 || blind ? 1 : 0
