import { placeHold } from '../../../src/holds/place-hold.ts'
import { amendOrder } from '../../../src/orders/amend-order.ts'
import { createPeopleActivities } from '../../../src/people/people-activities.ts'
import type { GivingUp } from '../../../src/people/people-process.ts'
import { transaction } from '../../../src/platform/postgres/transaction.ts'
import { releaseOrder } from '../../../src/release/release-order.ts'
import type { Signer } from '../../../src/release/signer-client.ts'
import { describeWithPostgres } from '../../support/database.ts'
import type { OrderAnswer } from '../../support/payment-room.ts'
import { testKeyring } from '../../support/people-room.ts'
import { trustAnyKey } from '../../support/software-key.ts'
import { ERP } from './erp-caller.ts'
import { givingUpKeyOf } from './given-up-key.ts'
import type { KeptRecord } from './kept-record.ts'
import { openPaymentStage, TIME_SCALE, type PaymentStage, type Signed } from './payment-stage.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'
import { countOf, readSubjectRecord } from './subject-record.ts'

describeWithPostgres('A release, of an order that is approved and covered by a checkpoint', () => {
  let stage: PaymentStage
  let record: KeptRecord
  let order: OrderAnswer
  let signer: Signer
  let denial: Signed
  let alarm: Signed
  let givenUp: GivingUp

  beforeAll(async () => {
    stage = await openPaymentStage()
    order = await stage.room.submit()
    await stage.room.approve(order)
    denial = await stage.signed('kim', order, 'approval', 'deny', { reason: 'The invoice is forged' })
    alarm = await stage.signed('kim', order, 'approval', 'deny', { reason: 'duress' })
    await stage.room.checkpoint()
    givenUp = await givingUpKeyOf(stage.room, 'ben')
    record = await stage.keep()
    signer = await stage.startSigner()
    // Once before the races: what it has read, it does not read again.
    await signer.release(order.id)
  }, 120_000)
  afterAll(() => stage.close())

  const release = () => releaseOrder(stage.worker, stage.room.kinds, signer, order.id)
  const expectReleases = async (count: 0 | 1, state: string) => {
    const found = await readSubjectRecord(stage.room.owner, order.id)
    expect(found.state).toBe(state)
    expect(found.releases).toBe(count)
    expect(countOf(found.log, 'subject.released')).toBe(count)
    expect(countOf(found.events, 'payment_order.released')).toBe(count)
    return found
  }

  it(
    'by two releasers happens once: one token on record, one event',
    async () => {
      const check = async ({ answers }: RaceResult) => {
        expect(Object.values(answers).map(String).sort()).toEqual(['gone', 'released'])
        await expectReleases(1, 'released')
        return answers['one'] === 'released' ? 'by the one' : 'by the other'
      }
      const outcomes = ['by the one', 'by the other']
      await race({ record, locks: stage.locks, cast: () => ({ one: release, other: release }), check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it.each(['on it', 'on somebody who approved it'])(
    'comes before a hold %s, or does not happen',
    async (on) => {
      const what =
        on === 'on it'
          ? ({ scope: 'order', target: order.id } as const)
          : ({ scope: 'person', target: stage.room.personId('ben') } as const)
      const hold = { ...what, reason: 'Odd', placedBy: stage.room.personId('dan') }
      const check = async ({ answers, committedBefore }: RaceResult) => {
        const released = answers['releaser'] === 'released'
        if (released) expect(committedBefore('releaser', 'dan')).toBe(true)
        else expect(['held', 'HELD']).toContain(answers['releaser'])
        await expectReleases(released ? 1 : 0, released ? 'released' : 'approved')
        return String(answers['releaser'])
      }
      const cast = () => ({ releaser: release, dan: () => placeHold(stage.api, ['caller'], hold).then(() => 'held') })
      const outcomes = ['HELD', 'held', 'released']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'comes before the revocation of a key that it stands on, or does not happen',
    async () => {
      const { kinds } = stage.room
      const rules = { profile: 'demo', trust: trustAnyKey(), kinds, keyring: testKeyring() } as const
      const people = createPeopleActivities(stage.worker, rules)
      const check = async ({ answers, committedBefore }: RaceResult) => {
        expect(answers['ben']).toBe('revoked')
        const released = answers['releaser'] === 'released'
        if (released) expect(committedBefore('releaser', 'ben')).toBe(true)
        else expect(['taken_back', 'gone', 'NOT_READY', 'EVIDENCE_REFUSED']).toContain(answers['releaser'])
        const state = answers['releaser'] === 'taken_back' ? 'awaiting_evidence' : 'approved'
        await expectReleases(released ? 1 : 0, released ? 'released' : state)
        return /^[A-Z_]+$/.test(String(answers['releaser'])) ? 'refused by the signer' : String(answers['releaser'])
      }
      const cast = () => ({ releaser: release, ben: () => people.revokeKey(givenUp).then(() => 'revoked') })
      // By whom it is noticed: at the first look, by the signer, at the last.
      const outcomes = ['gone', 'refused by the signer', 'released', 'taken_back']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'comes before an amendment, which is then refused, or does not happen',
    async () => {
      const amend = () =>
        transaction(stage.api, async (tx) => {
          const change = { amount: '214000.10' }
          return (await amendOrder(tx, stage.room.kinds, TIME_SCALE, ERP, order.id, order.version, change)).version
        })
      const check = async ({ answers }: RaceResult) => {
        const released = answers['releaser'] === 'released'
        expect(answers['erp']).toBe(released ? 'STATE' : 2)
        if (!released) expect(['gone', 'NOT_READY', 'EVIDENCE_REFUSED']).toContain(answers['releaser'])
        const found = await expectReleases(released ? 1 : 0, released ? 'released' : 'awaiting_evidence')
        expect(found.version).toBe(released ? 1 : 2)
        return released ? 'released' : 'amended'
      }
      const outcomes = ['amended', 'released']
      await race({ record, locks: stage.locks, cast: () => ({ releaser: release, erp: amend }), check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it.each(['for a reason', 'under threat'])(
    'comes before a denial %s, which is then refused, or does not happen',
    async (why) => {
      const signed = why === 'under threat' ? alarm : denial
      const check = async ({ answers }: RaceResult) => {
        const released = answers['releaser'] === 'released'
        expect(answers['kim']).toBe(released ? 'STATE' : 'recorded')
        if (!released)
          expect(['being_denied', 'gone', 'HELD', 'held', 'NOT_READY', 'EVIDENCE_REFUSED']).toContain(
            answers['releaser'],
          )
        await expectReleases(released ? 1 : 0, released ? 'released' : 'denied')
        return released ? 'released' : 'denied'
      }
      const cast = () => ({ releaser: release, kim: () => stage.submit(signed) })
      const outcomes = ['denied', 'released']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )
})
