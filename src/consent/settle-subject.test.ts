import { describeWithPostgres } from '../../test/support/database.ts'
import { moveClock } from '../../test/support/moved-clock.ts'
import { ORGANISATION } from '../../test/support/organisation.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { elapsedMs } from '../domain/instant.ts'
import { now } from '../platform/clock.ts'
import { settleSubject } from './settle-subject.ts'

/** Nothing else, so that nothing but a limit is in the way. */
const TWO_APPROVALS = `
version: 1
line: {amount: "1000000.00", window: P30D, per: [payee]}
base: [{approval: {group: treasury, quorum: 2, blindEntry: true}}]
expire: P5D
`
const DAY_MS = 24 * 3_600_000

/** Enough for one payment of `INVOICE` a day. */
const ONE_A_DAY = [{ entity: 'eu', currency: 'EUR', perOrder: '300000.00', perDay: '300000.00' }]

describeWithPostgres('a payment whose approver has used up the day since', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    const people = ORGANISATION.people.map((one) =>
      one.email === 'ben@example.com' ? { ...one, limits: ONE_A_DAY } : one,
    )
    room = await openPaymentRoom({ policy: TWO_APPROVALS, organisation: { people } })
  }, 120_000)
  afterAll(() => room.close())

  it('waits for no longer than until their next day, and is approved on it without anybody signing again', async () => {
    const approveAs = async (name: Name, order: Parameters<typeof requirementOf>[0]) => {
      const approval = requirementOf(order, 'approval')
      const { status, text } = await room.sign(name, { type: 'order', id: order.id }, approval, 'confirm', {
        blindEntry: INVOICE,
      })
      if (status !== 201) throw new Error(`${status} ${text}`)
    }
    const first = await room.submit({ instruction: { channel: 'erp' }, reference: 'first' })
    const second = await room.submit({ instruction: { channel: 'erp' }, reference: 'second' })
    await approveAs('ben', first)
    await approveAs('ben', second)
    await approveAs('ivy', second)
    expect((await room.head(second.id)).state).toBe('approved')

    await approveAs('ivy', first)
    const standing = await settleSubject(room.worker, room.kinds, first.id)
    const at = await now(room.worker)
    expect(standing.status).toBe('open')
    const waitMs = Number(standing.waitMs)
    expect(waitMs).toBeLessThan(DAY_MS + 3_600_000 + 1_000)
    const paris = new Date(Date.parse(at) + waitMs).toLocaleTimeString('en-GB', { timeZone: 'Europe/Paris' })
    expect(paris).toMatch(/^00:00:0[01]$/)

    await moveClock(room.owner, Math.ceil(waitMs / 1000))
    expect(elapsedMs(at, await now(room.worker))).toBeGreaterThanOrEqual(waitMs)
    await room.settle(first.id)
    expect((await room.head(first.id)).state).toBe('approved')
  })
})
