import type { Role } from './person.ts'

/** Whose work is with accounts and contacts on file: callers ring them, editors keep them, the others look after both. */
const READERS: readonly Role[] = ['caller', 'directory_editor', 'reviewer', 'auditor']

/**
 * Whether the accounts and contacts of payees are shown to somebody with these roles. Never to approvers, whatever
 * else they are: what they type from the invoice before they approve must not be there to be copied from the directory.
 */
export function mayReadAccounts(roles: readonly Role[]): boolean {
  return !roles.includes('approver') && roles.some((role) => READERS.includes(role))
}
