import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalBytes, canonicalizeJson, type JsonValue } from '../../src/domain/canonical-json.ts'

const VECTORS = join(import.meta.dirname, '../../../shared/vectors/jcs')
const present = existsSync(VECTORS)
const describeWithVectors = present ? describe : describe.skip

const INPUTS = ['arrays.json', 'french.json', 'structures.json', 'unicode.json', 'values.json', 'weird.json']

/** The vectors with numbers that are no safe integers, which we refuse to sign. */
const WITH_DOUBLES = ['values.json']

describeWithVectors('RFC 8785 vectors of cyberphone/json-canonicalization', () => {
  const names = present ? readdirSync(join(VECTORS, 'input')) : []

  it('has all its vectors, each with its two answers', () => {
    expect(names.toSorted()).toEqual(INPUTS)
    expect(readdirSync(join(VECTORS, 'output'))).toEqual(names)
    expect(readdirSync(join(VECTORS, 'outhex'))).toEqual(names.map(hexName))
  })

  it.each(names)('canonicalizes %s to the expected bytes', (name) => {
    const bytes = Buffer.from(canonicalizeJson(read(name)), 'utf8')
    expect(bytes.toString('hex')).toBe(expectedHex(name))
    expect(bytes).toEqual(readFileSync(join(VECTORS, 'output', name)))
  })

  it.each(names.filter((name) => !WITH_DOUBLES.includes(name)))('signs %s as exactly these bytes', (name) => {
    expect(Buffer.from(canonicalBytes(read(name))).toString('hex')).toBe(expectedHex(name))
  })

  it.each(names.filter((name) => WITH_DOUBLES.includes(name)))('refuses to sign the doubles of %s', (name) => {
    expect(() => canonicalBytes(read(name))).toThrow(TypeError)
  })

  it.each(names)('is idempotent on %s: canonical text is its own canonical form', (name) => {
    const once = canonicalizeJson(read(name))
    expect(canonicalizeJson(JSON.parse(once))).toBe(once)
  })
})

describe('Bytes that two parties could read differently', () => {
  it.each([
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate', 'a\udead'],
    ['a lone surrogate as a key', { '\ud800': '1' }],
    ['a fraction', 0.5],
    ['an integer beyond 2^53', 2 ** 53],
    ['a number that is none', Number.NaN],
    ['an infinity', [Number.POSITIVE_INFINITY]],
  ] satisfies [string, JsonValue][])('refuses %s', (_name, value) => {
    expect(() => canonicalBytes(value)).toThrow()
  })

  it('refuses undefined, which RFC 8785 libraries drop together with its key', () => {
    const withHole: Record<string, unknown> = { amount: '1.00', account: undefined }
    expect(() => canonicalBytes(withHole as JsonValue)).toThrow(TypeError)
  })

  it('sorts keys by UTF-16 code units, not by code points', () => {
    expect(canonicalizeJson({ '\u{1f600}': 1, '\ufb33': 2 })).toBe('{"\u{1f600}":1,"\ufb33":2}')
  })
})

function hexName(name: string): string {
  return name.replace(/\.json$/, '.txt')
}

function expectedHex(name: string): string {
  return readFileSync(join(VECTORS, 'outhex', hexName(name)), 'utf8').replace(/\s+/g, '')
}

function read(name: string): JsonValue {
  return JSON.parse(readFileSync(join(VECTORS, 'input', name), 'utf8')) as JsonValue
}
