import { notFound } from '../domain/errors.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Keyring } from '../platform/keyring.ts'
import type { Db } from '../platform/postgres/database.ts'
import { openInvitation } from './begin-enrolment.ts'
import type { KeyAnswer } from './credential-schema.ts'
import { readEnrolment } from './enrolment-statement.ts'
import { keepOnce, openChallenge } from './keep-answer.ts'
import { keyLabel } from './key-label.ts'
import type { KeyTrust } from './keys/trust.ts'
import { verifyRegistration } from './keys/verify-registration.ts'
import type { EnrolledKey, PeopleProcess } from './people-process.ts'
import { sealInvitation } from './sealed-invitation.ts'

export interface EnrolmentAnswer extends Pick<KeyAnswer, 'registration' | 'label'> {
  readonly token: string
  readonly challengeId: string
}

export interface EnrolmentDesk {
  readonly db: Db
  readonly process: PeopleProcess
  readonly trust: KeyTrust
  /** Seals the invitation until the worker has spent it. */
  readonly keyring: Keyring
}

/**
 * The API's half of enrolling a first key: verifies, so that rubbish never reaches the worker, keeps the answer and
 * hands its id on. The worker verifies everything again; nothing here puts a key on record. Throws 404 for the
 * invitation or challenge, 409 CHALLENGE_CONSUMED or CHALLENGE_EXPIRED, and what `verifyRegistration` throws.
 */
export async function answerEnrolment(
  { db, process, trust, keyring }: EnrolmentDesk,
  answer: EnrolmentAnswer,
): Promise<EnrolledKey> {
  const now = await readNow(db)
  const { tokenHash } = await openInvitation(db, answer.token, now)
  const challenge = await openChallenge(db, answer.challengeId, now)
  const statement = challenge.statement === null ? null : readEnrolment(challenge.statement)
  if (statement?.tokenHash !== tokenHash) throw notFound('challenge for this invitation')

  const { registration } = answer
  const label = keyLabel(answer.label)
  await verifyRegistration({ credential: registration, expectedChallenge: challenge.challenge, trust, at: now })
  const kept: KeyAnswer = {
    registration,
    confirmation: null,
    label,
    invitation: sealInvitation(keyring, answer.token, challenge.id),
  }
  await keepOnce(db, challenge.id, kept)
  return process.enrol(challenge.id)
}
