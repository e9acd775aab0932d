import fc from 'fast-check'
import { parseStrictly } from './strict-json.ts'

const parse = (text: string): unknown => parseStrictly(Buffer.from(text, 'utf8'))
const refusal = 'NOT_JSON'

describe('a JSON body', () => {
  it('is what JSON.parse makes of it, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, 4), (value, indent) => {
        fc.pre(!JSON.stringify(value).includes('"__proto__"'))
        const text = JSON.stringify(value, null, indent)
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each([
    ['syntax errors', '{"a":1,}'],
    ['nothing but white space', '  '],
    ['two values', '{} {}'],
    ['NaN', '{"a":NaN}'],
    ['comments', '{"a":1/* */}'],
    ['single quotes', "{'a':1}"],
  ])('is refused for %s', (_what, text) => {
    expect(() => parse(text)).toThrow(refusal)
  })

  it.each([
    ['plainly', '{"amount":"1.00","amount":"9.00"}'],
    ['deep inside', '{"a":[{"b":{"c":1,"d":2,"c":3}}]}'],
    ['written differently', '{"amount":"1.00","\\u0061mount":"9.00"}'],
    ['far from its colon', `{"amount"${' '.repeat(500)}:"1.00","amount":"9.00"}`],
    ['after strings with braces and quotes', '{"a":"}\\"{","b":"\\\\","a":1}'],
    ['with an empty name', '{"":1,"":2}'],
  ])('is refused for a member that is there twice, %s', (_how, text) => {
    expect(() => parse(text)).toThrow(refusal)
  })

  it.each([
    ['a lone surrogate', '{"a":[{"b":"x\\ud800y"}]}', 'a[0].b'],
    ['a lone trailing surrogate', '{"a":[{"b":"\\udc00\\ud800"}]}', 'a[0].b'],
    ['a NUL', '{"a":[{"b":"x\\u0000"}]}', 'a[0].b'],
    ['such a name', '{"a":{"\\ud800":1}}', 'a'],
  ])('is refused for %s, with where it is', (_what, text, path) => {
    let refused: unknown
    try {
      parse(text)
    } catch (error) {
      refused = error
    }
    expect(refused).toMatchObject({ status: 422, code: 'TEXT_UNSEEN_CHARACTERS', errors: [{ path }] })
    expect(parse('{"a":"\\ud83d\\ude00"}')).toEqual({ a: '😀' })
  })

  it.each([
    ['{"a":[{"b":1e999}]}', 'a[0].b', 'FIELD_INVALID'],
    ['{"orders":[{"amount":-1e400}]}', 'orders[0].amount', 'AMOUNT_FORMAT'],
    ['1e999', '', 'FIELD_INVALID'],
  ])('is refused for a number that no double holds, as in %s', (text, path, code) => {
    let refused: unknown
    try {
      parse(text)
    } catch (error) {
      refused = error
    }
    expect(refused).toMatchObject({ status: 422, code, errors: [{ path, code }] })
    expect(parse('[1e308,-0,5e-324]')).toEqual([1e308, -0, 5e-324])
  })

  it('finds a duplicate wherever it is put', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(names, fc.nat(), fc.nat({ max: 200 }), (members, pick, spaces) => {
        fc.pre(!members.includes('__proto__'))
        const again = members[pick % members.length] ?? ''
        const written = [...members, again].map((name) => `${JSON.stringify(name)}${' '.repeat(spaces)}:"{"`)
        expect(() => parse(`{${written.join(',')}}`)).toThrow(refusal)
        expect(() => parse(`{${written.slice(0, -1).join(',')}}`)).not.toThrow()
      }),
    )
  })

  it('may repeat a name in different objects, and a text that is a name elsewhere', () => {
    const text = '[{"a":"a"},{"a":["a","a"]},{"b":{"a":1},"a":2}]'
    expect(parse(text)).toEqual(JSON.parse(text))
  })

  it('is refused for bytes that are not UTF-8', () => {
    expect(() => parseStrictly(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toThrow(refusal)
    expect(() => parseStrictly(Buffer.from('"a"', 'utf16le'))).toThrow(refusal)
  })

  it('is refused for nesting without end, in no time and without overflow', () => {
    expect(parse('['.repeat(32) + ']'.repeat(32))).toBeDefined()
    expect(() => parse('['.repeat(33) + ']'.repeat(33))).toThrow(refusal)
    const wide = 400_000
    expect(() => parse('['.repeat(wide) + ']'.repeat(wide))).toThrow(refusal)
    expect(() => parse('{"a":'.repeat(100_000))).toThrow(refusal)
  })

  it('is refused for a member that would pass for a prototype', () => {
    expect(() => parse('{"a":{"__proto__":{"admin":true}}}')).toThrow(refusal)
  })
})
