import { jest } from '@jest/globals'
import { SECURITY_REASON } from '../../../src/holds/alarm.ts'
import { sendReport } from './send-report.ts'

const HELD = { scope: 'order', target: 'ord_1' }
const REPORT = { personId: 'per_1', channel: 'video', note: '' } as const

/** A service that takes reports, and takes or refuses holds. */
function serve(holds: 201 | 409) {
  const sent: { path: string; body: unknown }[] = []
  jest.spyOn(globalThis, 'fetch').mockImplementation((path, init) => {
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : null
    sent.push({ path: typeof path === 'string' ? path : '', body })
    const isHold = path === '/v1/holds'
    const answer = isHold && holds === 409 ? { code: 'STATE', detail: 'No.' } : { case: { id: 'cas_1' }, ...HELD }
    return Promise.resolve(Response.json(answer, { status: isHold ? holds : 201 }))
  })
  return sent
}

afterEach(() => void jest.restoreAllMocks())

describe('a report of somebody who posed as a colleague', () => {
  it('is sent first, then the payment it is about is held with the words of any alarm', async () => {
    const sent = serve(201)
    expect(await sendReport({ impersonation: REPORT, orderId: 'ord_1' })).toMatchObject({ isOrderHeld: true })
    expect(sent.map(({ path }) => path)).toEqual(['/v1/impersonation-reports', '/v1/holds'])
    expect(sent[1]?.body).toEqual({ ...HELD, reason: SECURITY_REASON })
  })

  it('stands when the payment cannot be held besides, and says why', async () => {
    serve(409)
    const reported = await sendReport({ impersonation: REPORT, orderId: 'ord_1' })
    expect(reported).toMatchObject({ opened: { case: { id: 'cas_1' } }, isOrderHeld: false })
    expect(reported.orderError).toMatchObject({ code: 'STATE' })
  })

  it('holds no payment where none was named', async () => {
    const sent = serve(201)
    await sendReport({ impersonation: REPORT, orderId: null })
    expect(sent.map(({ path }) => path)).toEqual(['/v1/impersonation-reports'])
  })
})

describe('a report of somebody from outside', () => {
  it('is the hold alone, and has failed when that has', async () => {
    const sent = serve(409)
    await expect(sendReport({ impersonation: null, orderId: 'ord_1' })).rejects.toMatchObject({ code: 'STATE' })
    expect(sent.map(({ path }) => path)).toEqual(['/v1/holds'])
  })
})
