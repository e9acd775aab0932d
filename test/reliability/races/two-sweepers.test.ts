import { sql } from 'kysely'
import { settleSubject } from '../../../src/consent/settle-subject.ts'
import { sweepOnce } from '../../../src/consent/sweep-subjects.ts'
import { describeWithPostgres } from '../../support/database.ts'
import { moveClock } from '../../support/moved-clock.ts'
import { policyYaml } from '../../support/organisation.ts'
import { INVOICE, type OrderAnswer } from '../../support/payment-room.ts'
import type { KeptRecord } from './kept-record.ts'
import { openPaymentStage, type PaymentStage } from './payment-stage.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'
import { countOf, readSubjectRecord } from './subject-record.ts'

/** Past the review's eight hours, well before the expiry. */
const LATER_S = 9 * 3_600

describeWithPostgres('Two sweepers at once, when much is due', () => {
  let stage: PaymentStage
  let record: KeptRecord
  let expired: OrderAnswer
  let overdue: OrderAnswer
  let cooled: OrderAnswer

  beforeAll(async () => {
    // The demo's hours are seconds: long enough to sign before they are over, and over once the clock has moved.
    stage = await openPaymentStage({ policy: policyYaml({ coolingOff: 'PT24H', expire: 'P5D' }) })
    const { room } = stage
    cooled = await room.submit({ reference: 'cooled' })
    await stage.answerAllButApprovals(cooled)
    for (const name of ['ben', 'ivy'] as const)
      await stage.submit(await stage.signed(name, cooled, 'approval', 'confirm', { blindEntry: INVOICE }))
    expired = await room.submit({ reference: 'expired' })
    overdue = await room.submit({ reference: 'overdue' })
    await sql`update subjects set expires_at = countersign_now() where id = ${expired.id}`.execute(room.owner)
    expect((await room.head(cooled.id)).state).toBe('awaiting_evidence')
    await moveClock(room.owner, LATER_S)
    record = await stage.keep()
  }, 120_000)
  afterAll(() => stage.close())

  const sweep = async () => {
    const errors: unknown[] = []
    const process = {
      // What a workflow that is started does first. Temporal starts one for both; the record must not need that.
      running: async () => new Set<string>(),
      async restore(_type: string, id: string) {
        await settleSubject(stage.worker, stage.room.kinds, id)
        return true
      },
      ensure: async () => undefined,
      submitEvidence: async () => undefined,
      wake: async () => undefined,
      nudge: async () => undefined,
    }
    const { signal } = new AbortController()
    const onError = (error: unknown): void => void errors.push(error)
    const complete = await sweepOnce({ db: stage.worker, process, signal, onError, isThorough: true })
    expect(errors).toEqual([])
    return complete ? 'complete' : 'incomplete'
  }

  it(
    'let each expiry, each escalation and each approval happen once',
    async () => {
      const check = async ({ answers, committedBefore }: RaceResult) => {
        expect(answers).toEqual({ one: 'complete', other: 'complete' })
        for (const { order, state, entry, event } of [
          { order: expired, state: 'expired', entry: 'subject.expired', event: 'payment_order.expired' },
          { order: overdue, state: 'awaiting_evidence', entry: 'subject.escalated', event: 'payment_order.escalated' },
          { order: cooled, state: 'approved', entry: 'subject.approved', event: 'payment_order.approved' },
        ]) {
          const found = await readSubjectRecord(stage.room.owner, order.id)
          expect(found.state).toBe(state)
          expect(countOf(found.log, entry)).toBe(1)
          expect(countOf(found.events, event)).toBe(1)
        }
        return committedBefore('one', 'other') ? 'the one first' : 'the other first'
      }
      const outcomes = ['the one first', 'the other first']
      await race({ record, locks: stage.locks, cast: () => ({ one: sweep, other: sweep }), check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )
})
