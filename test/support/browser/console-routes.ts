import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The addresses of the console as its own list has them, so that no screen is added and not looked at. */
export function consoleRoutes(): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, '../../../console/app/routes.tsx'), 'utf8')
  const paths = [...source.matchAll(/path: '(?<path>[^']+)'/g)].map(({ groups }) => groups?.['path'] ?? '')
  const screens = source.match(/import\('\.\.\/screens\//g)?.length ?? 0
  if (paths.length === 0 || paths.length !== screens) {
    throw new TypeError(`Unexpected list of routes: ${paths.length} addresses for ${screens} screens`)
  }
  return paths
}
