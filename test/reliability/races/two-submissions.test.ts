import { sql } from 'kysely'
import { OrderBody } from '../../../src/orders/schema.ts'
import { submitOrder } from '../../../src/orders/submit-order.ts'
import { viewOrder } from '../../../src/orders/view-order.ts'
import { withIdempotency, type IdempotentAnswer } from '../../../src/platform/http/idempotency.ts'
import type { Db } from '../../../src/platform/postgres/database.ts'
import { describeWithPostgres } from '../../support/database.ts'
import { ORDER, type OrderAnswer } from '../../support/payment-room.ts'
import { ERP } from './erp-caller.ts'
import type { KeptRecord } from './kept-record.ts'
import { openPaymentStage, TIME_SCALE, type PaymentStage } from './payment-stage.ts'
import { race, RACE_TIMEOUT_MS, type RaceResult } from './race.ts'

describeWithPostgres('Two submissions that arrive at once', () => {
  let stage: PaymentStage
  let record: KeptRecord
  beforeAll(async () => {
    stage = await openPaymentStage()
    record = await stage.keep()
  }, 120_000)
  afterAll(() => stage.close())

  /** As `POST /v1/payment-orders` has it done. */
  const submit = async (db: Db, key: string, externalId: string): Promise<IdempotentAnswer> => {
    const request = { clientId: 'client:erp', key, requestHash: externalId }
    return withIdempotency(db, request, async (tx) => {
      const submission = { caller: ERP, body: OrderBody.parse({ ...ORDER, externalId }), batchId: null }
      const head = await submitOrder(tx, stage.room.kinds, TIME_SCALE, submission)
      return { status: 201, body: await viewOrder(tx, stage.room.kinds, head, { kind: 'full' }) }
    })
  }
  const orderIn = ({ body }: IdempotentAnswer): OrderAnswer => body as OrderAnswer
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
        const given = Object.values(answers).filter((answer) => typeof answer !== 'string') as IdempotentAnswer[]
        // Whoever was told to repeat it does.
        if (refused.length > 0) given.push(await submit(stage.room.api, 'key', 'INV-1'))
        expect(given.map((answer) => ({ status: answer.status, id: orderIn(answer).id }))).toEqual([
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
      const outcomes = ['replayed', 'told to repeat']
      await race({ record, locks: stage.locks, cast, check, outcomes })
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
      const outcomes = ['the one', 'the other']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )

  it(
    'of one invoice under two external ids see each other: exactly the later one is a duplicate',
    async () => {
      const check = async ({ answers }: RaceResult) => {
        const { one, other } = answers as { one: IdempotentAnswer; other: IdempotentAnswer }
        const duplicates = [one, other].filter((answer) =>
          orderIn(answer).signals.some(({ code }) => code === 'DUPLICATE'),
        )
        expect(duplicates).toHaveLength(1)
        expect(await ordersOnRecord()).toHaveLength(2)
        return duplicates[0] === one ? 'the one is later' : 'the other is later'
      }
      const cast = () => ({
        one: () => submit(stage.api, 'key-1', 'INV-1'),
        other: () => submit(stage.api, 'key-2', 'INV-2'),
      })
      const outcomes = ['the one is later', 'the other is later']
      await race({ record, locks: stage.locks, cast, check, outcomes })
    },
    RACE_TIMEOUT_MS,
  )
})
