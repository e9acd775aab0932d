import { changeKind } from '../consent/change-kind.ts'
import type { SubjectHead, SubjectKind } from '../consent/subject-kind.ts'
import { plus, type Instant } from '../domain/instant.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import type { Profile } from './genesis.ts'
import { quarantineHours } from './key-rules.ts'
import { changeKeyState } from './key-store.ts'
import { revokeKey } from './revoke-key.ts'

/** A key that waits for an administrator. */
export function createKeyKind({ profile, timeScale }: { profile: Profile; timeScale: number }): SubjectKind {
  const kind = changeKind({
    type: 'key-change',
    eventPrefix: 'change',
    timeScale,
    title: (content) =>
      `Confirm the security key ${fingerprintStart(content['fingerprint'])} of ${nameIn(content['person'])}`,
    takeEffect: (tx, head, now) => activate(tx, profile, head, now),
  })
  return {
    ...kind,
    async stateChanged(tx, head, state) {
      // Refused, or nobody answered: the key never becomes one, and its owner is invited again.
      if (state !== 'denied' && state !== 'expired' && state !== 'cancelled') return
      await revokeKey(tx, { keyId: keyIdOf(head), by: head.id })
    },
  }
}

/** A key its owner gave up in the meantime stays given up. */
async function activate(tx: Tx, profile: Profile, head: SubjectHead, now: Instant): Promise<void> {
  // First keys waited for a person to compare fingerprints; further ones, which a deceived person adds, also for time.
  const hours = head.content['endorsedBy'] === null ? 0 : quarantineHours(profile)
  const quarantineEndsAt = hours === 0 ? null : plus(now, hours * 3_600_000)
  const state = quarantineEndsAt === null ? 'active' : 'quarantined'
  const keyId = keyIdOf(head)
  if (!(await changeKeyState(tx, keyId, ['pending'], { state, quarantineEndsAt }))) return
  await log.append(tx, { kind: 'key.activated', fields: { keyId, subjectId: head.id, state, quarantineEndsAt } })
}

function keyIdOf(head: SubjectHead): string {
  return String(head.content['keyId'])
}

/** What two people compare by eye or by phone; the whole of it is in what is signed. */
function fingerprintStart(fingerprint: unknown): string {
  return `${String(fingerprint)
    .slice(0, 16)
    .replaceAll(/(.{4})(?=.)/g, '$1 ')}…`
}

function nameIn(person: unknown): string {
  return typeof person === 'object' && person !== null && 'name' in person ? String(person.name) : ''
}
