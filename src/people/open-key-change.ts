import { openChange } from '../consent/open-change.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { newId } from '../platform/ids.ts'
import { profileRules } from '../platform/config/profile.ts'
import type { Tx } from '../platform/postgres/database.ts'
import type { KeyRules } from './key-rules.ts'
import type { StoredKey } from './key-store.ts'
import type { Person } from './store.ts'

export interface KeyToConfirm {
  readonly key: StoredKey
  readonly person: Person
  readonly attestation: 'packed' | 'unattested'
  /** The key on record that vouches for a further one. */
  readonly endorsedBy: string | null
  /** The renewed invitation that it was enrolled with, and who renewed it: they confirm nothing of it. */
  readonly renewed: { readonly tokenHash: string; readonly invitedBy: string } | null
}

/** A key that expired would be lost with the invitation it spent, so it waits longer than any payment does. */
const LIFETIME_MS = 30 * 86_400_000

/** A pending key asks for an administrator's signature: a subject of type `key-change`. */
export async function openKeyChange(tx: Tx, rules: KeyRules, request: KeyToConfirm, now: Instant): Promise<void> {
  const { key, person, attestation, endorsedBy, renewed } = request
  const { timeScale } = profileRules(rules.profile)
  const content: JsonObject = {
    action: 'activate',
    keyId: key.id,
    fingerprint: key.fingerprint,
    model: key.aaguid,
    attestation,
    label: key.label,
    person: { id: person.id, name: person.name, email: person.email },
    endorsedBy,
    ...(renewed === null ? {} : { invitation: renewed.tokenHash, invitedBy: renewed.invitedBy }),
    requesters: renewed === null ? [person.id] : [person.id, renewed.invitedBy],
  }
  const change = { type: 'key-change', id: newId('chg'), content, createdBy: person.id } as const
  await openChange(tx, rules.kinds, timeScale, { ...change, expiresAt: plus(now, LIFETIME_MS) }, now)
}
