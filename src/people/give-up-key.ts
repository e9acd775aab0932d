import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { admitRevocation, type RevocationProof } from '../domain/admit-revocation.ts'
import { sha256Hex } from '../domain/canonical-json.ts'
import { notFound } from '../domain/errors.ts'
import { effectiveKeyState, type KeyState } from '../domain/person.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db, Executor, Tx } from '../platform/postgres/database.ts'
import { readAssertion } from './credential-schema.ts'
import { keepSigned, openChallenge } from './keep-answer.ts'
import { readKey, type StoredKey } from './key-store.ts'
import type { KeyTrust } from './keys/trust.ts'
import type { GivingUp } from './people-process.ts'
import { readRevocation, type RevocationStatement } from './revocation-statement.ts'
import { revokeKey } from './revoke-key.ts'
import { lockAnswered, takeChallenge, type AnsweredChallenge } from './take-challenge.ts'
import { verifySignedBy, type SignedBy } from './verify-signed-by.ts'

/**
 * The worker's half: one step, by its owner, since giving up power needs nobody's consent. 404 for a key of somebody
 * else, 403 for what the key that signed, or whose session asks, may not. Both keys are read anew here and stay as they
 * are until the transaction ends. Idempotent.
 */
export async function giveUpKey(tx: Tx, trust: KeyTrust, asked: GivingUp): Promise<void> {
  const { keyId, personId, sessionKeyId, challengeId } = asked
  const challenge = challengeId === null ? null : await lockAnswered(tx, challengeId)
  // It names the key, and was accepted: there is nothing left to do.
  const statement = challenge === null ? null : statementOf(challenge.statement, trust, asked)
  if (challenge !== null && challenge.consumedAt !== null) return
  const signed = challenge === null ? null : await verifyAnswer(tx, trust, challenge, personId)
  const byId = signed?.key.keyId ?? sessionKeyId

  const keys = new Map<string, StoredKey | null>()
  // In order of id, so that two keys that give up each other do not wait in a circle.
  for (const id of [...new Set([keyId, byId])].sort())
    keys.set(id, await readKey(tx, id, id === keyId ? 'update' : 'share'))
  const key = owned(keys.get(keyId), personId)
  // Done before, perhaps in an attempt that could not report it: then the session's own key may be revoked as well.
  if (key.state === 'revoked') return
  const by = owned(keys.get(byId), personId)
  await admit(tx, by, key, signed === null ? 'session' : 'signature')
  if (challenge !== null && signed !== null && statement !== null) {
    await takeChallenge(tx, challenge, statement.expiresAt, await readNow(tx))
  }
  await revokeKey(tx, { keyId, by: personId, statementDigest: challenge && sha256Hex(challenge.statement) })
}

/**
 * The API's half: verifies as far as it can be told without locks, so that what is refused reaches no workflow, and
 * keeps what was signed.
 */
export async function checkGivingUp(
  db: Db,
  trust: KeyTrust,
  asked: GivingUp,
  credential: AuthenticationResponseJSON | null,
): Promise<void> {
  const { keyId, personId, sessionKeyId, challengeId } = asked
  const key = owned(await readKey(db, keyId), personId)
  if (challengeId === null || credential === null)
    return admit(db, owned(await readKey(db, sessionKeyId), personId), key, 'session')
  const { statement, challenge } = await openChallenge(db, challengeId, await readNow(db))
  statementOf(statement, trust, asked)
  const signedBy = await verifySignedBy(db, trust, { personId, challenge, credential })
  await admit(db, owned(await readKey(db, signedBy.key.keyId), personId), key, 'signature')
  await keepSigned(db, challengeId, credential, signedBy)
}

function statementOf(bytes: Uint8Array | null, trust: KeyTrust, { keyId, personId }: GivingUp): RevocationStatement {
  const statement = bytes === null ? null : readRevocation(bytes)
  if (statement?.keyId === keyId && statement.personId === personId && statement.rpId === trust.rpId) return statement
  throw notFound('challenge for this key')
}

async function verifyAnswer(
  tx: Tx,
  trust: KeyTrust,
  { challenge, answer }: AnsweredChallenge,
  personId: string,
): Promise<SignedBy> {
  const credential = readAssertion(answer)
  if (credential === null) throw notFound('challenge')
  return verifySignedBy(tx, trust, { personId, challenge, credential })
}

async function admit(db: Executor, by: StoredKey, key: StoredKey, proof: RevocationProof): Promise<void> {
  const now = await readNow(db)
  const stateOf = ({ state, quarantineEndsAt }: StoredKey): KeyState => effectiveKeyState(state, quarantineEndsAt, now)
  admitRevocation({ id: by.id, state: stateOf(by) }, { id: key.id, state: stateOf(key) }, proof)
}

function owned(key: StoredKey | null | undefined, personId: string): StoredKey {
  if (key?.personId !== personId) throw notFound('security key of yours')
  return key
}
