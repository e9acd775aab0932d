import { describeWithPostgres } from '../../test/support/database.ts'
import { exampleIban } from '../../test/support/organisation.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { repeatedTransfer } from '../../test/support/repeated-transfer.ts'
import { createPain001Reader } from './pain001/create-pain001-reader.ts'

const FILES = 3
const QUERY = '?requestedBy=ana@example.com'

describeWithPostgres('Payment files', () => {
  let room: PaymentRoom
  const events: string[] = []
  const reader = createPain001Reader()
  beforeAll(async () => {
    const paymentFiles = {
      read: async (xml: Uint8Array, maxBytes: number) => {
        events.push('reading')
        return reader.read(xml, maxBytes).finally(() => events.push('read'))
      },
      close: () => reader.close(),
    }
    room = await openPaymentRoom({ paymentFiles })
  }, 120_000)
  afterAll(async () => {
    await reader.close()
    await room.close()
  })
  beforeEach(() => void events.splice(0))

  const send = (xml: string) =>
    room.erp('post', `/v1/payment-batches${QUERY}`, Buffer.from(xml), { 'Content-Type': 'application/xml' })
  const hold = () =>
    room.session('fay').post('/v1/holds', { scope: 'everything', target: '*', reason: 'Stop all of it' })

  it('that come back to back keep no hold waiting until one of them is read', async () => {
    const wrong = repeatedTransfer(9_999, 10_000)
    let isOver = false
    const files = (async () => {
      const codes: string[] = []
      for (let file = 0; file < FILES; file += 1) {
        const { status, body } = await send(wrong)
        codes.push(`${status} ${(body as { errors: { code: string }[] }).errors.map(({ code }) => code).join(' ')}`)
      }
      isOver = true
      return codes
    })()
    while (!isOver) {
      events.push('hold asked')
      expect([200, 201]).toContain((await hold()).status)
      events.push('hold answered')
    }
    expect(await files).toEqual(Array.from({ length: FILES }, () => '422 COUNT_MISMATCH COUNT_MISMATCH'))
    const whileReading = events.join().match(/reading(?:,hold (?:asked|answered))*,read\b/g) ?? []
    expect(whileReading.map((events) => /hold asked,hold answered/.test(events))).toEqual(
      Array.from({ length: FILES }, () => true),
    )
  })

  it('are submitted as they were: by their digest, and answered the same again under their key', async () => {
    const xml = repeatedTransfer(3).replace('FR7630006000011234567890189', exampleIban(1))
    const headers = { 'Content-Type': 'application/xml', 'Idempotency-Key': 'RUN-1' }
    const path = `/v1/payment-batches${QUERY}`
    const first = await room.erp('post', path, Buffer.from(xml), headers)
    expect([first.status, first.text]).toEqual([201, expect.stringMatching(/orders/)])
    expect((first.body as { orders: object[] }).orders).toHaveLength(3)
    const again = await room.erp('post', path, Buffer.from(xml), headers)
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true'])
    const other = await room.erp('post', path, Buffer.from(`${xml}\n`), headers)
    expect([other.status, (other.body as { code: string }).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })
})
