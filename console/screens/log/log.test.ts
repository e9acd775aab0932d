import { fits } from './entry-filter.ts'
import { readCheckpoint } from './read-checkpoint.ts'

const root = 'Bt7OAMe/Kumb/hLmKP0OL8bW0ojdFIYcqVe0Q19eBKI='

describe('the newest checkpoint', () => {
  it('is read from its note', () => {
    const note = `example.com/v1/log\n2\n${root}\n\n— example.com/v1/log zm0ZrDCr\n`
    expect(readCheckpoint(note)).toEqual({ origin: 'example.com/v1/log', size: 2, root })
  })

  it.each([
    ['unsigned', `example.com/v1/log\n2\n${root}\n\n`],
    ['without a root', 'example.com/v1/log\n2\n\n— example.com/v1/log zm0ZrDCr\n'],
    ['of no number', `example.com/v1/log\n-2\n${root}\n\n— example.com/v1/log zm0ZrDCr\n`],
    ['empty', ''],
  ])('is not shown as one when it is %s', (_why, note) => {
    expect(readCheckpoint(note)).toBeNull()
  })
})

describe('the filter of the entries', () => {
  const entry = {
    index: 4,
    entryId: 'ent_1',
    kind: 'order.released',
    at: '2026-12-01T10:00:00Z',
    fields: { subject: { type: 'order', id: 'ord_7' } },
  }

  it.each(['', 'RELEASED', 'ord_7', 'ent_1', 'released ord_7'])('finds it by "%s"', (words) => {
    expect(fits(entry, words)).toBe(true)
  })

  it.each(['ord_8', 'released ord_8'])('leaves it out for "%s"', (words) => {
    expect(fits(entry, words)).toBe(false)
  })
})
