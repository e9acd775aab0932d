import { steeringOf } from './steering.ts'

describe('What an order in the sandbox asks its automatic people for', () => {
  it.each([
    ['INV-4711', null],
    ['SANDBOX-DENY', 'SANDBOX-DENY'],
    ['INV-1 SANDBOX-HOLD', 'SANDBOX-HOLD'],
    ['SANDBOX-EXPIRE-17', 'SANDBOX-EXPIRE'],
    ['SANDBOX-SUSPICIOUS/2', 'SANDBOX-SUSPICIOUS'],
    ['SANDBOX-DENYING', null],
    ['XSANDBOX-DENY', null],
    ['sandbox-deny', null],
    ['SANDBOX-NOTHING', null],
  ])('%s: %s', (text, expected) => {
    expect(steeringOf('INV-0', text)).toBe(expected)
  })
})
