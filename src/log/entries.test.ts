import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { ORGANISATION, SUPPLIER } from '../../test/support/organisation.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { PolicyAnswer } from '../risk/schema.ts'
import { entriesAnswer, type EntriesAnswer } from './schema.ts'

describeWithPostgres('the log on a screen', () => {
  let room: PaymentRoom
  let orderId: string
  beforeAll(async () => {
    room = await openPaymentRoom({
      organisation: {
        people: [
          ...ORGANISATION.people.map((person) =>
            person.email === 'kim@example.com' ? { ...person, roles: ['approver', 'auditor'] } : person,
          ),
        ],
      },
    })
    orderId = (await room.submit()).id
    await room.checkpoint()
  })
  afterAll(() => room.close())

  const read = async (query: string): Promise<EntriesAnswer> => {
    const { status, body } = await room.session('hal').get(`/v1/log/entries?${query}`)
    expect(status).toBe(200)
    return entriesAnswer.strict().parse(body)
  }

  it('is read in the order of the tree, a page at a time', async () => {
    const all = await read('limit=500')
    expect(all.items.map((one) => one.index)).toEqual(all.items.map((_, index) => index))
    expect(all.items[0]?.kind).toBe('genesis')
    expect(all.next).toBeNull()
    const first = await read('limit=2')
    expect(first.next).toBe(1)
    expect((await read(`after=${first.next}&limit=2`)).items).toEqual(all.items.slice(2, 4))
    expect(JSON.stringify(all.items.at(-1))).toContain(orderId)
  })

  it('holds ids and digests, no amounts, accounts or names', async () => {
    const { text } = await room.session('fay').get('/v1/log/entries?limit=500')
    expect(text).not.toMatch(/214000|Ateliers|Example/)
    expect(text).not.toContain(SUPPLIER.account.iban)
  })

  it('is for auditors and administrators, and for none of them who approves: an amount is soon found for a digest', async () => {
    for (const name of ['ben', 'ana', 'cfo', 'dan', 'eve', 'kim'] as const)
      expect([name, (await room.session(name).get('/v1/log/entries')).status]).toEqual([name, 403])
    expect((await room.erp('get', '/v1/log/entries')).status).toBe(403)
    expect((await request(room.app).get('/v1/log/entries')).status).toBe(401)
    for (const query of ['limit=0', 'limit=9999', 'after=x', 'after=1e400'])
      expect((await room.session('hal').get(`/v1/log/entries?${query}`)).status).toBe(422)
  })

  it('names a policy that everyone signed in can read', async () => {
    const { body } = await room.session('ana').get('/v1/policies/current')
    const policy = PolicyAnswer.strict().parse(body)
    expect(policy.yaml).toContain('blindEntry: true')
    expect(policy).toMatchObject({ version: 1, document: { version: 1 } })
    const { body: order } = await room.session('hal').get(`/v1/payment-orders/${orderId}`)
    expect(policy.hash).toBe(order.policyHash)
    expect((await request(room.app).get('/v1/policies/current')).status).toBe(401)
    expect((await room.erp('get', '/v1/policies/current')).status).toBe(403)
  })
})
