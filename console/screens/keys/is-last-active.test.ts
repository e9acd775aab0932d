import { isLastActive } from './is-last-active.ts'

const key = (id: string, state: 'pending' | 'active' | 'quarantined' | 'revoked') => ({ id, state })

describe('the last key that signs', () => {
  it('is the only active one, whatever waits or is in quarantine besides', () => {
    const own = key('key_1', 'active')
    expect(isLastActive(own, [own])).toBe(true)
    expect(
      isLastActive(own, [own, key('key_2', 'pending'), key('key_3', 'quarantined'), key('key_4', 'revoked')]),
    ).toBe(true)
    expect(isLastActive(own, [own, key('key_2', 'active')])).toBe(false)
  })

  it('is none that does not sign yet', () => {
    const waiting = key('key_2', 'pending')
    expect(isLastActive(waiting, [key('key_1', 'active'), waiting])).toBe(false)
    expect(isLastActive(waiting, [waiting])).toBe(false)
  })
})
