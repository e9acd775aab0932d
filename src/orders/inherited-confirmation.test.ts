import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { LANDLORD } from '../../test/support/organisation.ts'
import {
  openPaymentRoom,
  ORDER,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'

type Answer = OrderAnswer & { readonly feasible: { readonly missing: readonly { readonly requirementId: string }[] } }

describeWithPostgres('A confirmation that an earlier order asked for', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  const claimed = { payee: { name: LANDLORD.name, account: LANDLORD.account }, reference: 'Rent 7' }
  const honest = { ...claimed, reference: 'Rent 8', instruction: { channel: 'erp' } }
  const submit = (changes: object) =>
    room.erp('post', '/v1/payment-orders', { externalId: randomUUID(), ...ORDER, ...changes })

  it('is asked still, and stops nobody from submitting or changing, when nobody can give it any more', async () => {
    const earlier = await room.submit(claimed)
    await room.erp('post', `/v1/payment-orders/${earlier.id}/cancel`, {})
    await sql`UPDATE keys SET state = 'revoked' WHERE person_id = ${room.personId('cfo')}`.execute(room.owner)

    const answer = await submit(honest)
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)])
    const order = answer.body as Answer
    const confirmation = requirementOf(order, 'instructor_confirmation')
    expect(order.feasible.missing.map((one) => one.requirementId)).toContain(confirmation)
    const amended = await room.erp(
      'patch',
      `/v1/payment-orders/${order.id}`,
      { reference: 'Rent 9' },
      { 'If-Match': '"1"' },
    )
    expect([amended.status, amended.text]).toEqual([200, expect.any(String)])
    requirementOf(amended.body as OrderAnswer, 'instructor_confirmation')

    const named = { instruction: { channel: 'erp', instructedBy: 'cfo@example.com' } }
    const refused = [
      await submit({ ...honest, ...named }),
      await room.erp('patch', `/v1/payment-orders/${order.id}`, named, { 'If-Match': '"2"' }),
    ]
    for (const { status, body } of refused)
      expect([status, (body as { code: string }).code]).toEqual([422, 'UNSATISFIABLE'])
  })

  it('is not taken from an order whose reference has neither letters nor digits', async () => {
    const other = { name: 'Quai Nord SAS', account: { iban: 'FR7699990000420002140001788' } }
    const earlier = await room.submit({ reference: '...', payee: other, instruction: { channel: 'letter' } })
    await room.erp('post', `/v1/payment-orders/${earlier.id}/cancel`, {})
    const next = await room.submit({
      ...{ reference: '-', instruction: { channel: 'erp' }, amount: '77.00' },
      payee: { name: 'Somebody Else Ltd', account: { iban: 'GB33BUKB20201555555555' } },
    })
    expect(next.signals.map(({ code }) => code)).not.toContain('RESUBMITTED')
  })
})
