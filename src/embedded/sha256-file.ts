import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { CountersignError } from '../domain/errors.ts'

/** Lower-case hex. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** 503 `DOWNLOAD_HASH_MISMATCH`: what came is not what this version of Countersign was tested with; it is not run. */
export async function assertSha256(path: string, expected: string, what: string): Promise<void> {
  const actual = await sha256File(path)
  if (actual === expected) return
  const detail = `${what} has SHA-256 ${actual}, expected ${expected}: it was changed on the way, and it is not used.`
  throw new CountersignError({ code: 'DOWNLOAD_HASH_MISMATCH', status: 503, detail })
}
