import { readProblem } from './problem.ts'

describe('a refusal', () => {
  it('keeps the code, what to do next, and the fields', () => {
    const errors = [{ path: 'amount', code: 'AMOUNT_FORMAT', detail: 'Write it as 12.00.' }, { code: 'X' }, 'noise']
    const problem = readProblem(422, { code: 'AMOUNT_FORMAT', detail: 'Correct amount.', errors }, null)
    expect(problem).toMatchObject({ status: 422, code: 'AMOUNT_FORMAT', detail: 'Correct amount.' })
    expect(problem.errors).toEqual([errors[0]])
  })

  it.each([null, 'a proxy says no', [], { code: 7 }])('is one all the same when the body is %j', (body) => {
    expect(readProblem(502, body, null)).toMatchObject({ status: 502, code: 'UNEXPECTED', errors: [] })
  })

  it('knows when to come again', () => {
    expect(readProblem(429, {}, '17').retryAfterSeconds).toBe(17)
    expect(readProblem(429, {}, 'soon').retryAfterSeconds).toBeNull()
  })
})
