import { subjectWords } from '../../words/subject-words.ts'
import { needsOf, partsOf } from './needs.ts'

describe('what is still needed', () => {
  it('is counted, and left out once it is there', () => {
    const needs = [
      { kind: 'approval', missing: 2 },
      { kind: 'callback', missing: 1 },
      { kind: 'review', missing: 0 },
    ]
    expect(needsOf(subjectWords.en, { needs, mine: [] })).toEqual(['2 signatures', 'Call'])
  })

  it('does not say twice what I alone have to do', () => {
    const mine = [{ requirementId: 'req_1', kind: 'approval' }]
    expect(needsOf(subjectWords.en, { needs: [{ kind: 'approval', missing: 1 }], mine })).toEqual([])
    expect(needsOf(subjectWords.en, { needs: [{ kind: 'approval', missing: 2 }], mine })).toEqual(['2 signatures'])
  })

  it('is never hidden because this console does not know it', () => {
    expect(needsOf(subjectWords.de, { needs: [{ kind: 'toString', missing: 1 }], mine: [] })).toEqual(['toString'])
  })

  it('names my part once however often it is asked of me', () => {
    const mine = ['approval', 'approval', 'review'].map((kind) => ({ requirementId: 'req_1', kind }))
    expect(partsOf(subjectWords.en, { mine })).toEqual(['Sign', 'Review'])
  })
})
