import { CountersignError } from '../domain/errors.ts'
import * as outbox from '../platform/outbox.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { giveUpAnswer, readKeptAnswers, type KeptAnswer } from './kept-answer-store.ts'

/** `lost`: nobody recorded it in the five minutes in which it could be, and it no longer counts. */
export type KeptOutcome = 'recorded' | 'refused' | 'lost'

export interface KeptAnswersOptions {
  readonly db: Db
  /** As the workflow has it done: everything is verified again, and what the rules refuse is given up. */
  readonly record: (challengeId: string) => Promise<unknown>
  readonly onOutcome: (outcome: KeptOutcome, answer: KeptAnswer) => void
  readonly onError: (error: unknown, answer: KeptAnswer) => void
}

/** Until then it is on its way: a process that answers at all answers sooner, and meeting it would do no harm. */
const ON_ITS_WAY_MS = 5_000
/** What cannot be recorded for much longer is not waited for. */
const LAST_MS = 20_000
const PAGE = 100

/**
 * A page of what was kept and not recorded: Temporal did not take it, or the API ended before it asked. It is recorded
 * without Temporal, since a denial must count also while that is away; its workflow is told by the outbox. Any number
 * may run. Returns how many have their end now.
 */
export async function recordKeptAnswers({ db, record, onOutcome, onError }: KeptAnswersOptions): Promise<number> {
  let ended = 0
  for (const answer of await readKeptAnswers(db, { forMs: ON_ITS_WAY_MS, orExpiringInMs: LAST_MS, limit: PAGE })) {
    try {
      const outcome = answer.isExpired ? await lose(db, answer) : await recordOne(db, record, answer)
      ended += 1
      if (outcome !== null) onOutcome(outcome, answer)
    } catch (error) {
      // The next sweep finds it again.
      onError(error, answer)
    }
  }
  return ended
}

/** Null: another sweep has told of it. */
async function lose(db: Db, { challengeId }: KeptAnswer): Promise<'lost' | null> {
  return (await giveUpAnswer(db, challengeId)) ? 'lost' : null
}

async function recordOne(db: Db, record: KeptAnswersOptions['record'], answer: KeptAnswer): Promise<KeptOutcome> {
  try {
    await record(answer.challengeId)
  } catch (error) {
    if (!(error instanceof CountersignError) || error.status >= 500) throw error
    return error.code === 'CHALLENGE_EXPIRED' ? 'lost' : 'refused'
  }
  const { subjectType, subjectId } = answer
  await transaction(db, (tx) => outbox.add(tx, { kind: 'workflow', subjectType, subjectId }))
  return 'recorded'
}
