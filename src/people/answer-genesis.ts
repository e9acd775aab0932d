import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { notFound } from '../domain/errors.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db } from '../platform/postgres/database.ts'
import { GENESIS } from './begin-genesis.ts'
import { keepSigned, openChallenge } from './keep-answer.ts'
import type { KeyTrust } from './keys/trust.ts'
import type { GenesisStanding, PeopleProcess } from './people-process.ts'
import { verifySignedBy } from './verify-signed-by.ts'

/** The API's half of confirming the other administrator's key: verifies, keeps the answer and hands it on. */
export async function answerGenesis(
  db: Db,
  process: PeopleProcess,
  trust: KeyTrust,
  answer: { readonly personId: string; readonly challengeId: string; readonly credential: AuthenticationResponseJSON },
): Promise<GenesisStanding> {
  const { personId, credential } = answer
  const { id, about, challenge, personId: asked } = await openChallenge(db, answer.challengeId, await readNow(db))
  if (about !== GENESIS || asked !== personId) throw notFound('challenge')
  const signedBy = await verifySignedBy(db, trust, { personId, challenge, credential })
  await keepSigned(db, id, credential, signedBy)
  return process.confirmGenesis(id)
}
