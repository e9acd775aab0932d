import { sql } from 'kysely'
import { keepOnce } from '../../../src/people/keep-answer.ts'
import type { GivingUp } from '../../../src/people/people-process.ts'
import type { Enrolled, FurtherKeyAsked, SessionChallenge } from '../../support/people-calls.ts'
import type { Name, PaymentRoom } from '../../support/payment-room.ts'
import { createSoftwareKey, TEST_ORIGIN } from '../../support/software-key.ts'

/**
 * Somebody gives up the key they sign with by the touch of another of theirs, whose counter is its own: as the API
 * leaves it for the worker.
 */
export async function givingUpKeyOf({ owner, session, touch, personId }: PaymentRoom, name: Name): Promise<GivingUp> {
  const { post, get } = session(name)
  const spare = await createSoftwareKey()
  const asked = (await post('/v1/keys/challenges')).body as FurtherKeyAsked
  const credential = await spare.create(asked.publicKey, { origin: TEST_ORIGIN })
  const confirmation = await touch(name, asked.confirmWith)
  const added = await post('/v1/keys', { challengeId: asked.challengeId, credential, confirmation })
  await sql`update keys set state = 'active' where id = ${(added.body as Enrolled).key.id}`.execute(owner)
  const { key } = (await get('/v1/sessions/current')).body as { key: { id: string } }
  const challenge = await post(`/v1/keys/${key.id}/revoke/challenges`)
  const { challengeId, publicKey } = challenge.body as SessionChallenge
  await keepOnce(owner, challengeId, await spare.get(publicKey, { origin: TEST_ORIGIN }))
  return { keyId: key.id, personId: personId(name), sessionKeyId: key.id, challengeId }
}
