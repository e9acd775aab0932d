import { Problem } from '../api/problem.ts'
import { partWords } from './part-words.ts'
import { tellProblem } from './tell-problem.ts'

const problem = (code: string, detail = '', retryAfterSeconds: number | null = null): Problem =>
  new Problem({ status: 400, code, detail, errors: [], retryAfterSeconds })

describe('what a person is told', () => {
  it('is how long to wait', () => {
    expect(tellProblem(partWords.en, problem('TOO_MANY_REQUESTS', '', 17)).body).toContain('17')
  })

  it("is the service's own words and the code where there are none of ours", () => {
    expect(tellProblem(partWords.de, problem('STATE', 'This is denied.')).body).toBe('This is denied. (STATE)')
    expect(tellProblem(partWords.en, problem('HELD', 'A hold covers it.')).body).toBe('A hold covers it. (HELD)')
  })

  it("is said in the reader's language where one sentence does, with the code to look it up by", () => {
    expect(tellProblem(partWords.de, problem('HELD', 'A hold covers it.')).body).toBe(
      'Das ist gesperrt. Weiter geht es, wenn die Sperre aufgehoben ist. (HELD)',
    )
    expect(tellProblem(partWords.de, problem('constructor', 'What is this?')).body).toBe('What is this? (constructor)')
  })

  it.each([new Error('inside'), undefined, problem('UNEXPECTED')])('is never what failed inside: %s', (error) => {
    expect(tellProblem(partWords.en, error)).toEqual(partWords.en.problems.unexpected)
  })
})
