import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, requirementOf, type PaymentRoom } from '../../test/support/payment-room.ts'
import type { ConsentProcess } from './consent-process.ts'
import { startProcess } from './start-process.ts'

describeWithPostgres('the workflow of a subject that an outbox message names', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 60_000)
  afterAll(() => room.close())

  const asked = async (id: string): Promise<string[]> => {
    const calls: string[] = []
    const call = (name: string) => async () => void calls.push(name)
    const unused = async (): Promise<never> => {
      throw new Error('Nobody asks for it')
    }
    const process: ConsentProcess = {
      ...{ ensure: call('ensure'), wake: call('wake'), nudge: call('nudge') },
      ...{ submitEvidence: unused, running: unused, restore: unused },
    }
    await startProcess(room.worker, room.kinds, process, id)
    return calls
  }

  it('is started, and one that runs already is left alone as long as nothing else is wanted', async () => {
    expect(await asked((await room.submit()).id)).toEqual(['ensure'])
  })

  it('is made to look again once the subject was assessed again: it may wait for what was wanted before', async () => {
    const order = await room.submit({ reference: 'assessed again' })
    const subject = { type: 'order', id: order.id }
    const confirmation = requirementOf(order, 'instructor_confirmation')
    expect((await room.sign('cfo', subject, confirmation, 'confirm', { contactedBy: 'chat' })).status).toBe(201)
    expect((await room.head(order.id)).revision).toBe(2)
    expect(await asked(order.id)).toEqual(['wake'])
  })

  it('is left to find out when it is over', async () => {
    const order = await room.submit({ reference: 'over' })
    await room.sign('kim', { type: 'order', id: order.id }, null, 'deny', { reason: 'Not ours' })
    expect(await asked(order.id)).toEqual(['nudge'])
  })
})
