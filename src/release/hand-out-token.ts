import { decodeJwt } from 'jose'
import { readHead } from '../consent/read-head.ts'
import { conflict, notFound, type CountersignError } from '../domain/errors.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { activeHolds, stoppedBy } from '../holds/active-holds.ts'
import { takeReleaseLock } from '../holds/locks.ts'
import { placedSince } from '../holds/logged-holds.ts'
import { orderHoldTargets } from '../orders/hold-targets.ts'
import { factsOf, toContent } from '../orders/proof.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { bankingDaysBefore } from '../risk/business-hours.ts'
import { readEntity } from '../risk/read-entity.ts'
import type { Signer } from './signer-client.ts'
import { readRelease } from './store.ts'

/** Banking days before the execution date from which a token is renewed: a token in a drawer is a risk. */
const EARLIEST_BANKING_DAYS = 2

/** So long before its commit a hold has its time, and so far apart may the clocks of signer and database be. */
const PLACED_BEFORE_MS = 6 * 60_000

export interface HandedOut {
  readonly token: string
  readonly expiresAt: string
}

/**
 * The release token for the order's own client: the first one while it lives, then a fresh one. Never while anything
 * holds it; the holds' lock is shared until the answer is signed, so that after a hold's answer no token goes out.
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
    const targets = orderHoldTargets(orderId, content, factsOf(head.assessment.facts))
    const held = await activeHolds(tx, targets)
    // That there is a silent one is nobody's to read off what was never released: there is nothing to hand out anyway.
    const said = head.state === 'released' ? held : held.filter((hold) => !hold.silent)
    if (said.length > 0)
      throw conflict('HELD', 'This is held: do not pay. A token is handed out again when the hold is lifted.')
    if (head.state !== 'released')
      throw conflict('NOT_RELEASED', `This is ${head.state}: there is no release to hand out. Do not pay.`)

    const release = await readRelease(tx, orderId)
    if (release === null) throw conflict('NOT_RELEASED', 'There is no release to hand out. Do not pay.')
    const now = await readNow(tx)
    if (release.tokenExpiresAt > now) {
      const placed = await placedSince(tx, plus(signedAt(release.token), -PLACED_BEFORE_MS))
      // Whether such a hold was rightly lifted is for the signer to say: the record is a worker's.
      return stoppedBy(placed, targets).length > 0
        ? await renew(signer, orderId)
        : { token: release.token, expiresAt: release.tokenExpiresAt }
    }
    const entity = await readEntity(tx, content.entity)
    const from =
      entity === null ? null : bankingDaysBefore(entity, content.payment.executionDate, EARLIEST_BANKING_DAYS)
    if (from === null || now < from) throw tooEarly(from)
    return renew(signer, orderId)
  })
}

async function renew(signer: Pick<Signer, 'release'>, orderId: string): Promise<HandedOut> {
  const { token, expiresAt } = await signer.release(orderId)
  return { token, expiresAt }
}

/** By the signer's clock, in what it signed. Of what cannot be read every hold that there ever was came later. */
function signedAt(token: string): Instant {
  try {
    return new Date((decodeJwt(token).iat ?? 0) * 1000).toISOString()
  } catch {
    return new Date(0).toISOString()
  }
}

function tooEarly(from: string | null): CountersignError {
  return conflict(
    'RELEASE_TOO_EARLY',
    `The token is renewed from ${from ?? 'two banking days before the execution date'}. Fetch it then.`,
  )
}
