import { changeKind } from '../consent/change-kind.ts'
import { confirmersOf } from '../consent/confirmers-of.ts'
import type { SubjectHead, SubjectKind } from '../consent/subject-kind.ts'
import { plus, type Instant } from '../domain/instant.ts'
import * as log from '../log/log.ts'
import { profileRules, type Profile } from '../platform/config/profile.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { changeKeyState, readKey } from './key-store.ts'
import { revokeKey } from './revoke-key.ts'

/** A key that waits for an administrator. */
export function createKeyKind(profile: Profile): SubjectKind {
  const kind = changeKind({
    type: 'key-change',
    timeScale: profileRules(profile).timeScale,
    title: (content) =>
      `Confirm the security key ${fingerprintStart(content['fingerprint'])} of ${nameIn(content['person'])}`,
    takeEffect: (tx, head, now) => activate(tx, profile, head, now),
  })
  return {
    ...kind,
    async stateChanged(tx, head, state) {
      // Refused, or nobody answered: the key never becomes one. Whose first it was is invited anew (renew-invitation.ts).
      if (state !== 'denied' && state !== 'expired' && state !== 'cancelled') return
      await revokeKey(tx, { keyId: keyIdOf(head), by: head.id })
    },
  }
}

/** A key its owner gave up in the meantime stays given up. */
async function activate(tx: Tx, profile: Profile, head: SubjectHead, now: Instant): Promise<void> {
  // First keys waited for a person to compare fingerprints; further ones, which a deceived person adds, also for time.
  const hours = head.content['endorsedBy'] === null ? 0 : profileRules(profile).quarantineHours
  const quarantineEndsAt = hours === 0 ? null : plus(now, hours * 3_600_000)
  const state = quarantineEndsAt === null ? 'active' : 'quarantined'
  const keyId = keyIdOf(head)
  const confirmedBy = await confirmersOf(tx, head)
  if (!(await changeKeyState(tx, keyId, ['pending'], { state, quarantineEndsAt, confirmedBy }))) return
  const key = await readKey(tx, keyId)
  if (key === null) throw new TypeError('Unexpected loss of a key that was just confirmed')
  const { personId, fingerprint } = key
  const fields = { keyId, personId, fingerprint, confirmedBy, subjectId: head.id, state, quarantineEndsAt }
  await log.append(tx, { kind: 'key.activated', fields })
  // At every address on file: whoever enrolled and confirmed it may have had nothing but the owner's invitation.
  await outbox.add(tx, { kind: 'mail', template: 'key-confirmed', personIds: [personId], data: { keyId } })
}

function keyIdOf(head: SubjectHead): string {
  const { keyId } = head.content
  if (typeof keyId !== 'string') throw new TypeError('Unexpected key change without a key')
  return keyId
}

/** What two people compare by eye or by phone; the whole of it is in what is signed. */
function fingerprintStart(fingerprint: unknown): string {
  return `${String(fingerprint)
    .slice(0, 16)
    .replaceAll(/(.{4})(?=.)/g, '$1 ')}…`
}

function nameIn(person: unknown): string {
  if (typeof person !== 'object' || person === null || !('name' in person)) return 'somebody'
  return typeof person.name === 'string' ? person.name : 'somebody'
}
