import { createFelt } from './felt.ts'

const CALM = { unanswered: 0, unavailable: 0, errors: [] }

describe('whether a fault is felt', () => {
  it('is told of each, by what it struck or by requests that came to grief', () => {
    const felt = createFelt()
    felt.note('worker killed', true, CALM)
    felt.note('api killed', false, { ...CALM, unanswered: 2, unavailable: 1 })
    felt.note('api killed', false, CALM)
    expect(
      felt
        .table()
        .split('\n')
        .map((line) => line.replaceAll(/ {2,}/g, ' ')),
    ).toEqual(['fault played felt no answer 503 other 5xx', 'api killed 2 1 2 1 0', 'worker killed 1 1 0 0 0'])
  })

  it('is missed of one that was played ten times and hit nobody, and not before', () => {
    const felt = createFelt()
    for (let each = 0; each < 9; each += 1) felt.note('sequencer killed', false, CALM)
    expect(felt.neverFelt(10)).toEqual([])
    felt.note('sequencer killed', false, CALM)
    expect(felt.neverFelt(10)).toEqual(['sequencer killed'])
    felt.note('sequencer killed', true, CALM)
    expect(felt.neverFelt(10)).toEqual([])
  })
})
