import { canonicalBytes, digestOf, sha256Hex, type JsonValue } from './canonical-json.ts'

describe('Canonical bytes', () => {
  it.each<[string, unknown]>([
    ['a date', { at: new Date(0) }],
    ['a map', { all: new Map([['a', 1]]) }],
    ['an instance of a class', { one: new (class Amount { readonly minor = 1 })() }],
    ['a hole in a list', [1, , 3]], // oxlint-disable-line no-sparse-arrays
    ['a function', { toJSON: () => 'x' }],
    ['a bigint', { minor: 1n }],
    ['undefined in a list', [undefined]],
  ])('are refused for %s, which others would write differently', (_name, value) => {
    expect(() => canonicalBytes(value as JsonValue)).toThrow(TypeError)
  }) // prettier-ignore

  it('take objects without a prototype, and members with any name', () => {
    const bare = Object.assign(Object.create(null) as Record<string, string>, { b: '1', a: '2' })
    expect(Buffer.from(canonicalBytes(bare)).toString()).toBe('{"a":"2","b":"1"}')
    expect(Buffer.from(canonicalBytes(JSON.parse('{"__proto__":"x","toJSON":"y"}') as JsonValue)).toString()).toBe(
      '{"__proto__":"x","toJSON":"y"}',
    )
  })

  it('are hashed to lower-case hexadecimal SHA-256', () => {
    expect(digestOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
    expect(sha256Hex(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })
})
