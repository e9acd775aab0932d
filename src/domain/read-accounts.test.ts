import { ROLES } from './person.ts'
import { mayReadAccounts } from './read-accounts.ts'

describe('accounts and contacts on file', () => {
  it('are read by those who ring, keep or look after them', () => {
    const readers = ROLES.filter((role) => mayReadAccounts([role]))
    expect(readers).toEqual(['caller', 'reviewer', 'directory_editor', 'auditor'])
  })

  it('are read by no approver, whatever else they are', () => {
    for (const role of ROLES) expect(mayReadAccounts([role, 'approver'])).toBe(false)
  })
})
