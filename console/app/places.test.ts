import { isDecision } from './places.ts'

describe('places', () => {
  it.each(['/orders/ord_1', '/subjects/account-change/chg_1'])('%s is where something is decided', (path) => {
    expect(isDecision(path)).toBe(true)
  })

  it.each(['/', '/orders/ord_1/amend', '/submit', '/reviews'])('%s is not', (path) => {
    expect(isDecision(path)).toBe(false)
  })
})
