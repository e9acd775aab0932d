import { SIGNAL_CODES } from '../../src/domain/signals.ts'
import { rankReasons } from './rank-reasons.ts'

describe('why it was flagged', () => {
  it('begins with what matters most, however it came', () => {
    const codes = ['OFF_HOURS', 'CHANNEL_VIDEO', 'DUPLICATE', 'ACCOUNT_CHANGED', 'NEW_ACCOUNT']
    const ranked = ['ACCOUNT_CHANGED', 'NEW_ACCOUNT', 'CHANNEL_VIDEO', 'DUPLICATE', 'OFF_HOURS']
    expect(rankReasons(codes)).toEqual(ranked)
    expect(rankReasons([...codes].reverse())).toEqual(ranked)
  })

  it('puts what it does not know in front', () => {
    expect(rankReasons(['ACTIVE_IMPERSONATION', 'SOMETHING_NEWER'])).toEqual([
      'SOMETHING_NEWER',
      'ACTIVE_IMPERSONATION',
    ])
  })

  it('knows every code of the service', () => {
    expect(rankReasons(['UNKNOWN', ...SIGNAL_CODES])[0]).toBe('UNKNOWN')
    for (const code of SIGNAL_CODES) expect(rankReasons([code, 'UNKNOWN'])[0]).toBe('UNKNOWN')
  })
})
