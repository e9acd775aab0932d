import { sql } from 'kysely'
import { describeWithPostgres } from '../../../test/support/database.ts'
import { openReleaseRoom, type ReleaseRoom } from '../../../test/support/release-room.ts'
import { createDeliveryLedger, type DeliveryLedger } from './delivery-ledger.ts'

describeWithPostgres('The ledger of deliveries, for events that are passed on together', () => {
  let room: ReleaseRoom
  let ledger: DeliveryLedger
  let erp: string
  let treasury: string

  beforeEach(async () => {
    room = await openReleaseRoom()
    ledger = createDeliveryLedger(room.worker)
    for (const client of ['erp', 'treasury']) await room.client(client)
    erp = await room.endpoint('erp', 'https://a.example/')
    treasury = await room.endpoint('treasury', 'https://b.example/')
  })
  afterEach(() => room.close())

  const deliveries = async () => {
    type Row = { endpoint: string; event: string; attempts: number; status: string | null; isTaken: boolean }
    const query = sql<Row>`select endpoint_id as endpoint, event_id as event, attempts, last_status as status,
      delivered_at is not null as "isTaken" from webhook_deliveries order by event_id, endpoint_id`
    return (await query.execute(room.owner)).rows
  }

  it('names for each the endpoints that see it, and those that have not taken it', async () => {
    const events = [
      await room.event('payment_order.released', await room.order('erp', 'released')),
      await room.event('payment_order.released', await room.order('treasury', 'released')),
      await room.event('hold.placed', 'hld_1'),
      await room.event('payment_order.released', 'ord_unknown'),
    ]
    const seen = async () => {
      const targets = await Promise.all(events.map(ledger.targetsOf))
      return targets.map((own) => own.map((target) => target.endpointId).toSorted())
    }
    expect(await seen()).toEqual([[erp], [treasury], [erp, treasury].toSorted(), []])
    const [first, , hold] = events.map((event) => event.id)
    await Promise.all([
      ledger.record({ endpointId: erp, eventId: first ?? '', status: '500', isTaken: false }),
      ledger.record({ endpointId: erp, eventId: hold ?? '', status: '204', isTaken: true }),
    ])
    expect(await seen()).toEqual([[erp], [treasury], [treasury], []])
  })

  it('counts every try, and takes back none that was taken', async () => {
    const record = (status: string | null, isTaken: boolean, eventId = 'evt_1') =>
      ledger.record({ endpointId: erp, eventId, status, isTaken })
    await record(null, false)
    expect(await deliveries()).toMatchObject([{ attempts: 0, status: null, isTaken: false }])
    // The same delivery twice, and another beside it: as one statement it would be refused.
    await Promise.all([record('500', false), record('503', false), record('204', true, 'evt_2')])
    expect(await deliveries()).toMatchObject([
      { event: 'evt_1', attempts: 2, isTaken: false },
      { event: 'evt_2', attempts: 1, status: '204', isTaken: true },
    ])
    await record('200', true)
    await record('500', false)
    await record(null, false)
    expect((await deliveries())[0]).toMatchObject({ attempts: 3, status: '200', isTaken: true })
  })

  it('writes down the others where one can not be', async () => {
    const unknown = ledger.record({ endpointId: 'whe_unknown', eventId: 'evt_1', status: '204', isTaken: true })
    const known = ledger.record({ endpointId: erp, eventId: 'evt_1', status: '204', isTaken: true })
    await expect(unknown).rejects.toThrow('foreign key')
    await known
    expect(await deliveries()).toMatchObject([{ endpoint: erp, isTaken: true }])
  })
})
