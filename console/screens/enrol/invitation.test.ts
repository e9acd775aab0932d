import { newSecret } from '../../../src/people/secret.ts'
import { readInvitation } from './invitation.ts'

describe('an invitation', () => {
  it('is read as init makes it', () => {
    const token = newSecret()
    expect(readInvitation(`#${token}`)).toBe(token)
  })

  it.each(['', '#', '#short', `#${'a'.repeat(44)}`, `#${'a'.repeat(42)}/`, `#${'a'.repeat(43)}\n`])(
    'is missing when it is cut off or something else: %j',
    (hash) => {
      expect(readInvitation(hash)).toBeNull()
    },
  )
})
