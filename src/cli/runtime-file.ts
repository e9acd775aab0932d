import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CountersignError } from '../domain/errors.ts'
import { PROFILES } from '../platform/config/settings-schema.ts'

/** What a running service tells the commands beside it, in `DATA_DIR/runtime.json` (mode 0600). */
const runtimeFile = z.object({
  pid: z.int(),
  origin: z.string(),
  databaseUrl: z.string(),
  temporalAddress: z.string().nullish(),
  profile: z.enum(PROFILES).optional(),
})
export type Runtime = z.output<typeof runtimeFile>

/** Null when no service runs here: there is no file, or the process it names has gone. */
export async function readRuntime(dataDir: string): Promise<Runtime | null> {
  const path = join(dataDir, 'runtime.json')
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = runtimeFile.safeParse(parseJson(text))
  if (!parsed.success) {
    const detail = `${path} is not what a running service writes. Remove it and start the service again.`
    throw new CountersignError({ code: 'RUNTIME_FILE', status: 500, detail })
  }
  return isAlive(parsed.data.pid) ? parsed.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process is a process all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
