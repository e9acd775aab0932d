import { admitRevocation } from './admit-revocation.ts'
import { CountersignError } from './errors.ts'
import type { KeyState } from './person.ts'

const STATES: readonly KeyState[] = ['pending', 'active', 'quarantined', 'revoked']

describe('a key that is given up', () => {
  const answer = (session: KeyState, key: KeyState, isSame = false): string => {
    try {
      admitRevocation({ id: 'key_a', state: session }, { id: isSame ? 'key_a' : 'key_b', state: key })
      return 'given up'
    } catch (error) {
      return error instanceof CountersignError ? `${error.status} ${error.code}` : String(error)
    }
  }

  it.each(['pending', 'active', 'quarantined'] as const)('may be the %s one whose session asks', (state) => {
    expect(answer(state, state, true)).toBe('given up')
  })

  it('may be any other in the session of an active one', () => {
    expect(STATES.map((state) => answer('active', state))).toEqual(STATES.map(() => 'given up'))
  })

  it('is no active one in the session of one in quarantine', () => {
    expect(STATES.map((state) => answer('quarantined', state))).toEqual([
      'given up',
      '403 CREDENTIAL_QUARANTINED',
      'given up',
      'given up',
    ])
  })

  it.each(['pending', 'revoked'] as const)('is no other at all in the session of a %s one', (session) => {
    expect(STATES.map((state) => answer(session, state))).toEqual(STATES.map(() => '403 CREDENTIAL_INACTIVE'))
  })
})
