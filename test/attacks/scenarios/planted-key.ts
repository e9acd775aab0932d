import { randomBytes } from 'node:crypto'
import { challengeOf } from '../../../src/domain/statement.ts'
import { enrolmentBytes } from '../../../src/people/enrolment-statement.ts'
import { verifyRegistration } from '../../../src/people/keys/verify-registration.ts'
import { hashSecret } from '../../../src/people/secret.ts'
import { newId } from '../../../src/platform/ids.ts'
import type { Intruder } from '../../support/intruder.ts'
import type { Office } from '../../support/office.ts'
import type { Person } from '../../support/people.ts'
import type { SoftwareKey } from '../../../src/sandbox/software-key.ts'
import { createSoftwareKey, trustOnly } from '../../support/software-key.ts'

/**
 * Puts a key on record for somebody as if they had enrolled it: bought from the right maker, registered over the right
 * statement with their spent invitation, and entered into the log. `instead` takes the place of their own in its row;
 * `as` is the entry that the forged one says it is.
 */
export async function plantKey(
  office: Office,
  intruder: Intruder,
  victim: Person,
  place: 'beside' | 'instead',
  as?: string,
): Promise<{ person: Person; key: SoftwareKey; entryId: string }> {
  const { origin, keyMaker } = office.service
  const [row] = await intruder.run('SELECT id, enrolment_token FROM keys WHERE person_id = $1', victim.id)
  const own = String(row?.['id'])
  const token = String(row?.['enrolment_token'])
  const keyId = place === 'instead' ? own : newId('key')
  const tokenHash = hashSecret(token)

  const expiresAt = new Date(Date.now() + 60_000).toISOString()
  const rpId = new URL(origin).hostname
  const nonce = randomBytes(32).toString('base64url')
  const statement = enrolmentBytes({ rpId, personId: victim.id, tokenHash, keyId, nonce, expiresAt })
  const key = await createSoftwareKey({ root: keyMaker })
  const registration = await key.create(
    {
      rp: { id: rpId, name: 'Example Europe SAS' },
      user: { id: Buffer.from(victim.id).toString('base64url'), name: victim.email, displayName: victim.email },
      challenge: Buffer.from(challengeOf(statement)).toString('base64url'),
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      attestation: 'direct',
    },
    { origin },
  )
  const trust = trustOnly(keyMaker, { rpId, origins: [origin] })
  const verified = await verifyRegistration({
    credential: registration,
    expectedChallenge: challengeOf(statement),
    trust,
  })
  const { fingerprint } = verified
  const statementDigest = Buffer.from(challengeOf(statement)).toString('hex')
  const enrolledAt = new Date().toISOString()
  const said = { keyId, personId: victim.id, fingerprint, tokenHash, state: 'active', enrolledAt, statementDigest }
  const entryId = await intruder.forgeLogEntry('key.enrolled', said, as)
  const columns = {
    id: keyId,
    credential_id: verified.credentialId,
    public_key: `\\x${Buffer.from(verified.publicKey).toString('hex')}`,
    fingerprint,
    attestation_object: registration.response.attestationObject,
    client_data_json: registration.response.clientDataJSON,
    statement: `\\x${Buffer.from(statement).toString('hex')}`,
    entry_id: as ?? entryId,
    enrolled_at: enrolledAt,
  }
  if (place === 'beside') {
    // Two keys of one invitation are against an index, which is no obstacle to its owner.
    await intruder.run('DROP INDEX IF EXISTS keys_enrolment')
    await intruder.copy('keys', own, columns)
    await intruder.copy('key_counters', own, { key_id: keyId, counter: 0 })
  } else {
    await intruder.run(
      `UPDATE keys SET credential_id = $2, public_key = $3::bytea, fingerprint = $4, attestation_object = $5,
              client_data_json = $6, statement = $7::bytea, entry_id = $8, enrolled_at = $9 WHERE id = $1`,
      ...Object.values(columns),
    )
    await intruder.run('UPDATE key_counters SET counter = 0 WHERE key_id = $1', keyId)
  }
  return { person: victim, key, entryId }
}
