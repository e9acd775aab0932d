import { readDocument } from './read-document.ts'
import { tellDuration, tellSpec } from './tell-spec.ts'
import { policyWords } from './words.ts'

const tell = (spec: Record<string, unknown>) => tellSpec(policyWords.en, spec, (iso) => tellDuration('en-GB', iso))

describe('a policy in words', () => {
  it.each([
    [
      { kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true },
      '2 signatures of treasury, typed from the invoice first',
    ],
    [{ kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false }, '1 signature of treasury'],
    [
      { kind: 'callback', callee: 'payee', contactMinAgeDays: 90, callers: 2 },
      'A call to the payee, contact at least 90 days on file, 2 different callers',
    ],
    [{ kind: 'review', group: 'escalation', sla: 'PT8H' }, 'A review by escalation within 8 hours'],
    [
      {
        kind: 'cooling_off',
        duration: 'PT24H',
        anyOf: [{ kind: 'approval', group: 'escalation', quorum: 1, blindEntry: false }],
      },
      '24 hours of waiting or instead 1 signature of escalation',
    ],
  ])('%j', (spec, told) => {
    expect(tell(spec)).toBe(told)
  })

  it('shows a requirement it does not know rather than leaving it out', () => {
    expect(tell({ kind: 'later', n: 3 })).toBe('{"kind":"later","n":3}')
  })

  it('writes simple lengths of time out and leaves others as they are', () => {
    expect(tellDuration('en-GB', 'P30D')).toBe('30 days')
    expect(tellDuration('de-DE', 'PT1H')).toBe('1 Stunde')
    expect(tellDuration('en-GB', 'P1DT12H')).toBe('P1DT12H')
  })

  it('names what is newer than this console', () => {
    const { unknown, base, line } = readDocument({ base: [{ kind: 'review' }], later: {} })
    expect({ unknown, base, line }).toEqual({ unknown: ['later'], base: [{ kind: 'review' }], line: null })
  })
})
