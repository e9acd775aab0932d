import { placeHold } from '../../../src/holds/place-hold.ts'
import { checkpointOnce } from '../../../src/log/checkpoint-once.ts'
import { beginEpoch } from '../../../src/log/begin-epoch.ts'
import { sequenceOnce } from '../../../src/log/sequence.ts'
import { releaseOrder } from '../../../src/release/release-order.ts'
import type { Signer } from '../../../src/release/signer-client.ts'
import { describeWithPostgres } from '../../support/database.ts'
import { INVOICE, type OrderAnswer } from '../../support/payment-room.ts'
import type { KeptRecord } from './kept-record.ts'
import { openPaymentStage, type PaymentStage, type Signed } from './payment-stage.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'
import { countOf, readSubjectRecord } from './subject-record.ts'

describeWithPostgres('A hold that is placed while the last evidence is on its way', () => {
  let stage: PaymentStage
  let record: KeptRecord
  let order: OrderAnswer
  let ivy: Signed
  let epoch: number

  beforeAll(async () => {
    stage = await openPaymentStage()
    order = await stage.room.submit()
    await stage.answerAllButApprovals(order)
    await stage.submit(await stage.signed('ben', order, 'approval', 'confirm', { blindEntry: INVOICE }))
    ivy = await stage.signed('ivy', order, 'approval', 'confirm', { blindEntry: INVOICE })
    await stage.coolOff()
    await stage.room.checkpoint()
    epoch = await beginEpoch(stage.room.worker, 'race')
    record = await stage.keep()
  }, 120_000)
  afterAll(() => stage.close())

  /** From the signature to the release, without a pause in between. */
  const payOut = async (signer: Signer) => {
    const { worker, room } = stage
    await stage.submit(ivy)
    await sequenceOnce(worker, epoch)
    await checkpointOnce(worker, epoch, signer)
    return releaseOrder(worker, room.kinds, signer, order.id)
  }

  it(
    'stops the release, or comes after it: none happens once the hold has its answer',
    async () => {
      const hold = { scope: 'everything', target: '*', reason: 'Odd', placedBy: stage.room.personId('ben') } as const
      const check = async ({ answers, committedBefore }: RaceResult) => {
        expect(answers['dan']).toBe('held')
        const found = await readSubjectRecord(stage.room.owner, order.id)
        const released = answers['payOut'] === 'released'
        if (released) expect(committedBefore('payOut', 'dan')).toBe(true)
        else expect(['held', 'HELD']).toContain(answers['payOut'])
        expect(found.state).toBe(released ? 'released' : 'approved')
        expect(found.releases).toBe(released ? 1 : 0)
        expect(countOf(found.log, 'subject.released')).toBe(released ? 1 : 0)
        expect(countOf(found.events, 'payment_order.released')).toBe(released ? 1 : 0)
        return String(answers['payOut'])
      }
      const cast = async () => {
        const signer = await stage.startSigner()
        return {
          payOut: () => payOut(signer),
          dan: () => placeHold(stage.api, ['approver'], hold).then(() => 'held'),
        }
      }
      // By whom it is stopped: at the first look, by the signer's own, at the last.
      const outcomes = ['HELD', 'held', 'released']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )
})
