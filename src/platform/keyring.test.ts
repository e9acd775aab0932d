import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openKeyring, readKeyring } from './keyring.ts'
import { seal, unseal } from './seal.ts'

const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64')

describe('a keyring', () => {
  let folder: string
  let path: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-keyring-'))
    path = join(folder, 'keyring.json')
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  function write(file: unknown, mode = 0o600): string {
    writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file))
    chmodSync(path, mode)
    return path
  }

  it('is refused when others may read it', () => {
    const file = { current: 'a', keys: { a: keyOf(1) } }
    expect(readKeyring(write(file)).current).toBe('a')
    for (const mode of [0o640, 0o604, 0o660, 0o644]) expect(() => readKeyring(write(file, mode))).toThrow('chmod 600')
  })

  it('is refused when it is missing, malformed, has short keys or no current one, and never quoted', () => {
    expect(() => readKeyring(join(folder, 'none.json'))).toThrow('There is no keyring')
    for (const file of [
      'secret-not-json',
      { current: 'a' },
      { current: 'b', keys: { a: keyOf(1) } },
      { current: 'a', keys: { a: 'c2VjcmV0' } },
      { current: 'a', keys: { a: 'c2VjcmV0 not base64' } },
    ]) {
      expect(() => readKeyring(write(file))).toThrow('KEYRING_INVALID')
      expect(() => readKeyring(write(file))).not.toThrow(/secret|c2Vj/)
    }
  })

  it('is generated once in the demo, for its owner alone', () => {
    const settings = { profile: 'demo', keyringPath: null, dataDir: join(folder, 'data') } as const
    const first = openKeyring(settings)
    const generated = join(folder, 'data/keyring.json')
    expect(statSync(generated).mode & 0o777).toBe(0o600)
    const bytes = readFileSync(generated, 'utf8')
    const second = openKeyring(settings)
    expect(readFileSync(generated, 'utf8')).toBe(bytes)
    expect(second.keyFor('x', second.current)).toEqual(first.keyFor('x', first.current))
    expect(readdirSync(join(folder, 'data'))).toEqual(['keyring.json'])
  })

  it('is never generated in production', () => {
    expect(() => openKeyring({ profile: 'production', keyringPath: null, dataDir: folder })).toThrow('KEYRING_INVALID')
    expect(existsSync(path)).toBe(false)
  })

  describe('seals what', () => {
    const to = { purpose: 'test', binding: 'record 1' }
    const plaintext = Buffer.from('attack at dawn')

    it('opens for the same purpose and binding, and nothing else', () => {
      const keyring = readKeyring(write({ current: 'a', keys: { a: keyOf(1) } }))
      const sealed = seal(keyring, plaintext, to)
      expect(Buffer.from(unseal(keyring, sealed, to)).toString()).toBe('attack at dawn')
      expect(() => unseal(keyring, sealed, { ...to, binding: 'record 2' })).toThrow('not made under key')
      expect(() => unseal(keyring, sealed, { ...to, purpose: 'other' })).toThrow('not made under key')
    })

    it('does not open when any one byte of it was changed or cut', () => {
      const keyring = readKeyring(write({ current: 'a', keys: { a: keyOf(1) } }))
      const { keyId, box } = seal(keyring, plaintext, to)
      for (let index = 0; index < box.length; index += 1) {
        const changed = Uint8Array.from(box)
        changed[index] = (changed[index] ?? 0) ^ 1
        expect(() => unseal(keyring, { keyId, box: changed }, to)).toThrow('Unexpected sealed box')
        expect(() => unseal(keyring, { keyId, box: box.subarray(0, index) }, to)).toThrow('Unexpected sealed box')
      }
    })

    it('opens after a rotation as long as the old key is kept', () => {
      const before = readKeyring(write({ current: 'a', keys: { a: keyOf(1) } }))
      const sealed = seal(before, plaintext, to)
      const rotated = readKeyring(write({ current: 'b', keys: { a: keyOf(1), b: keyOf(2) } }))
      expect(Buffer.from(unseal(rotated, sealed, to)).toString()).toBe('attack at dawn')
      expect(seal(rotated, plaintext, to).keyId).toBe('b')
      const pruned = readKeyring(write({ current: 'b', keys: { b: keyOf(2) } }))
      expect(() => unseal(pruned, sealed, to)).toThrow('no key "a"')
    })

    it('never looks the same twice', () => {
      const keyring = readKeyring(write({ current: 'a', keys: { a: keyOf(1) } }))
      expect(seal(keyring, plaintext, to).box).not.toEqual(seal(keyring, plaintext, to).box)
    })
  })
})
