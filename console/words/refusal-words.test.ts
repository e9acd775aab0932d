import { Problem } from '../api/problem.ts'
import { refusalWords, refusedFields } from './refusal-words.ts'

describe('what the service refused of a form', () => {
  const errors = [
    { path: 'payee.account.iban', code: 'IBAN_INVALID', detail: 'Check the IBAN.' },
    { path: 'elements', code: 'ELEMENT_PATH', detail: 'Give it as a path.' },
  ]
  const problem = new Problem({ status: 422, code: 'IBAN_INVALID', detail: '', errors, retryAfterSeconds: null })

  it('is told of every field in the reader’s language, and in the service’s own words where there are none', () => {
    expect(refusedFields(refusalWords.de, problem)).toEqual([
      expect.objectContaining({
        path: 'payee.account.iban',
        detail: expect.stringMatching(/^Vergleichen Sie/) as string,
      }),
      errors[1],
    ])
    expect(refusedFields(refusalWords.en, problem)).toEqual(errors)
  })

  it.each([null, new Error('inside')])('names no field where the service has not: %s', (error) => {
    expect(refusedFields(refusalWords.de, error)).toEqual([])
  })
})
