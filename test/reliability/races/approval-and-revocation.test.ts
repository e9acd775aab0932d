import { createPeopleActivities } from '../../../src/people/people-activities.ts'
import type { GivingUp, PeopleProcess } from '../../../src/people/people-process.ts'
import { releaseOrder } from '../../../src/release/release-order.ts'
import { describeWithPostgres } from '../../support/database.ts'
import { INVOICE, type OrderAnswer } from '../../support/payment-room.ts'
import { testKeyring } from '../../support/people-room.ts'
import { trustAnyKey } from '../../support/software-key.ts'
import { givingUpKeyOf } from './given-up-key.ts'
import type { KeptRecord } from './kept-record.ts'
import { openPaymentStage, type PaymentStage, type Signed } from './payment-stage.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'
import { countOf, readSubjectRecord } from './subject-record.ts'

describeWithPostgres('The last approval and the revocation of a key that arrive at once', () => {
  let stage: PaymentStage
  let record: KeptRecord
  let order: OrderAnswer
  let ivy: Signed
  let people: PeopleProcess
  let givenUpByIvy: GivingUp
  let givenUpByBen: GivingUp

  beforeAll(async () => {
    stage = await openPaymentStage()
    order = await stage.room.submit()
    await stage.answerAllButApprovals(order)
    await stage.submit(await stage.signed('ben', order, 'approval', 'confirm', { blindEntry: INVOICE }))
    // First, since these take touches of the same keys, and counters only go up.
    ;[givenUpByIvy, givenUpByBen] = [await givingUpKeyOf(stage.room, 'ivy'), await givingUpKeyOf(stage.room, 'ben')]
    ivy = await stage.signed('ivy', order, 'approval', 'confirm', { blindEntry: INVOICE })
    await stage.coolOff()
    record = await stage.keep()
    const rules = { profile: 'demo', trust: trustAnyKey(), kinds: stage.room.kinds, keyring: testKeyring() } as const
    people = createPeopleActivities(stage.worker, rules)
  }, 120_000)
  afterAll(() => stage.close())

  /** Whatever the race came to: with a key revoked, nobody is even asked to sign a release. */
  const expectNoRelease = async () => {
    const ask = async () => {
      throw new Error('The signer was asked')
    }
    const signer = { release: ask, sign: ask, publicKeys: ask }
    const { kinds, worker, owner } = stage.room
    expect(['taken_back', 'gone']).toContain(await releaseOrder(worker, kinds, signer, order.id))
    expect(await readSubjectRecord(owner, order.id)).toMatchObject({ state: 'awaiting_evidence', releases: 0 })
  }

  it(
    'leave no signature of a key that was revoked before, and none that counts',
    async () => {
      const revoke = () => people.revokeKey(givenUpByIvy).then(() => 'revoked')
      const check = async ({ answers, committedBefore }: RaceResult) => {
        expect(answers['owner']).toBe('revoked')
        const signedFirst = committedBefore('ivy', 'owner')
        expect(answers['ivy']).toBe(signedFirst ? 'recorded' : 'CREDENTIAL_INACTIVE')
        const found = await readSubjectRecord(stage.room.owner, order.id)
        expect(found.evidence.some(({ challengeId }) => challengeId === ivy.challengeId)).toBe(signedFirst)
        expect(found.state).toBe(signedFirst ? 'approved' : 'awaiting_evidence')
        expect(countOf(found.log, 'subject.approved')).toBe(signedFirst ? 1 : 0)
        await expectNoRelease()
        return signedFirst ? 'signed, then revoked' : 'revoked, then refused'
      }
      const cast = () => ({ ivy: () => stage.submit(ivy), owner: revoke })
      const outcomes = ['revoked, then refused', 'signed, then revoked']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'do not approve on a signature that stood before, when its key was revoked first',
    async () => {
      const revoke = () => people.revokeKey(givenUpByBen).then(() => 'revoked')
      const check = async ({ answers, committedBefore }: RaceResult) => {
        expect(answers).toEqual({ owner: 'revoked', ivy: 'recorded' })
        const approvedFirst = committedBefore('ivy', 'owner')
        const found = await readSubjectRecord(stage.room.owner, order.id)
        expect(found.state).toBe(approvedFirst ? 'approved' : 'awaiting_evidence')
        expect(countOf(found.events, 'payment_order.approved')).toBe(approvedFirst ? 1 : 0)
        await expectNoRelease()
        return approvedFirst ? 'approved, then revoked' : 'revoked, then waiting'
      }
      const cast = () => ({ ivy: () => stage.submit(ivy), owner: revoke })
      const outcomes = ['approved, then revoked', 'revoked, then waiting']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )
})
