import { flattened } from './flattened.ts'

describe('everything that is signed', () => {
  it('is listed value by value, empty ones as well', () => {
    expect(flattened({ a: { b: '1', none: null }, list: ['x', { y: true }], elements: {}, codes: [] })).toEqual([
      ['a.b', '1'],
      ['a.none', 'null'],
      ['list.0', 'x'],
      ['list.1.y', 'true'],
      ['elements', '{}'],
      ['codes', '[]'],
    ])
  })
})
