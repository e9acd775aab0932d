import { sql } from 'kysely'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { SUPPLIER } from '../../test/support/organisation.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { listSubjects } from './list-subjects.ts'
import { SubjectPage } from './schema.ts'

const LAST4 = SUPPLIER.account.iban.slice(-4)

describeWithPostgres('lists of subjects', () => {
  let room: PaymentRoom
  let big: OrderAnswer
  let small: OrderAnswer
  let denied: OrderAnswer
  beforeAll(async () => {
    room = await openPaymentRoom()
    big = await room.submit({ externalId: 'INV-4711', reference: 'Turbine 100%' })
    small = await room.submit({ amount: '900.00', reference: 'R-2', instruction: { channel: 'erp' } })
    denied = await room.submit({ externalId: 'INV-4712', reference: 'R-3', amount: '214001.00' })
    await room.sign('ivy', { type: 'order', id: denied.id }, null, 'deny', { reason: 'Not ours' })
  })
  afterAll(() => room.close())

  const list = async (name: Name, query: string): Promise<SubjectPage> => {
    const { status, body } = await room.session(name).get(`/v1/subjects?${query}`)
    expect([query, status]).toEqual([query, 200])
    return SubjectPage.strict().parse(body)
  }
  const ids = (page: SubjectPage) => page.items.map((one) => one.subject.id)

  it('hold in `mine` exactly what the inbox holds', async () => {
    for (const name of ['ana', 'ben', 'cfo', 'dan', 'eve', 'hal'] as const) {
      const { body } = await room.session(name).get('/v1/inbox')
      const inbox = (body.items as { requirementId: string }[]).map((one) => one.requirementId).sort()
      const page = await list(name, 'view=mine')
      expect(page.items.flatMap((one) => one.mine.map((part) => part.requirementId)).sort()).toEqual(inbox)
      expect(page.counts.mine).toBe(page.items.length)
    }
    expect(ids(await list('ben', 'view=mine'))).toEqual([big.id, small.id])
  })

  it('show what is open and what is over, with what is still needed', async () => {
    const waiting = await list('eve', 'view=waiting')
    expect(ids(waiting)).toEqual([big.id, small.id])
    const [first] = waiting.items
    expect(first).toMatchObject({
      ...{ title: 'EUR 214,000.00 to Ateliers du Rhone SAS', blind: false, amount: '214000.00', currency: 'EUR' },
      ...{ payee: SUPPLIER.name, externalId: 'INV-4711', channel: 'video', held: false, escalatedSince: null },
    })
    expect(first?.signals).toContain('CHANNEL_VIDEO')
    expect(first?.needs).toContainEqual({ kind: 'approval', missing: 2 })
    const done = await list('eve', 'view=done')
    expect(ids(done)[0]).toBe(denied.id)
    expect(done.items[0]).toMatchObject({ state: 'denied', dueAt: null, mine: [], needs: [] })
    expect(done.items.map((one) => one.subject.type)).toContain('account-change')
  })

  it('tell somebody who has yet to type them neither amount nor account, however they ask', async () => {
    for (const view of ['mine', 'waiting', 'escalated', 'held']) {
      const { text } = await room.session('ben').get(`/v1/subjects?view=${view}`)
      expect(text).not.toMatch(/214.?000/)
      expect(text).not.toContain(LAST4)
      expect(text).not.toContain(SUPPLIER.account.iban)
    }
    const page = await list('ben', 'view=waiting')
    expect(page.items[0]).toMatchObject({ blind: true, amount: null, title: 'Payment to Ateliers du Rhone SAS' })
    for (const found of ['214000', '214,000', LAST4, SUPPLIER.account.iban, SUPPLIER.account.iban.slice(4, 12)]) {
      expect(ids(await list('ben', `view=waiting&q=${encodeURIComponent(found)}`))).toEqual([])
      expect(ids(await list('ben', `view=mine&q=${encodeURIComponent(found)}`))).toEqual([])
    }
    await room.challenge('ben', { type: 'order', id: big.id }, requirementOf(big, 'approval'), 'confirm', {
      blindEntry: INVOICE,
    })
    expect((await list('ben', 'view=waiting')).items[0]).toMatchObject({ blind: false, amount: '214000.00' })
  })

  it('find by external id, payee, reference and id, whatever the case, and take words for words', async () => {
    const find = async (q: string) => ids(await list('eve', `view=waiting&q=${encodeURIComponent(q)}`))
    expect(await find('inv-4711')).toEqual([big.id])
    expect(await find('ATELIERS du')).toEqual([big.id, small.id])
    expect(await find('100%')).toEqual([big.id])
    expect(await find('%')).toEqual([big.id])
    expect(await find('_')).toEqual([big.id, small.id])
    expect(await find(small.id.toUpperCase())).toEqual([small.id])
    for (const odd of ["' or 1=1 --", '\\', '$.payment', '") || true']) expect(await find(odd)).toEqual([])
    expect((await room.session('eve').get('/v1/subjects?view=waiting&q=%00')).status).toBe(400)
  })

  it('filter by type and page through without losing or repeating any', async () => {
    const seen: string[] = []
    for (let cursor = ''; ;) {
      const page = await list('eve', `view=waiting&limit=1${cursor}`)
      seen.push(...ids(page))
      if (page.next === null) break
      cursor = `&cursor=${page.next}`
    }
    expect(seen).toEqual([big.id, small.id])
    const first = await list('ben', 'view=mine&limit=1')
    expect(ids(await list('ben', `view=mine&limit=1&cursor=${first.next}`))).toEqual([small.id])
    expect(ids(await list('eve', 'view=done&type=order'))).toEqual([denied.id])
    expect(ids(await list('eve', 'view=waiting&type=hold'))).toEqual([])
    for (const query of ['view=all', 'limit=0', 'limit=1000', 'cursor=bm8', 'type=secret', 'more=1'])
      expect([query, (await room.session('eve').get(`/v1/subjects?${query}`)).status]).toEqual([query, 422])
    for (const day of ['2026-02-30', '2026-13-01']) {
      const cursor = Buffer.from(`${day}T00:00:00.000Z~ord_1`).toString('base64url')
      for (const path of ['/v1/subjects?view=waiting&', '/v1/payment-orders?'])
        expect([day, (await room.session('eve').get(`${path}cursor=${cursor}`)).status]).toEqual([day, 422])
    }
  })

  it('show what is held and escalated, and count the same', async () => {
    await room.session('dan').post('/v1/holds', { scope: 'order', target: small.id, reason: 'Looks odd' })
    await room.session('dan').post(`/v1/subjects/order/${big.id}/escalate`, { reason: 'Looks odd' })
    const held = await list('eve', 'view=held')
    expect(ids(held)).toEqual([small.id])
    const escalated = await list('eve', 'view=escalated')
    expect(ids(escalated)).toEqual([big.id])
    expect(escalated.items[0]?.escalatedSince).not.toBeNull()
    expect(escalated.counts).toEqual({ mine: 2, waiting: 2, escalated: 1, held: 1 })
  })

  it('show a denial under threat as any denial', async () => {
    const [plain, threatened] = [await room.submit({ reference: 'P' }), await room.submit({ reference: 'T' })]
    await room.sign('ivy', { type: 'order', id: plain.id }, null, 'deny', { reason: 'Not ours' })
    await room.sign('ivy', { type: 'order', id: threatened.id }, null, 'deny', { reason: 'duress' })
    const done = await list('hal', 'view=done&limit=2')
    const [one, other] = done.items.map(({ subject: _s, externalId: _e, createdAt: _c, ...rest }) => rest)
    expect(one?.held).toBe(false)
    expect({ ...one, signals: [] }).toEqual({ ...other, signals: [] })
  })

  it('keep the account of an applied change from those who approve', async () => {
    const { rows } = await sql<{ id: string }>`select id from subjects where type = 'account-change'`.execute(
      room.owner,
    )
    const id = rows[0]?.id ?? ''
    for (const path of [
      '/v1/subjects?view=done',
      `/v1/subjects/account-change/${id}`,
      `/v1/subjects/account-change/${id}/presentation?decision=deny`,
    ]) {
      const { text } = await room.session('ivy').get(path)
      const presented = /"presentation":"([^"]+)"/.exec(text)?.[1] ?? ''
      expect(text + Buffer.from(presented, 'base64url').toString()).not.toContain(SUPPLIER.account.iban)
    }
    expect((await room.session('eve').get(`/v1/subjects/account-change/${id}`)).text).toContain(SUPPLIER.account.iban)
  })

  it('take no more queries for a long page than for a short one', async () => {
    const cost = async () => {
      let queries = 0
      const counting = room.api.withPlugin({
        transformQuery({ node }) {
          queries += 1
          return node
        },
        transformResult: async ({ result }) => result,
      })
      const page = await listSubjects(counting, room.kinds, room.personId('ben'), { view: 'waiting', limit: 200 })
      return { queries, items: page.items.length }
    }
    const short = await cost()
    for (let number = 0; number < 10; number += 1)
      await room.submit({ amount: '900.00', reference: `many ${number}`, instruction: { channel: 'erp' } })
    const long = await cost()
    expect(long).toEqual({ queries: short.queries, items: short.items + 10 })
  })

  it('need a person: 401 for nobody, 403 for an ERP', async () => {
    expect((await request(room.app).get('/v1/subjects')).status).toBe(401)
    expect((await room.erp('get', '/v1/subjects')).status).toBe(403)
  })
})
