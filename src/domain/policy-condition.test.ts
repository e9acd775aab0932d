import { CountersignError } from './errors.ts'
import { compileCondition, type ConditionFacts } from './policy-condition.ts'

const facts: ConditionFacts = {
  amountBase: 2_500_000n,
  currency: 'EUR',
  entity: 'eu',
  payee: { known: true, onFile: true },
  belowLine: false,
  channel: 'video',
}
const silent: ConditionFacts = { currency: 'EUR', entity: 'eu', channel: 'video' }

const add = (source: string, some: ConditionFacts = facts) => compileCondition('rule', source, 'add', 'EUR')(some)

function refusal(source: string, use: 'add' | 'relax' = 'add'): string | null {
  try {
    compileCondition('my-rule', source, use, 'EUR')
    return null
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    expect(error).toMatchObject({ status: 422, code: 'POLICY_INVALID', errors: [{ path: 'my-rule' }] })
    return error.detail
  }
}

describe('A condition', () => {
  it.each([
    ['amountBase >= money("25000.00")', 'true'],
    ['amountBase > money("25000.00")', 'false'],
    ['payee.known && !belowLine', 'true'],
    ['currency in ["USD", "GBP"]', 'false'],
    ['channel == "video"', 'true'],
  ])('%s is %s', (source, wanted) => {
    expect(add(source)).toBe(wanted)
  })

  it.each([
    'amountBase > 0',
    'payee.known',
    '!payee.known',
    'has(payee.known)',
    '!has(payee.known)',
    'belowLine',
    'type(amountBase) == int',
    'size([payee.known]) == 1',
    '[1].exists(x, payee.known)',
  ])('%s is an error where the fact is unknown, so absence cannot be tested for', (source) => {
    expect(add(source, silent)).toBe('error')
  })

  it('is decided without a fact only where the fact could not change it', () => {
    expect(add('entity == "eu" || payee.known', silent)).toBe('true')
    expect(add('payee.known && entity == "us"', silent)).toBe('false')
    expect(add('payee.known || entity == "us"', silent)).toBe('error')
  })

  it.each([
    '',
    'amountBase',
    'payee.known &&',
    'payee',
    'bogus == 1',
    'payee.bogus',
    'note.contains("urgent")',
    'amountBase == "1"',
    'import os',
  ])('is refused when it is %j', (source) => {
    expect(refusal(source)).toContain('my-rule')
  })

  it.each([
    'payee.name == "x"',
    'reference == "x"',
    'note == "x"',
    'instructor == "x"',
    'signals.size() == 0',
    'externalId == "x"',
  ])('cannot look at what a stranger chose or at signals: %s', (source) => {
    expect(refusal(source)).not.toBeNull()
    expect(refusal(source, 'relax')).not.toBeNull()
  })

  it('cannot relax by the declared channel, which the deceived person chose', () => {
    expect(refusal('channel == "erp"')).toBeNull()
    expect(refusal('channel == "erp"', 'relax')).not.toBeNull()
  })

  it.each(['money("25,000.00")', 'money("25000")', "money('1e6')", 'money( "0.00" )'])(
    'tells its author at once that %s is no amount',
    (amount) => {
      expect(refusal(`amountBase >= ${amount}`)).toContain('money(')
    },
  )

  it('is bounded in size', () => {
    expect(refusal(Array.from({ length: 400 }, () => 'payee.known').join(' && '))).not.toBeNull()
    expect(refusal(`${'!('.repeat(60)}true${')'.repeat(60)}`)).not.toBeNull()
  })
})
