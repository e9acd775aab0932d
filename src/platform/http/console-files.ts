import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface ConsoleFile {
  readonly type: string
  readonly bytes: Buffer
  /** As the build compressed it. */
  readonly encoded: { readonly br?: Buffer; readonly gzip?: Buffer }
}

export interface ConsoleFiles {
  readonly page: string
  /** By name. What is not in here is not served: no request ever becomes a path. */
  readonly assets: ReadonlyMap<string, ConsoleFile>
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The built console, read once: it is small, and a build that changes underneath would mix two versions. */
export function readConsoleFiles(folder: string): ConsoleFiles | null {
  const page = join(folder, 'index.html')
  if (!existsSync(page)) return null
  const assets = new Map<string, ConsoleFile>()
  for (const name of readdirSync(join(folder, 'assets'))) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const path = join(folder, 'assets', name)
    assets.set(name, { type, bytes: readFileSync(path), encoded: { ...read('br', path), ...read('gzip', path) } })
  }
  return { page: readFileSync(page, 'utf8'), assets }
}

function read(encoding: 'br' | 'gzip', path: string): ConsoleFile['encoded'] {
  const file = `${path}.${encoding === 'br' ? 'br' : 'gz'}`
  return existsSync(file) ? { [encoding]: readFileSync(file) } : {}
}
