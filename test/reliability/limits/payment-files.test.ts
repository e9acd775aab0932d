import { jest } from '@jest/globals'
import { enrol, type Person } from '../../support/people.ts'
import { repeatedTransfer } from '../../support/repeated-transfer.ts'
import { describeWithService, startService, type Service } from '../../support/service.ts'
import { send, type RawAnswer } from './raw-client.ts'

jest.setTimeout(180_000)

const FILES = 6

/** Whoever has an ERP's secret, and sends the costliest file that is refused only after it was read, again and again. */
describeWithService('payment files that come back to back', () => {
  let service: Service
  let fay: Person
  beforeAll(async () => {
    service = await startService()
    fay = await enrol(service, 'fay@example.com')
  }, 120_000)
  afterAll(async () => {
    await service?.stop()
  }, 60_000)

  const wrong = [Buffer.from(repeatedTransfer(9_999, 10_000))]
  const sendFile = (): Promise<RawAnswer> =>
    send(service.origin, '/v1/payment-batches?requestedBy=ana@example.com', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${service.secrets.clients['erp']?.secret ?? ''}`,
        'content-type': 'application/xml',
        'idempotency-key': 'RUN-1',
      },
      body: wrong,
    })

  it('are each refused by path, and whoever holds everything is answered many times meanwhile', async () => {
    let isOver = false
    const files = (async () => {
      const answers: string[] = []
      // Two at a time: one is read, and one in line.
      for (let sent = 0; sent < FILES; sent += 2)
        for (const { status, text } of await Promise.all([sendFile(), sendFile()]))
          answers.push(`${status} ${(JSON.parse(text) as { errors: { code: string }[] }).errors[0]?.code}`)
      return answers
    })().finally(() => (isOver = true))
    let holds = 0
    while (!isOver) {
      const { status } = await fay.api.post('/v1/holds', { scope: 'everything', target: '*', reason: 'Stop all of it' })
      expect([200, 201]).toContain(status)
      holds += 1
    }
    expect(await files).toEqual(Array.from({ length: FILES }, () => '422 COUNT_MISMATCH'))
    // Where a file is read between two of them, there are fewer holds than files.
    expect(holds).toBeGreaterThan(2 * FILES)
  })
})
