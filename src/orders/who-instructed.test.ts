import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'

describeWithPostgres('Whoever is said to have asked', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  it('confirms with their own key, also where their address begins like an id', async () => {
    const rename = (name: string) =>
      sql`UPDATE people SET email = 'per_' || email WHERE id = ${room.personId(name)}`.execute(room.owner)
    await Promise.all([rename('cfo'), rename('hal')])
    const { requirements } = await room.submit({
      requestedBy: ['per_hal@example.com'],
      instruction: { channel: 'video', instructedBy: 'per_cfo@example.com' },
    })
    expect(requirements).toContainEqual(
      expect.objectContaining({ kind: 'instructor_confirmation', personId: room.personId('cfo') }),
    )
    const report = { email: 'per_hal@example.com', channel: 'voice', note: 'Called' }
    expect((await room.session('ana').post('/v1/impersonation-reports', report)).status).toBe(201)
    await sql`UPDATE people SET email = substr(email, 5) WHERE email LIKE 'per\\_%'`.execute(room.owner)
  })
})
