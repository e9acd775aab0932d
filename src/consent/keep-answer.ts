import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { counterRegression } from '../people/keys/refusals.ts'
import type { VerifiedAssertion } from '../people/keys/verify-assertion.ts'
import { spendCounter, type SigningKey } from '../people/signing-key.ts'
import { suspectKey } from '../people/suspect-key.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { keepCredential, type EvidenceChallenge } from './challenge-store.ts'

/**
 * Keeps an answer that was verified, and with it spends the counter it was signed at: from here on nothing that its key
 * does speaks against it. Sent twice, it is the same answer. Throws 409 COUNTER_REGRESSION, and never for a denial: a
 * counter that went back is a sign of a copy and no proof (WebAuthn L3 §7.2 step 22 leaves it to us), and whoever denies
 * is heard first. Then the key is suspected aloud.
 */
export async function keepAnswer(
  db: Db,
  challenge: Pick<EvidenceChallenge, 'id' | 'decision'>,
  credential: AuthenticationResponseJSON,
  { key, verified }: { readonly key: SigningKey; readonly verified: VerifiedAssertion },
): Promise<void> {
  await transaction(db, async (tx) => {
    if (!(await keepCredential(tx, challenge.id, credential))) return
    if (await spendCounter(tx, key.keyId, verified.newCounter)) return
    if (challenge.decision !== 'deny') throw counterRegression()
    await suspectKey(tx, key)
  })
}
