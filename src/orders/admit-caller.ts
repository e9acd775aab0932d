import { forbid } from '../domain/errors.ts'
import type { Caller } from '../people/caller.ts'
import { requireConfirmedKey } from '../people/require-confirmed-key.ts'

/** Who asks for payments and changes what they asked for. Throws 403. */
export function submitter(caller: Caller): Caller {
  if (caller.kind === 'client' ? !caller.scopes.includes('orders:write') : !caller.roles.includes('requester')) {
    throw forbid(
      'SCOPE',
      'Submitting and changing orders takes an API client with the scope orders:write, or a person with the role requester.',
    )
  }
  if (caller.kind === 'person') requireConfirmedKey(caller.keyState, 'submit or change payments')
  return caller
}

/** Whoever could be asked about it afterwards. Throws 403. */
export function commenter(caller: Caller): Caller {
  if (caller.kind === 'client' && !caller.scopes.includes('orders:write'))
    throw forbid('SCOPE', 'Comments take an API client with the scope orders:write, or a person who has signed in.')
  if (caller.kind === 'person') requireConfirmedKey(caller.keyState, 'comment')
  return caller
}

/** Any person; what of it they see depends on them. Throws 403. */
export function reader(caller: Caller): Caller {
  if (caller.kind === 'person' || caller.scopes.includes('orders:read')) return caller
  throw forbid('SCOPE', 'This API client does not have the scope orders:read.')
}
