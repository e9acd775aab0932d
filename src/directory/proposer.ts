import type { ChangeType } from '../domain/assess-change.ts'
import { forbid, refuseField } from '../domain/errors.ts'
import type { Caller, PersonCaller } from '../people/caller.ts'
import { findPerson } from '../people/find-person.ts'
import { requireConfirmedKey } from '../people/require-confirmed-key.ts'
import type { Executor } from '../platform/postgres/database.ts'

/** What changes payees is counted as one sort: `admitProposal`. */
export const DIRECTORY_CHANGES: readonly ChangeType[] = ['account-change', 'contact-change']

export interface Proposer {
  /** A person id, or `client:<id>`. */
  readonly createdBy: string
  /** Everyone who asked, as people on file: none of them may approve it. */
  readonly requesters: readonly string[]
}

/**
 * Who proposes a change to the directory: an editor in their own session, or a client for people whom it names. A
 * client's scope has been checked by the time it gets here. Throws 403 and 422 `REQUESTER_UNKNOWN`.
 */
export async function readProposer(db: Executor, caller: Caller, requestedBy: readonly string[]): Promise<Proposer> {
  if (caller.kind === 'person') requireEditor(caller)
  const requesters = new Set(caller.kind === 'person' ? [caller.personId] : [])
  for (const [index, named] of requestedBy.entries()) {
    const person = await findPerson(db, named)
    if (person === null) {
      throw refuseField(
        `requestedBy[${index}]`,
        'REQUESTER_UNKNOWN',
        'Name people on file, by e-mail address or external id: whoever asks for a change may not approve it.',
      )
    }
    requesters.add(person.id)
  }
  if (requesters.size === 0) {
    throw refuseField(
      'requestedBy',
      'REQUESTER_UNKNOWN',
      'Say which people on file asked for this change (requestedBy).',
    )
  }
  return {
    createdBy: caller.kind === 'client' ? `client:${caller.clientId}` : caller.personId,
    requesters: [...requesters].sort(),
  }
}

function requireEditor({ roles, keyState }: PersonCaller): void {
  if (!roles.includes('directory_editor')) {
    throw forbid(
      'ROLE',
      'Directory editors propose changes to payees. Ask one of them, or an administrator who they are.',
    )
  }
  requireConfirmedKey(keyState, 'propose')
}
