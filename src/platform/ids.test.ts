import { newId } from './ids.ts'

describe('newId', () => {
  it('is the prefix and 26 characters of lower-case Crockford base32', () => {
    expect(newId('ord')).toMatch(/^ord_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
  })

  it('never repeats and sorts in the order of making', () => {
    const ids = Array.from({ length: 2_000 }, () => newId('evt'))
    expect(new Set(ids).size).toBe(2_000)
    expect(ids.toSorted()).toEqual(ids)
  })

  it('encodes the whole UUID: its first ten characters are the millisecond', () => {
    const before = Date.now()
    const text = newId('per').slice(4)
    const value = [...text].reduce((sum, c) => sum * 32n + BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(c)), 0n)
    expect(Number(value >> 80n)).toBeGreaterThanOrEqual(before)
    expect(Number(value >> 80n)).toBeLessThanOrEqual(Date.now())
    expect((value >> 76n) & 15n).toBe(7n)
  })
})
