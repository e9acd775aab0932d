import { CountersignError } from '../domain/errors.ts'
import { parsePolicy, policyHash } from './policy-document.ts'

const contract = `
version: 1
line: {amount: "1000.00", window: P30D, per: [payee, instructor, requester, client]}   # below it, cumulative: the small-amount line
base: [ {approval: {group: treasury, quorum: 2, blindEntry: true}}, {instructor_confirmation: {}}, {callback: {callee: auto, contactMinAgeDays: 30}}, {cooling_off: PT24H}, {review: {group: escalation, sla: PT8H}} ]
add:
  - {id: large, when: 'amountBase >= money("100000.00")', require: [{approval: {group: treasury, quorum: 3}}]}
relax:
  - {id: routine, when: 'payee.known && amountBase < money("25000.00")', allow: [OFF_HOURS], drop: [instructor_confirmation, callback, cooling_off, review], approval: {group: treasury, quorum: 1}}
expire: P5D
`

function refusal(text: string): string[] {
  try {
    parsePolicy(text)
    return []
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    expect(error).toMatchObject({ code: 'POLICY_INVALID', status: 422 })
    expect(error.errors.every((one) => one.code === 'POLICY_INVALID' && one.detail !== '')).toBe(true)
    return error.errors.map((one) => one.path)
  }
}

const withBase = (spec: string) => refusal(contract.replace('{instructor_confirmation: {}}', spec))
const plus = (lines: string) => refusal(`${contract}\n${lines}\n`)

describe('A policy as people write it', () => {
  it('is read as the document that the rules take', () => {
    expect(parsePolicy(contract)).toEqual({
      version: 1,
      line: { amount: '1000.00', window: 'P30D', per: ['payee', 'instructor', 'requester', 'client'] },
      base: [
        { kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true },
        { kind: 'instructor_confirmation', personId: null },
        { kind: 'callback', callee: 'auto', contactMinAgeDays: 30, callers: 1 },
        { kind: 'cooling_off', duration: 'PT24H', anyOf: [] },
        { kind: 'review', group: 'escalation', sla: 'PT8H' },
      ],
      add: [
        {
          id: 'large',
          when: 'amountBase >= money("100000.00")',
          anySignal: [],
          require: [{ kind: 'approval', group: 'treasury', quorum: 3, blindEntry: false }],
        },
      ],
      relax: [
        {
          id: 'routine',
          when: 'payee.known && amountBase < money("25000.00")',
          allow: ['OFF_HOURS'],
          drop: ['instructor_confirmation', 'callback', 'cooling_off', 'review'],
          approval: { kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false },
        },
      ],
      expire: 'P5D',
      instructorCounts: false,
    })
  })

  it('may expedite a wait, name two callers, react to signals and let the instructor count', () => {
    const policy = parsePolicy(`
version: 1
line: {amount: "1000.00", window: P30D, per: [payee]}
base: [{approval: {group: treasury, quorum: 2}}, {cooling_off: PT24H, anyOf: [{approval: {group: escalation, quorum: 1}}]}]
add: [{id: hurry, anySignal: [URGENCY], require: [{callback: {callee: payee, contactMinAgeDays: 0, callers: 2}}]}]
expire: P5D
duties: {instructorCounts: true}
`)
    expect(policy.base[1]).toEqual({
      kind: 'cooling_off',
      duration: 'PT24H',
      anyOf: [{ kind: 'approval', group: 'escalation', quorum: 1, blindEntry: false }],
    })
    expect(policy.add).toEqual([
      {
        id: 'hurry',
        when: null,
        anySignal: ['URGENCY'],
        require: [{ kind: 'callback', callee: 'payee', contactMinAgeDays: 0, callers: 2 }],
      },
    ])
    expect(policy).toMatchObject({ relax: [], instructorCounts: true })
  })

  it('has a hash that spelling and comments do not change, and every rule does', () => {
    const hash = policyHash(parsePolicy(contract))
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(
      policyHash(
        parsePolicy(`# a comment\n${contract.replace('quorum: 2, blindEntry: true', 'blindEntry: true,   quorum: 2')}`),
      ),
    ).toBe(hash)
    for (const [from, to] of [['"1000.00"', '"1000.01"'], ['quorum: 3', 'quorum: 4'], ['[OFF_HOURS]', '[]'], ['P5D', 'P6D'], ['PT8H', 'PT9H'], ['id: large', 'id: big']] as const) {
      expect(policyHash(parsePolicy(contract.replace(from, to)))).not.toBe(hash)
    } // prettier-ignore
    expect(policyHash(parsePolicy(`${contract}\nduties: {instructorCounts: true}`))).not.toBe(hash)
    const keys = parsePolicy(`${contract}\nkeys: {administrators: 2}`)
    expect(keys.keys).toEqual({ administrators: 2 })
    expect(policyHash(keys)).not.toBe(hash)
    expect(parsePolicy(contract)).not.toHaveProperty('keys')
  })
})

