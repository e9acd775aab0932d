import { sql } from 'kysely'
import { describeWithPostgres } from '../../support/database.ts'
import { INVOICE, type OrderAnswer } from '../../support/payment-room.ts'
import type { KeptRecord } from './kept-record.ts'
import { openPaymentStage, type PaymentStage, type Signed } from './payment-stage.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'
import { countOf, readSubjectRecord } from './subject-record.ts'

/** Nothing else, so that nothing but the order itself is what the two have in common. */
const TWO_APPROVALS = `
version: 1
line: {amount: "1000000.00", window: P30D, per: [payee]}
base: [{approval: {group: treasury, quorum: 2, blindEntry: true}}]
expire: P5D
`

describeWithPostgres('Two approvals that arrive at once', () => {
  let stage: PaymentStage
  let record: KeptRecord
  let order: OrderAnswer
  let ben: Signed
  let benAgain: Signed
  let ivy: Signed

  beforeAll(async () => {
    stage = await openPaymentStage({ policy: TWO_APPROVALS })
    order = await stage.room.submit({ instruction: { channel: 'erp' } })
    expect(order.requirements.map(({ kind }) => kind)).toEqual(['approval'])
    ben = await stage.signed('ben', order, 'approval', 'confirm', { blindEntry: INVOICE })
    benAgain = await stage.signed('ben', order, 'approval', 'confirm', { blindEntry: INVOICE })
    ivy = await stage.signed('ivy', order, 'approval', 'confirm', { blindEntry: INVOICE })
    record = await stage.keep()
  }, 120_000)
  afterAll(() => stage.close())

  const approvals = async () => {
    const found = await readSubjectRecord(stage.room.owner, order.id)
    const signed = new Set([ben, benAgain, ivy].map(({ challengeId }) => challengeId))
    return { ...found, approvals: found.evidence.filter(({ challengeId }) => signed.has(challengeId)) }
  }

  it(
    'of two people count both, whoever is first, and approve the order once',
    async () => {
      const check = async ({ answers, committedBefore }: RaceResult) => {
        expect(answers).toEqual({ ben: 'recorded', ivy: 'recorded' })
        const found = await approvals()
        expect(found.state).toBe('approved')
        expect(found.approvals.map(({ personId }) => personId).sort()).toEqual([ben.personId, ivy.personId].sort())
        expect(countOf(found.log, 'subject.approved')).toBe(1)
        expect(countOf(found.events, 'payment_order.approved')).toBe(1)
        // A record whose times and whose log tell of different orders is one that no verifier believes.
        expect(found.evidence.map(({ acceptedAt }) => acceptedAt)).toEqual(found.acceptedInLog)
        expect(Date.parse(found.approvedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(found.acceptedInLog.at(-1) ?? ''))
        return committedBefore('ben', 'ivy') ? 'ben first' : 'ivy first'
      }
      const cast = () => ({ ben: () => stage.submit(ben), ivy: () => stage.submit(ivy) })
      const outcomes = ['ben first', 'ivy first']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'of one person count once, however many of them there are',
    async () => {
      const check = async ({ answers }: RaceResult) => {
        // Signed second, it is never taken for a copy of the first; what was signed first is where it comes later.
        expect(answers['again']).toBe('recorded')
        expect(['recorded', 'COUNTER_REGRESSION']).toContain(answers['once'])
        const { rows } =
          await sql`select from challenges where id = ${ben.challengeId} and credential is not null`.execute(
            stage.room.owner,
          )
        // Refused before it was kept, or recorded.
        expect(rows).toHaveLength(answers['once'] === 'recorded' ? 1 : 0)
        const found = await approvals()
        expect(found.approvals).toHaveLength(answers['once'] === 'recorded' ? 2 : 1)
        expect(found.state).toBe('awaiting_evidence')
        expect(countOf(found.log, 'subject.approved')).toBe(0)
        return answers['once'] === 'recorded' ? 'both kept' : 'the later one kept'
      }
      const cast = () => ({ once: () => stage.submit(ben), again: () => stage.submit(benAgain) })
      const outcomes = ['both kept', 'the later one kept']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'with one signature are one piece of evidence',
    async () => {
      const check = async ({ answers }: RaceResult) => {
        const given = Object.values(answers).map(String).sort().join()
        expect(['recorded,recorded', 'CHALLENGE_CONSUMED,recorded']).toContain(given)
        const found = await approvals()
        expect(found.approvals).toHaveLength(1)
        expect(countOf(found.events, 'payment_order.evidence_added')).toBe(
          countOf(kept.events, 'payment_order.evidence_added') + 1,
        )
        expect(countOf(found.log, 'evidence.accepted')).toBe(countOf(kept.log, 'evidence.accepted') + 1)
        return given
      }
      await record.restore()
      const kept = await approvals()
      const cast = () => ({ once: () => stage.submit(ben), again: () => stage.submit(ben) })
      const outcomes = ['recorded,recorded', 'CHALLENGE_CONSUMED,recorded']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )
})
