import { admitRevocation, revocationNeeds, type RevocationProof } from './admit-revocation.ts'
import { CountersignError } from './errors.ts'
import type { KeyState } from './person.ts'

const STATES: readonly KeyState[] = ['pending', 'active', 'quarantined', 'revoked']

describe('a key that is given up', () => {
  const answer = (by: KeyState, key: KeyState, proof: RevocationProof, isSame = false): string => {
    try {
      admitRevocation({ id: 'key_a', state: by }, { id: isSame ? 'key_a' : 'key_b', state: key }, proof)
      return 'given up'
    } catch (error) {
      return error instanceof CountersignError ? `${error.status} ${error.code}` : String(error)
    }
  }

  it.each(['pending', 'active', 'quarantined'] as const)('may be the %s one that signs', (state) => {
    expect(answer(state, state, 'signature', true)).toBe('given up')
  })

  it('may be any other when an active one signs', () => {
    expect(STATES.map((state) => answer('active', state, 'signature'))).toEqual(STATES.map(() => 'given up'))
  })

  it('is no active one when one in quarantine signs', () => {
    expect(STATES.map((state) => answer('quarantined', state, 'signature'))).toEqual([
      'given up',
      '403 CREDENTIAL_QUARANTINED',
      'given up',
      'given up',
    ])
  })

  it.each(['pending', 'revoked'] as const)('is no other at all when a %s one signs', (by) => {
    for (const proof of ['session', 'signature'] as const)
      expect(STATES.map((state) => answer(by, state, proof))).toEqual(STATES.map(() => '403 CREDENTIAL_INACTIVE'))
  })

  it('takes a signature as soon as somebody has confirmed it, whichever the session is', () => {
    expect(STATES.map((state) => answer('active', state, 'session'))).toEqual([
      'given up',
      '403 SIGNATURE_REQUIRED',
      '403 SIGNATURE_REQUIRED',
      'given up',
    ])
    for (const state of ['active', 'quarantined'] as const)
      expect(answer(state, state, 'session', true)).toBe('403 SIGNATURE_REQUIRED')
    expect(answer('pending', 'pending', 'session', true)).toBe('given up')
  })
})

describe('what giving up a key needs', () => {
  const key = (state: KeyState, id = `key_${state}`) => ({ id, state })
  const [pending, active, quarantined, revoked] = STATES.map((state) => key(state)) as [
    ReturnType<typeof key>,
    ReturnType<typeof key>,
    ReturnType<typeof key>,
    ReturnType<typeof key>,
  ]
  const all = [pending, active, quarantined, revoked]
  const needs = (session: ReturnType<typeof key>, own = all) => own.map((one) => revocationNeeds(session, one, own))

  it('is a session for one that waits, a signature for one that counts, and nothing for one that is gone', () => {
    expect(needs(active)).toEqual(['session', 'signature', 'signature', null])
  })

  it('is a signature of one that may, where the one of the session may not', () => {
    expect(needs(pending)).toEqual(['session', 'signature', 'signature', null])
    expect(needs(quarantined)).toEqual(['session', 'signature', 'signature', null])
  })

  it('is nothing that somebody has whose keys all may not', () => {
    const other = key('pending', 'key_other')
    expect(revocationNeeds(pending, other, [pending, other])).toBe('signature')
    expect(revocationNeeds(pending, other, [pending])).toBeNull()
  })
})
