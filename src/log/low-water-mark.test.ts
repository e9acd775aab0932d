import { NOTHING_SETTLED, settle } from './low-water-mark.ts'

const mark = { settled: 3n, candidate: { seq: 9n, horizon: 100n } }

describe('the low-water mark', () => {
  it('rises once no older transaction runs and all it saw is sequenced', () => {
    expect(settle(mark, { oldestRunning: 100n, sequencedUpTo: null })).toEqual({ settled: 9n, candidate: null })
    expect(settle(mark, { oldestRunning: 140n, sequencedUpTo: 9n })).toEqual({ settled: 9n, candidate: null })
  })

  it('waits for an older transaction, which may still commit a lower number', () => {
    expect(settle(mark, { oldestRunning: 99n, sequencedUpTo: null })).toBe(mark)
  })

  it('waits when the batch ended before it', () => {
    expect(settle(mark, { oldestRunning: 100n, sequencedUpTo: 8n })).toBe(mark)
  })

  it('begins with everything in doubt', () => {
    expect(settle(NOTHING_SETTLED, { oldestRunning: 100n, sequencedUpTo: null })).toBe(NOTHING_SETTLED)
  })
})
