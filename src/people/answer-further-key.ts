import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { notFound } from '../domain/errors.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db } from '../platform/postgres/database.ts'
import { requireEndorsement } from './begin-further-key.ts'
import type { KeyAnswer } from './credential-schema.ts'
import { readEnrolment } from './enrolment-statement.ts'
import { keepSigned, openChallenge } from './keep-answer.ts'
import { keyLabel } from './key-label.ts'
import type { KeyTrust } from './keys/trust.ts'
import { verifyRegistration } from './keys/verify-registration.ts'
import type { EnrolledKey, PeopleProcess } from './people-process.ts'
import { verifySignedBy } from './verify-signed-by.ts'

export interface FurtherKeyAnswer {
  readonly personId: string
  readonly challengeId: string
  /** By the new key. */
  readonly registration: RegistrationResponseJSON
  /** By a key the person has already, over the same challenge. */
  readonly confirmation: AuthenticationResponseJSON
  readonly label: string | null
}

/** The API's half of adding a key: verifies both signatures, keeps them and hands them on. */
export async function answerFurtherKey(
  db: Db,
  process: PeopleProcess,
  trust: KeyTrust,
  answer: FurtherKeyAnswer,
): Promise<EnrolledKey> {
  const now = await readNow(db)
  const { personId, registration, confirmation } = answer
  const label = keyLabel(answer.label)
  const { id, challenge, statement: bytes } = await openChallenge(db, answer.challengeId, now)
  const statement = bytes === null ? null : readEnrolment(bytes)
  if (statement === null || statement.tokenHash !== null || statement.personId !== personId) throw notFound('challenge')

  await verifyRegistration({ credential: registration, expectedChallenge: challenge, trust, at: now })
  const signedBy = await verifySignedBy(db, trust, { personId, challenge, credential: confirmation })
  requireEndorsement(signedBy.key.state)
  const kept: KeyAnswer = { registration, confirmation, label, invitation: null }
  await keepSigned(db, id, kept, signedBy)
  return process.addKey(id)
}