describe('A policy that is refused', () => {
  it.each([
    ['unknown fields, wherever they are', `${contract}\nbonus: 1`, ['bonus']],
    [
      'an unknown field inside',
      contract.replace('blindEntry: true', 'blindentry: true'),
      ['base[0].approval.blindentry'],
    ],
    ['a missing part', contract.replace('expire: P5D', ''), ['expire']],
    ['another version', contract.replace('version: 1', 'version: 2'), ['version']],
    ['an amount that YAML reads as a number', contract.replace('"1000.00"', '1000.00'), ['line.amount']],
    ['an unknown signal', contract.replace('OFF_HOURS', 'OFFHOURS'), ['relax[0].allow[0]']],
    [
      'an unknown kind to drop',
      contract.replace('drop: [instructor', 'drop: [everything, instructor'),
      ['relax[0].drop[0]'],
    ],
    ['an unknown dimension', contract.replace('per: [payee,', 'per: [colour,'), ['line.per[0]']],
    ['a quorum that is none', contract.replace('quorum: 3', 'quorum: 0'), ['add[0].require[0].approval.quorum']],
    ['half a person', contract.replace('quorum: 3', 'quorum: 2.5'), ['add[0].require[0].approval.quorum']],
    ['a group that is none', contract.replace('group: escalation', 'group: "two words"'), ['base[4].review.group']],
    ['months, which have no length', contract.replace('P5D', 'P1M'), ['expire']],
    ['a wait of nothing', contract.replace('cooling_off: PT24H', 'cooling_off: PT0S'), ['base[3].cooling_off']],
    ['a rule that asks for nothing', contract.replace(/require: \[.*\]\}/, 'require: []}'), ['add[0].require']],
    ['a relaxation without a condition', contract.replace(/when: 'payee[^']*', /, ''), ['relax[0].when']],
  ])('has %s', (_name, text, paths) => {
    expect(refusal(text)).toEqual(paths)
  })

  it('names every mistake at once', () => {
    expect(refusal(contract.replace('version: 1', 'version: 2').replace('P5D', 'soon'))).toEqual(['version', 'expire'])
  })

  it('asks for two things, or nothing, in one place', () => {
    expect(withBase('{instructor_confirmation: {}, cooling_off: PT1H}')).toEqual(['base[1]'])
    expect(withBase('{}')).toEqual(['base[1]'])
    expect(withBase('{detector: {}}')).toContain('base[1].detector')
    expect(withBase('{instructor_confirmation: {personId: per_1}}')).toEqual([
      'base[1].instructor_confirmation.personId',
    ])
  })

  it('expedites anything but a wait, or by anything but approvals', () => {
    expect(
      withBase(
        '{callback: {callee: auto, contactMinAgeDays: 30}, anyOf: [{approval: {group: escalation, quorum: 1}}]}',
      ),
    ).toEqual(['base[1].anyOf'])
    expect(withBase('{cooling_off: PT24H, anyOf: [{callback: {callee: auto, contactMinAgeDays: 0}}]}')).toContain(
      'base[1].anyOf[0].callback',
    )
    expect(withBase('{cooling_off: PT24H, anyOf: []}')).toEqual(['base[1].anyOf'])
  })
})

describe('YAML that two readers could read differently', () => {
  it('repeats a key', () => {
    expect(plus('expire: P50D')).toEqual(['line 11'])
    expect(refusal(contract.replace('quorum: 3', 'quorum: 3, quorum: 1'))).toEqual(['line 6'])
  })

  it('has anchors, aliases or merge keys', () => {
    expect(refusal(contract.replace('group: treasury, quorum: 3', 'group: &g treasury, quorum: 3'))).toEqual([''])
    expect(refusal(contract.replace('P5D', '&e P5D').replace('PT8H', '*e'))).toHaveLength(1)
    expect(plus('<<: {duties: {instructorCounts: true}}')).toEqual(['<<'])
  })

  it('is a bomb of aliases', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map(
          (name, index) =>
            `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[index] ?? ''}`).join(',')}]`,
        ),
    ]
    const before = process.memoryUsage().rss
    expect(refusal(bomb.join('\n'))).toHaveLength(1)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it.each([
    ['tags', 'version: !!js/function 1'],
    ['own tags', 'version: !policy 1'],
    ['two documents', `${contract}---\n${contract}`],
    ['nothing', ''],
    ['a list', '[1, 2]'],
    ['text', 'pay everything'],
    ['broken syntax', 'base: [ {'],
    ['keys that are no text', '{[1, 2]: 3}'],
    ['a prototype', '{"__proto__": {"version": 1}}'],
    ['endless brackets', '['.repeat(30_000)],
    ['nested brackets', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['too much of it', `${contract}# ${'x'.repeat(70_000)}`],
  ])('has %s', (_name, text) => {
    expect(refusal(text).length).toBeGreaterThan(0)
  })
})
