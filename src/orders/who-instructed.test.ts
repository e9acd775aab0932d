import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, ORDER, type PaymentRoom } from '../../test/support/payment-room.ts'

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

  it.each(['cfo@examp1e.com', 'Cleo Example (CFO)', '\u0441fo@example.com'])(
    'is nobody outside where it looks like somebody on file: %s',
    async (instructedBy) => {
      const body = { ...ORDER, externalId: 'LOOKALIKE', instruction: { channel: 'video', instructedBy } }
      const { status, body: problem } = await room.erp('post', '/v1/payment-orders', body)
      expect([status, (problem as { code: string }).code]).toEqual([422, 'INSTRUCTOR_LOOKALIKE'])
      expect(JSON.stringify(problem)).not.toMatch(/Cleo|cfo@example/)
    },
  )

  it('may be somebody outside: then the payee is called and a reviewer looks at it', async () => {
    const instruction = { channel: 'video', instructedBy: 'lawyer@example.net' }
    const { requirements } = await room.submit({ reference: 'Counsel 1', instruction })
    const kinds = requirements.map(({ kind }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(['callback', 'review']))
  })
})
