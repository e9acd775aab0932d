import { describeWithPostgres } from '../../test/support/database.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { MyPart } from './schema.ts'

describeWithPostgres('my part in a subject', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  })
  afterAll(() => room.close())

  const partOf = async (name: Name, id: string): Promise<MyPart> => {
    const order = await room.session(name).get(`/v1/payment-orders/${id}`)
    const subject = await room.session(name).get(`/v1/subjects/order/${id}`)
    expect(order.body.me).toEqual(subject.body.me)
    return MyPart.strict().parse(subject.body.me)
  }
  const why = (part: MyPart, requirementId: string) =>
    part.mayNot.find((one) => one.requirementId === requirementId)?.code ?? null

  it('says what I may sign, and why not the rest, as a challenge would', async () => {
    const order = await room.submit()
    const approval = requirementOf(order, 'approval')
    const ben = await partOf('ben', order.id)
    expect(ben).toMatchObject({ mayDeny: true, may: [approval] })
    expect(why(ben, requirementOf(order, 'review'))).toBe('NOT_ELIGIBLE')
    expect(why(await partOf('ana', order.id), approval)).toBe('SELF_APPROVAL')
    expect((await partOf('ana', order.id)).mayDeny).toBe(false)
    expect(why(await partOf('cfo', order.id), approval)).toBe('DUTY_CONFLICT')
    expect((await partOf('cfo', order.id)).may).toEqual([requirementOf(order, 'instructor_confirmation')])
    for (const name of ['ana', 'ben', 'cfo', 'dan', 'eve', 'hal'] as const) {
      const part = await partOf(name, order.id)
      for (const { requirementId, code } of part.mayNot) {
        const { kind } = order.requirements.find((one) => one.id === requirementId) ?? { kind: '' }
        const decision = kind === 'review' ? 'continue' : 'confirm'
        const asked = await room.challenge(name, { type: 'order', id: order.id }, requirementId, decision, {
          blindEntry: INVOICE,
          reason: 'x',
        })
        expect([name, asked.body.code]).toEqual([name, code])
      }
    }
  })

  it('says that it is done when I have signed, and nothing of the kind to an ERP', async () => {
    const order = await room.submit({ reference: 'second' })
    const approval = requirementOf(order, 'approval')
    await room.sign('ben', { type: 'order', id: order.id }, approval, 'confirm', { blindEntry: INVOICE })
    expect(why(await partOf('ben', order.id), approval)).toBe('ALREADY_SIGNED')
    expect((await room.erp('get', `/v1/payment-orders/${order.id}`)).body.me).toBeNull()
    await room.sign('ivy', { type: 'order', id: order.id }, null, 'deny', { reason: 'No' })
    const over = await partOf('ben', order.id)
    expect(over).toMatchObject({ mayDeny: false, may: [] })
    expect(new Set(over.mayNot.map((one) => one.code))).toEqual(new Set(['STATE']))
  })
})
