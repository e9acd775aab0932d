import { sql } from 'kysely'
import { submitOrder } from '../../../src/orders/submit-order.ts'
import { viewOrder } from '../../../src/orders/view-order.ts'
import { withIdempotency } from '../../../src/platform/http/idempotency.ts'
import type { Db } from '../../../src/platform/postgres/database.ts'
import { describeWithPostgres } from '../../support/database.ts'
import { ORDER } from '../../support/payment-room.ts'
import { ERP } from './erp-caller.ts'
import type { KeptRecord } from './kept-record.ts'
import { openPaymentStage, TIME_SCALE, type PaymentStage } from './payment-stage.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'

interface Submitted {
  readonly status: number
  readonly replayed: boolean
  readonly body: { readonly id: string; readonly signals: readonly { readonly code: string }[] }
}

describeWithPostgres('Two submissions that arrive at once', () => {
  let stage: PaymentStage
  let record: KeptRecord
  beforeAll(async () => {
    stage = await openPaymentStage()
    record = await stage.keep()
  }, 120_000)
  afterAll(() => stage.close())

  /** As `POST /v1/payment-orders` has it done. */
  const submit = async (db: Db, key: string, externalId: string): Promise<Submitted> => {
    const request = { clientId: 'client:erp', key, requestHash: externalId }
    const answer = await withIdempotency(db, request, async (tx) => {
      const submission = { caller: ERP, body: { ...ORDER, externalId } as const, batchId: null }
      const head = await submitOrder(tx, stage.room.kinds, TIME_SCALE, submission as never)
      return { status: 201, body: await viewOrder(tx, stage.room.kinds, head, { kind: 'full' }) }
    })
    return answer as unknown as Submitted
  }
  const ordersOnRecord = async () => {
    const { rows } = await sql<{ id: string; externalId: string }>`
      select id, external_id as "externalId" from payment_orders order by id`.execute(stage.room.owner)
    return rows
  }

  it(
    'and are the same are one order, and both get its answer',
    async () => {
      const check = async ({ answers }: RaceResult) => {
        const refused = Object.values(answers).filter((answer) => typeof answer === 'string')
        expect(['', 'IDEMPOTENCY_IN_FLIGHT']).toContain(refused.join())
        const orders = await ordersOnRecord()
        expect(orders).toHaveLength(1)
        const given = Object.values(answers).filter((answer) => typeof answer !== 'string') as Submitted[]
        // Whoever was told to repeat it does.
        if (refused.length > 0) given.push(await submit(stage.room.api, 'key', 'INV-1'))
        expect(given.map(({ status, body }) => ({ status, id: body.id }))).toEqual([
          { status: 201, id: orders[0]?.id },
          { status: 201, id: orders[0]?.id },
        ])
        expect(JSON.parse(JSON.stringify(given[0]?.body))).toEqual(JSON.parse(JSON.stringify(given[1]?.body)))
        expect(given.map(({ replayed }) => replayed).sort()).toEqual([false, true])
        return refused.length > 0 ? 'told to repeat' : 'replayed'
      }
      const cast = () => ({
        one: () => submit(stage.api, 'key', 'INV-1'),
        other: () => submit(stage.api, 'key', 'INV-1'),
      })
      const report = await race({ record, locks: stage.locks, cast, check })
      expect(Object.keys(report.outcomes).sort()).toEqual(['replayed', 'told to repeat'])
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'with one external id under two idempotency keys are one order, and the other is told that it is there',
    async () => {
      const check = async ({ answers }: RaceResult) => {
        expect(Object.values(answers)).toContain('EXTERNAL_ID_IN_USE')
        expect(Object.values(answers).filter((answer) => typeof answer === 'string')).toHaveLength(1)
        expect(await ordersOnRecord()).toHaveLength(1)
        return answers['one'] === 'EXTERNAL_ID_IN_USE' ? 'the other' : 'the one'
      }
      const cast = () => ({
        one: () => submit(stage.api, 'key-1', 'INV-1'),
        other: () => submit(stage.api, 'key-2', 'INV-1'),
      })
      const report = await race({ record, locks: stage.locks, cast, check })
      expect(Object.keys(report.outcomes).sort()).toEqual(['the one', 'the other'])
      expect(report.contended).toBeGreaterThan(0)
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'of one invoice under two external ids see each other: exactly the later one is a duplicate',
    async () => {
      const check = async ({ answers }: RaceResult) => {
        const { one, other } = answers as { one: Submitted; other: Submitted }
        const duplicates = [one, other].filter(({ body }) => body.signals.some(({ code }) => code === 'DUPLICATE'))
        expect(duplicates).toHaveLength(1)
        expect(await ordersOnRecord()).toHaveLength(2)
        return duplicates[0] === one ? 'the one is later' : 'the other is later'
      }
      const cast = () => ({
        one: () => submit(stage.api, 'key-1', 'INV-1'),
        other: () => submit(stage.api, 'key-2', 'INV-2'),
      })
      const report = await race({ record, locks: stage.locks, cast, check })
      expect(Object.keys(report.outcomes).sort()).toEqual(['the one is later', 'the other is later'])
      expect(report.contended).toBeGreaterThan(0)
    },
    RACE_TIMEOUT_MS,
  )
})
