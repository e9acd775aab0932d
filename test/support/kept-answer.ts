import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { sql } from 'kysely'
import { recordEvidence } from '../../src/consent/record-evidence.ts'
import { recordKeptAnswers } from '../../src/consent/record-kept-answers.ts'
import { submitEvidence } from '../../src/consent/submit-evidence.ts'
import { CountersignError } from '../../src/domain/errors.ts'
import type { Decision } from '../../src/domain/evidence.ts'
import { raiseSilentAlarm } from '../../src/holds/alarm.ts'
import type { Name, PaymentRoom, Signing, Subject } from './payment-room.ts'
import { trustAnyKey } from './software-key.ts'

const away = async (): Promise<never> => {
  throw new CountersignError({ code: 'TRY_AGAIN', status: 503, detail: 'Temporal does not answer' })
}

/** Signs, and hands it in while Temporal is away: the API has kept it, and nobody has been told. */
export async function signUnheard(
  room: PaymentRoom,
  name: Name,
  subject: Subject,
  requirementId: string | null,
  decision: Decision,
  signing?: Signing,
): Promise<string> {
  const asked = await room.challenge(name, subject, requirementId, decision, signing)
  if (asked.status !== 201) throw new Error(`${asked.status} ${asked.text}`)
  const { id, publicKey } = asked.body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
  const credential = (await room.touch(name, publicKey)) as AuthenticationResponseJSON
  const process = {
    ...{ submitEvidence: away, ensure: away, restore: away, wake: away, nudge: away },
    running: away,
  }
  const request = { personId: room.personId(name), challengeId: id, credential }
  const outcome = await submitEvidence(room.api, process, trustAnyKey(), request).catch((error: unknown) => error)
  if (!(outcome instanceof CountersignError) || outcome.code !== 'TRY_AGAIN') throw outcome
  return id
}

/** It was kept so long ago that nobody else is still about to record it. */
export async function letSettle(room: PaymentRoom, challengeId: string): Promise<void> {
  await sql`update challenges set kept_at = kept_at - interval '6 seconds' where id = ${challengeId}`.execute(
    room.owner,
  )
}

/** One sweep of the worker; what became of each answer, as it is told. */
export async function sweepKept(room: PaymentRoom): Promise<string[]> {
  const told: string[] = []
  await recordKeptAnswers({
    db: room.worker,
    record: (id) => recordEvidence(room.worker, room.kinds, trustAnyKey(), raiseSilentAlarm, id),
    onOutcome: (outcome, { challengeId, decision }) => told.push(`${outcome} ${decision} ${challengeId}`),
    onError: (error) => {
      throw error
    },
  })
  return told
}
