import { readFilter, writeFilter } from './inbox-filter.ts'

describe('the filter of the inbox', () => {
  const types = ['order', 'hold']

  it.each(['', 'view=held', 'view=done&type=order&q=INV-4711'])(
    'comes back from the address as it went: %s',
    (query) => {
      expect(writeFilter(readFilter(new URLSearchParams(query), types)).toString()).toBe(query)
    },
  )

  it('falls back to what waits for me when the address says something unknown', () => {
    expect(readFilter(new URLSearchParams('view=all&type=secret&q=++'), types)).toEqual({
      view: 'mine',
      type: null,
      search: '',
    })
  })
})
