import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { CountersignError } from '../domain/errors.ts'
import { challengeOf } from '../domain/statement.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { StoredChallenge } from './challenge-store.ts'
import { readAssertion } from './credential-schema.ts'
import { readGenesisStatement, type GenesisStatement } from './genesis-statement.ts'
import { readKey } from './key-store.ts'
import type { KeyTrust } from './keys/trust.ts'
import { verifyStoredAssertion } from './keys/verify-assertion.ts'

/** One administrator's signature over the other's key. */
export interface SignedGenesis {
  readonly statement: GenesisStatement
  readonly credential: AuthenticationResponseJSON
}

/**
 * What a challenge that is said to have been answered says, if the key that it names has signed it; null otherwise. The
 * API may insert challenges, so that a row proves nothing by itself. The counter is not judged: it has moved on since.
 */
export async function acceptedGenesis(
  db: Executor,
  trust: KeyTrust,
  challenge: StoredChallenge,
): Promise<SignedGenesis | null> {
  const { statement: bytes } = challenge
  const credential = readAssertion(challenge.answer)
  const statement = bytes === null ? null : readGenesisStatement(bytes)
  if (bytes === null || statement === null || credential === null || statement.rpId !== trust.rpId) return null
  const key = await readKey(db, statement.keyId)
  if (key === null || key.personId !== statement.personId || key.credentialId !== credential.id) return null
  const { clientDataJSON, authenticatorData, signature } = credential.response
  const { credentialId, publicKey } = key
  const signed = { clientDataJSON, authenticatorData, signature, credentialId, publicKey }
  try {
    await verifyStoredAssertion({ ...signed, expectedChallenge: challengeOf(bytes), trust })
  } catch (error) {
    if (error instanceof CountersignError) return null
    throw error
  }
  return { statement, credential }
}
