import { decodeJwt } from 'jose'
import { signerTargets } from '../consent/hold-targets.ts'
import { readEvidence, readHead } from '../consent/read-head.ts'
import type { SubjectHead } from '../consent/subject-kind.ts'
import { voids } from '../consent/voids.ts'
import { conflict, CountersignError, notFound } from '../domain/errors.ts'
import type { Evidence } from '../domain/evidence.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { activeHolds, silentHolds, stoppedBy, type HoldTarget, type Placed } from '../holds/active-holds.ts'
import { takeReleaseLock } from '../holds/locks.ts'
import { placedSince } from '../holds/logged-holds.ts'
import { carriedTargets } from '../orders/carried-targets.ts'
import { orderHoldTargets } from '../orders/hold-targets.ts'
import { factsOf, toContent } from '../orders/proof.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { isPayeeOffFile } from './payee-off-file.ts'
import { renewableFrom, tooEarly } from './renewal-time.ts'
import type { Signer } from './signer-client.ts'
import { readRelease } from './store.ts'

/** So long before its commit a hold has its time, and so far apart may the clocks of signer and database be. */
const PLACED_BEFORE_MS = 6 * 60_000

export interface HandedOut {
  readonly token: string
  readonly expiresAt: string
}

/**
 * The release token for the order's own client: the first one while it lives, then a fresh one. Once a key that signed
 * was given up, or what it stands on was taken off file, only what the signer signs anew: a key may have been stolen
 * before it signed. Never while anything holds
 * it; the holds' lock is shared until the answer is signed, so that after a hold's answer no token goes out.
 */
export async function handOutToken(
  db: Db,
  signer: Pick<Signer, 'release'>,
  clientId: string,
  orderId: string,
): Promise<HandedOut> {
  return transaction(db, async (tx) => {
    await takeReleaseLock(tx)
    const head = await readHead(tx, orderId)
    if (head === null || head.type !== 'order') throw notFound('order')
    const content = toContent(head.content)
    if (content.clientId !== clientId) throw notFound('order')
    const evidence = await readEvidence(tx, [orderId])
    const stopping = async <H extends Placed>(holds: readonly H[]) =>
      holds.length === 0 ? [] : stoppedBy(holds, await targetsOf(tx, head, evidence, holds))
    const held = await stopping(await activeHolds(tx, 'all'))
    if (held.some((hold) => !hold.silent))
      throw conflict('HELD', 'This is held: do not pay. A token is handed out again when the hold is lifted.')
    if (head.state !== 'released')
      throw conflict('NOT_RELEASED', `This is ${head.state}: there is no release to hand out. Do not pay.`)

    const release = await readRelease(tx, orderId)
    if (release === null) throw conflict('NOT_RELEASED', 'There is no release to hand out. Do not pay.')
    // A denial under threat of another one like it is nobody's to read off the signer's word for that.
    const renewed = () =>
      renew(signer, orderId).catch(async (error: unknown) => {
        const isHeld = error instanceof CountersignError && error.code === 'HELD'
        throw isHeld && (await stopping(await silentHolds(tx))).length > 0
          ? noLongerVouchedFor(asAfterRevocation(orderId))
          : error
      })
    const now = await readNow(tx)
    if (release.tokenExpiresAt > now) {
      const placed = await placedSince(tx, plus(signedAt(release.token), -PLACED_BEFORE_MS))
      // Whether such a hold was rightly lifted is for the signer to say, since the record is a worker's; and so it is
      // whether what still counts is enough. What it signs before the time of renewals ends no later than this one.
      const isInDoubt =
        held.length > 0 ||
        (await stopping(placed)).length > 0 ||
        (await voids(tx, evidence)).size > 0 ||
        (await isPayeeOffFile(tx, head))
      return isInDoubt ? await renewed() : { token: release.token, expiresAt: release.tokenExpiresAt }
    }
    const from = await renewableFrom(tx, content)
    if (from === null || now < from) throw tooEarly(from)
    return renewed()
  })
}

/** What a hold would have to name to stop it: itself, what it stands on, and what it takes the place of. */
async function targetsOf(
  tx: Tx,
  { id, ...head }: SubjectHead,
  evidence: readonly Evidence[],
  holds: readonly Placed[],
): Promise<HoldTarget[]> {
  const [content, facts] = [toContent(head.content), factsOf(head.assessment.facts)]
  const carried = await carriedTargets(tx, [{ id, startedAt: head.startedAt, content, facts }], holds)
  return [
    ...orderHoldTargets(id, content, facts.contactedBy),
    ...signerTargets({ id, ...head }, evidence),
    ...(carried.get(id) ?? []),
  ]
}

async function renew(signer: Pick<Signer, 'release'>, orderId: string): Promise<HandedOut> {
  const { token, expiresAt } = await signer.release(orderId).catch((error: unknown) => {
    throw error instanceof CountersignError && error.code === 'EVIDENCE_REFUSED' ? noLongerVouchedFor(error) : error
  })
  return { token, expiresAt }
}

/** This has other causes too. */
function asAfterRevocation(orderId: string): CountersignError {
  const detail = 'The evidence does not meet the requirements: waiting.'
  return new CountersignError({
    code: 'EVIDENCE_REFUSED',
    status: 409,
    detail,
    errors: [{ path: orderId, code: 'NOT_SATISFIED', detail }],
  })
}

/** It was released once, so what is said to whoever releases, that security must look, is of no use to an ERP. */
function noLongerVouchedFor(cause: CountersignError): CountersignError {
  return new CountersignError({
    code: cause.code,
    status: cause.status,
    detail:
      'This was released, and the signer no longer vouches for it, as when the key of somebody who signed was given up ' +
      'since, or the account, or a contact that was called, was taken off file. Do not pay. Tell whoever runs the installation. If the bank says that it was not paid, report it as ' +
      'failed and submit it under a new externalId that names this order in supersedes: people sign it anew.',
    errors: cause.errors,
    cause,
  })
}

/** By the signer's clock, in what it signed. Of what cannot be read every hold that there ever was came later. */
function signedAt(token: string): Instant {
  try {
    return new Date((decodeJwt(token).iat ?? 0) * 1000).toISOString()
  } catch {
    return new Date(0).toISOString()
  }
}
