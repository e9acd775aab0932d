import { createServer } from 'node:net'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../embedded/free-port.ts'

const FILE = 'port'

/**
 * `PORT`, else the one this data folder had before, else any free one. The same one again matters: what people signed
 * names the origin they signed at, and bookmarks and ERPs know the old address.
 */
export async function choosePort(env: NodeJS.ProcessEnv): Promise<number> {
  const asked = Number(env['PORT'] ?? '0')
  if (asked !== 0) return asked
  const before = Number(await readFile(join(env['DATA_DIR'] ?? '.data', FILE), 'utf8').catch(() => '0'))
  return before > 0 && (await isFree(before)) ? before : freePort()
}

export async function rememberPort(dataDir: string, port: number): Promise<void> {
  await writeFile(join(dataDir, FILE), String(port), { mode: 0o600 })
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
