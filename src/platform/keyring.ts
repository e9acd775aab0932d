import { hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

import { CountersignError } from '../domain/errors.ts'
import type { Settings } from './config/settings.ts'

/**
 * Secret keys that processes share, none of them for signing. New data is sealed under `current`; older keys stay
 * until nothing sealed under them is left, so rotating means adding a key and naming it.
 */
export interface Keyring {
  readonly current: string
  /** 32 bytes for one purpose, or undefined for an id that this keyring does not have. */
  keyFor(purpose: string, id: string): Uint8Array | undefined
}

const KEY_BYTES = 32

const keyringFile = z.strictObject({
  current: z.string(),
  keys: z.record(z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), z.base64()),
})

/** The configured keyring; in the demo and sandbox, without one, a generated one under the data folder. */
export function openKeyring(settings: Pick<Settings, 'keyringPath' | 'profile' | 'dataDir'>): Keyring {
  if (settings.keyringPath !== null) return readKeyring(settings.keyringPath)
  if (settings.profile === 'production') throw invalid('KEYRING is not set. Name a keyring file.')
  const path = join(settings.dataDir, 'keyring.json')
  generateOnce(path)
  return readKeyring(path)
}

/** Reads `{"current": "<id>", "keys": {"<id>": "<32 bytes in base64>"}}` from a file that only its owner may read. */
export function readKeyring(path: string): Keyring {
  if (process.platform !== 'win32' && (statOf(path).mode & 0o077) !== 0) {
    throw invalid(`${path} can be read by others. Run: chmod 600 ${path}`)
  }
  const file = keyringFile.safeParse(parseJson(path))
  if (!file.success) throw invalid(`${path} is not a keyring: {"current": "<id>", "keys": {"<id>": "<base64>"}}.`)
  const keys = new Map(Object.entries(file.data.keys).map(([id, text]) => [id, Buffer.from(text, 'base64')]))
  for (const [id, key] of keys) {
    if (key.length !== KEY_BYTES)
      throw invalid(`Key "${id}" in ${path} has ${key.length} bytes, expected ${KEY_BYTES}.`)
  }
  const { current } = file.data
  if (!keys.has(current)) throw invalid(`${path} names "${current}" as its current key and has no such key.`)
  const derived = new Map<string, Uint8Array>()
  return {
    current,
    keyFor(purpose, id) {
      const key = keys.get(id)
      if (key === undefined) return undefined
      // Purposes are few, and named by us alone.
      const name = `${id} ${purpose}`
      const known = derived.get(name) ?? deriveFor(purpose, key)
      derived.set(name, known)
      return known
    },
  }
}

/** RFC 5869: what is sealed for one purpose can never be passed off as another's. */
function deriveFor(purpose: string, key: Buffer): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', `countersign/${purpose}/1`, KEY_BYTES))
}

/** Whole or not at all, and never over another's: two processes that start at once end up with the same one. */
function generateOnce(path: string): void {
  if (existsSync(path)) return
  const keys = { '1': randomBytes(KEY_BYTES).toString('base64') }
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(draft, `${JSON.stringify({ current: '1', keys })}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(draft)
  }
}

function statOf(path: string): { readonly mode: number } {
  try {
    return statSync(path)
  } catch (cause) {
    throw invalid(`There is no keyring at ${path}.`, cause)
  }
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // Without its cause, whose message quotes the file.
    throw invalid(`${path} cannot be read or is not JSON.`)
  }
}

function invalid(detail: string, cause?: unknown): CountersignError {
  return new CountersignError({ code: 'KEYRING_INVALID', status: 500, detail, cause })
}
