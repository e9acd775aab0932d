import { readProblem } from '../api/problem.ts'
import { triesLeft } from './tries-left.ts'

const problem = (code: string, more: object = {}) =>
  readProblem(422, { code, detail: 'Check the invoice; 1 of 3 tries are left.', errors: [], ...more }, null)

describe('tries that are left', () => {
  it('are the number the service gives, in whatever language it words the rest', () => {
    expect(triesLeft(problem('BLIND_ENTRY_MISMATCH', { triesLeft: 2 }))).toBe(2)
    expect(triesLeft(problem('BLIND_ENTRY_LOCKED'))).toBe(0)
  })

  it('are not made up', () => {
    expect(triesLeft(problem('BLIND_ENTRY_MISMATCH'))).toBeNull()
    expect(triesLeft(problem('BLIND_ENTRY_MISMATCH', { triesLeft: '2' }))).toBeNull()
    expect(triesLeft(problem('BLIND_ENTRY_MISMATCH', { triesLeft: -1 }))).toBeNull()
    expect(triesLeft(problem('OFFLINE', { triesLeft: 2 }))).toBeNull()
    expect(triesLeft(new Error('2 of 3 tries'))).toBeNull()
  })
})
