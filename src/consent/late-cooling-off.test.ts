import { setTimeout as sleep } from 'node:timers/promises'
import { describeWithPostgres } from '../../test/support/database.ts'
import { policyYaml } from '../../test/support/organisation.ts'
import { openPaymentRoom, requirementOf, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import { elapsedMs } from '../domain/instant.ts'

const PAUSE_MS = 3_000
const AMOUNT = '12000.00'

describeWithPostgres('A pause that is asked for late', () => {
  let room: PaymentRoom
  let count = 0
  beforeAll(async () => {
    room = await openPaymentRoom({ policy: policyYaml({ coolingOff: 'PT3S' }) })
  }, 120_000)
  afterAll(() => room.close())

  /** A payment as on every other day, which asks for one approval and no pause, and is older than the pause is long. */
  async function routine(): Promise<OrderAnswer> {
    const order = await room.submit({
      amount: AMOUNT,
      reference: `Late ${(count += 1)}`,
      instruction: { channel: 'erp' },
    })
    expect(order.requirements.map(({ kind }) => kind)).toEqual(['approval'])
    await sleep(PAUSE_MS + 50)
    return order
  }

  it('begins when the signer who was called says so', async () => {
    const order = await routine()
    const subject = { type: 'order', id: order.id }
    const said = await room.sign('ben', subject, requirementOf(order, 'approval'), 'confirm', { contactedBy: 'voice' })
    expect(said.status).toBe(201)
    const { assessment } = await room.head(order.id)
    const pause = assessment.requirements.find((one) => one.kind === 'cooling_off')
    expect(elapsedMs(assessment.assessedAt, pause?.until ?? '')).toBe(PAUSE_MS)
  })
})
