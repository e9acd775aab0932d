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
    expect(tellProblem(partWords.de, problem('HELD', 'A hold covers this order.')).body).toBe(
      'A hold covers this order. (HELD)',
    )
  })

  it.each([new Error('inside'), undefined, problem('UNEXPECTED')])('is never what failed inside: %s', (error) => {
    expect(tellProblem(partWords.en, error)).toEqual(partWords.en.problems.unexpected)
  })
})
