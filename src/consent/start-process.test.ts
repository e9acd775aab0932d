import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import type { ConsentProcess } from './consent-process.ts'
import { startProcess } from './start-process.ts'

describeWithPostgres('the workflow of a subject that an outbox message names', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 60_000)
  afterAll(() => room.close())

  const asked = async (id: string, isNew: boolean): Promise<string[]> => {
    const calls: string[] = []
    const call = (name: string) => async () => void calls.push(name)
    const unused = async (): Promise<never> => {
      throw new Error('Nobody asks for it')
    }
    const process: ConsentProcess = {
      ...{ ensure: call('ensure'), wake: call('wake'), nudge: call('nudge') },
      ...{ submitEvidence: unused, running: unused, restore: unused },
    }
    await startProcess(room.worker, room.kinds, process, id, isNew)
    return calls
  }

  it('is started, and one that runs already is left alone as long as nothing else is wanted', async () => {
    expect(await asked((await room.submit()).id, true)).toEqual(['ensure'])
    const { rows } = await sql`select distinct payload from outbox where kind = 'workflow'`.execute(room.owner)
    expect(rows).toContainEqual({ payload: { isNew: true } })
  })

  it('is made to look again at a subject that is not new, whatever its version: it may wait for what was wanted before', async () => {
    const order = await room.submit({ reference: 'signed beside it' })
    const head = await room.head(order.id)
    expect([head.version, head.revision]).toEqual([1, 1])
    expect(await asked(order.id, false)).toEqual(['wake'])
  })

  it('is left to find out when it is over', async () => {
    const order = await room.submit({ reference: 'over' })
    await room.sign('kim', { type: 'order', id: order.id }, null, 'deny', { reason: 'Not ours' })
    expect(await asked(order.id, true)).toEqual(['nudge'])
    expect(await asked(order.id, false)).toEqual(['nudge'])
  })
})
