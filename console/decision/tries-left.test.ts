import { Problem } from '../api/problem.ts'
import { triesLeft } from './tries-left.ts'

const problem = (code: string, detail: string) =>
  new Problem({ status: 422, code, detail, errors: [], retryAfterSeconds: null })
const MISMATCH =
  'Amount or account ending are not those of this payment. Check the invoice; 2 of 3 tries are left. If the invoice says so, deny.'

describe('tries that are left', () => {
  it('are what the service says', () => {
    expect(triesLeft(problem('BLIND_ENTRY_MISMATCH', MISMATCH))).toBe(2)
    expect(triesLeft(problem('BLIND_ENTRY_LOCKED', 'Three tries did not match.'))).toBe(0)
  })

  it('are not made up', () => {
    expect(triesLeft(problem('BLIND_ENTRY_MISMATCH', 'Not those.'))).toBeNull()
    expect(triesLeft(problem('OFFLINE', '2 of 3 tries'))).toBeNull()
    expect(triesLeft(new Error('2 of 3 tries'))).toBeNull()
  })
})
