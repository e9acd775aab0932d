import { settleSubject } from '../../../src/consent/settle-subject.ts'
import { amendOrder } from '../../../src/orders/amend-order.ts'
import { transaction } from '../../../src/platform/postgres/transaction.ts'
import { describeWithPostgres } from '../../support/database.ts'
import { INVOICE, type OrderAnswer } from '../../support/payment-room.ts'
import { ERP } from './erp-caller.ts'
import type { KeptRecord } from './kept-record.ts'
import { openPaymentStage, TIME_SCALE, type PaymentStage, type Signed } from './payment-stage.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'
import { countOf, readSubjectRecord } from './subject-record.ts'

describeWithPostgres('The last approval and an amendment that arrive at once', () => {
  let stage: PaymentStage
  let record: KeptRecord
  let order: OrderAnswer
  let ivy: Signed

  beforeAll(async () => {
    stage = await openPaymentStage()
    order = await stage.room.submit()
    await stage.answerAllButApprovals(order)
    await stage.submit(await stage.signed('ben', order, 'approval', 'confirm', { blindEntry: INVOICE }))
    ivy = await stage.signed('ivy', order, 'approval', 'confirm', { blindEntry: INVOICE })
    await stage.coolOff()
    record = await stage.keep()
  }, 120_000)
  afterAll(() => stage.close())

  it(
    'leave an order that nobody has approved: the signature was for another version, and says so when it comes too late',
    async () => {
      const amend = () =>
        transaction(stage.api, async (tx) => {
          const change = { amount: '214000.10' }
          const head = await amendOrder(tx, stage.room.kinds, TIME_SCALE, ERP, order.id, order.version, change)
          return head.version
        })
      const check = async ({ answers, committedBefore }: RaceResult) => {
        expect(answers['erp']).toBe(2)
        const approvedFirst = committedBefore('ivy', 'erp')
        expect(answers['ivy']).toBe(approvedFirst ? 'recorded' : 'VERSION_CHANGED')

        const found = await readSubjectRecord(stage.room.owner, order.id)
        expect(found).toMatchObject({ state: 'awaiting_evidence', version: 2, approvedAt: null, releases: 0 })
        expect(found.evidence.some(({ challengeId }) => challengeId === ivy.challengeId)).toBe(approvedFirst)
        expect(found.evidence.filter(({ version }) => version !== 1)).toEqual([])
        expect(countOf(found.log, 'subject.approved')).toBe(approvedFirst ? 1 : 0)
        expect(found.log.at(-1)).toBe('subject.amended')
        expect(countOf(found.events, 'payment_order.amended')).toBe(1)

        const { outstanding } = await settleSubject(stage.room.worker, stage.room.kinds, order.id)
        const { assessment } = await stage.room.head(order.id)
        for (const { id, kind } of assessment.requirements)
          if (kind !== 'cooling_off') expect(outstanding).toContain(id)
        return approvedFirst ? 'approved, then amended' : 'amended, then refused'
      }
      const cast = () => ({ ivy: () => stage.submit(ivy), erp: amend })
      const outcomes = ['amended, then refused', 'approved, then amended']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )
})
