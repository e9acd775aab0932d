import fc from 'fast-check'
import { assessChange } from '../../src/domain/assess-change.ts'
import { detectSignals } from '../../src/domain/detect-signals.ts'
import { compilePolicy } from '../../src/domain/policy.ts'
import { orderContent, orderFacts } from '../../test/support/domain-arbitraries.ts'
import { reasonIn } from './reason-words.ts'

const policy = compilePolicy(
  {
    version: 1,
    line: { amount: '1000.00', window: 'P30D', per: ['payee'] },
    base: [{ kind: 'approval', group: 'treasury', quorum: 2, blindEntry: false }],
    add: [],
    relax: [],
    expire: 'P5D',
    instructorCounts: false,
  },
  'EUR',
)
const change = {
  type: 'account-change',
  subjectId: 'chg_1',
  startedAt: '2026-11-30T09:12:00.000Z',
  assessedAt: '2026-11-30T09:12:00.000Z',
  askedBefore: [],
  timeScale: 1,
  onboarding: false,
  removal: false,
  resubmitted: false,
  exempt: false,
} as const

describe('the reason why something was flagged', () => {
  it('is told in German, whatever it is', () => {
    fc.assert(
      fc.property(orderContent, orderFacts, (content, facts) => {
        const untold = detectSignals(content, facts, 100_000n).filter(
          ({ reason }) => reasonIn('de', reason).lang !== 'de',
        )
        expect(untold).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  it.each([true, false])('is told in German of a change of accounts as well, payee on file: %s', (payeeIsOnFile) => {
    const reasons = assessChange(policy, { ...change, payeeIsOnFile }).signals.map(({ reason }) => reason)
    expect(reasons).toHaveLength(1)
    expect(reasons.map((reason) => reasonIn('de', reason).lang)).toEqual(['de'])
  })

  it('carries over from an earlier order in German', () => {
    const [content, facts] = [fc.sample(orderContent, 1)[0], fc.sample(orderFacts, 1)[0]]
    if (content === undefined || facts === undefined) throw new Error('Unexpected: nothing was sampled')
    const inherited = { ...facts.inherited, signals: ['SECRECY'] as const }
    const carried = detectSignals(content, { ...facts, inherited }, 1n).find(({ code }) => code === 'SECRECY')
    expect(reasonIn('de', carried?.reason ?? '').lang).toBe('de')
  })

  it('is left in English where there are no other words for it, and says so', () => {
    expect(reasonIn('de', 'A later service knows more.')).toEqual({ text: 'A later service knows more.', lang: 'en' })
    expect(reasonIn('de', 'toString')).toEqual({ text: 'toString', lang: 'en' })
    expect(reasonIn('en', 'A new payee is to be put on file.').text).toBe('A new payee is to be put on file.')
  })
})
