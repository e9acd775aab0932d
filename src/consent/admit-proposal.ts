import type { ChangeType } from '../domain/assess-change.ts'
import type { Instant } from '../domain/instant.ts'
import { admitAnotherProposal, OPEN_PROPOSALS, PROPOSALS_AN_HOUR } from '../domain/proposal-allowance.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { lockInOrder } from '../platform/postgres/lock-in-order.ts'
import { openProposalsOf, proposedOf } from './list-store.ts'

export interface NewProposal {
  /** A person id, or `client:<id>`. */
  readonly createdBy: string
  /** The sort that it is counted with. */
  readonly types: readonly ChangeType[]
}

/**
 * Before a change is put up for consent: whether whoever asks for it may ask for another. Those of one proposer that
 * come at once are counted one after the other. Throws 429 `TOO_MANY_REQUESTS`.
 */
export async function admitProposal(tx: Tx, { createdBy, types }: NewProposal, now: Instant): Promise<void> {
  await lockInOrder(tx, [`propose ${createdBy}`])
  const isClient = createdBy.startsWith('client:')
  const [madeAt, openUntil] = await Promise.all([
    isClient ? [] : proposedOf(tx, createdBy, types, PROPOSALS_AN_HOUR),
    openProposalsOf(tx, createdBy, types, now, OPEN_PROPOSALS),
  ])
  admitAnotherProposal({ madeAt, openUntil }, now)
}
