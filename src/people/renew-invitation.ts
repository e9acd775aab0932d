import { conflict, forbid, notFound } from '../domain/errors.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { isUnclaimed } from '../domain/unclaimed-seat.ts'
import * as log from '../log/log.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { INVITATION_LIFETIME_MS } from './invitation.ts'
import { readKeys } from './key-store.ts'
import type { Renewal, RenewedInvitation } from './people-process.ts'
import { standings } from './standings.ts'
import { expireEnrolment, insertEnrolment, lockEnrolments, readOrganisation, readPerson } from './store.ts'

/**
 * The worker's half of inviting somebody anew whose invitation was lost, or whose first key was refused: from here on the old one is void, in the record
 * and in the log that the signer reads. It enrols a key that waits for another administrator than the one who renewed
 * it (ADR 0012). Idempotent by the new invitation. Throws 403 ROLE, 404, 409 GENESIS_FIRST and KEY_ON_RECORD.
 */
export async function renewInvitation(tx: Tx, renewal: Renewal, now: Instant): Promise<RenewedInvitation> {
  const { tokenHash, personId, invitedBy } = renewal
  const inviter = (await standings(tx, [invitedBy], now)).get(invitedBy)
  if (inviter === undefined || !inviter.active || !inviter.hasActiveKey || !inviter.roles.includes('administrator'))
    throw forbid('ROLE', 'Administrators with an active security key invite people anew.')
  const person = await readPerson(tx, personId)
  if (person === null || person.state === 'left') throw notFound('person')
  // Before genesis two first keys vouch for each other, by the invitations the organisation began with and no others.
  if ((await readOrganisation(tx))?.confirmedAt == null) {
    throw conflict('GENESIS_FIRST', "Two administrators confirm each other's keys first. Then people are invited anew.")
  }

  // Locked, so that a key enrolled with the old one at the same moment is seen here, or finds it void.
  const earlier = await lockEnrolments(tx, personId)
  const repeated = earlier.find((one) => one.tokenHash === tokenHash)
  if (repeated !== undefined) return { personId, expiresAt: repeated.expiresAt }
  if (!isUnclaimed(await readKeys(tx, [personId]))) {
    throw conflict(
      'KEY_ON_RECORD',
      'A key of this person counts, has counted, or waits to be confirmed. One that waits is denied first if it is not theirs; a further key is added with one on record.',
    )
  }
  for (const one of earlier) await expireEnrolment(tx, one.tokenHash, now)
  const expiresAt = plus(now, INVITATION_LIFETIME_MS)
  await insertEnrolment(tx, { tokenHash, personId, expiresAt, invitedBy }, now)
  const voids = earlier.map((one) => one.tokenHash)
  await log.append(tx, { kind: 'invitation.renewed', fields: { personId, tokenHash, voids, invitedBy } })
  await outbox.add(tx, { kind: 'mail', template: 'invitation-renewed', personIds: [personId], data: {} })
  return { personId, expiresAt }
}
