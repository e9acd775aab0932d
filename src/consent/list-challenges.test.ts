import { sql } from 'kysely'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import type { ChallengesAnswer } from './schema.ts'

let room: PaymentRoom
beforeAll(async () => {
  room = await openPaymentRoom()
})
afterAll(() => room.close())

const subjectOf = ({ id }: OrderAnswer) => ({ type: 'order', id })

async function answered(name: 'ben' | 'ivy' | 'dan' | 'eve'): Promise<ChallengesAnswer> {
  const answer = await room.session(name).get('/v1/challenges')
  expect(answer.status).toBe(200)
  return answer.body as ChallengesAnswer
}

const listed = async (name: 'ben' | 'ivy'): Promise<ChallengesAnswer['items']> => (await answered(name)).items

const read = (statement: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(statement, 'base64url').toString()) as Record<string, unknown>

async function ask(name: 'ben' | 'ivy', order: OrderAnswer) {
  const answer = await room.challenge(name, subjectOf(order), requirementOf(order, 'approval'), 'confirm', {
    blindEntry: INVOICE,
  })
  expect(answer.status).toBe(201)
  return answer.body as { id: string; statement: string; publicKey: never }
}

describe('what a second display can compare', () => {
  it('is the exact statement, newest first, for the person who asked alone', async () => {
    const [one, other] = [await room.submit(), await room.submit({ reference: 'INV-4712' })]
    const first = await ask('ben', one)
    const second = await ask('ben', other)
    const items = await listed('ben')
    expect(items.slice(0, 2)).toMatchObject([
      { id: second.id, subject: subjectOf(other), statement: second.statement, decision: 'confirm' },
      { id: first.id, subject: subjectOf(one), statement: first.statement },
    ])
    expect((await listed('ivy')).map((item) => item.id)).not.toContain(first.id)
  })

  it('is gone once it was signed, has expired or is about an earlier version', async () => {
    const [signed, late, amended] = [await room.submit(), await room.submit(), await room.submit()]
    const asked = { signed: await ask('ivy', signed), late: await ask('ivy', late), amended: await ask('ivy', amended) }
    const ids = async (): Promise<string[]> => (await listed('ivy')).map((item) => item.id)
    expect(await ids()).toEqual(expect.arrayContaining([asked.signed.id, asked.late.id, asked.amended.id]))

    const credential = await room.touch('ivy', asked.signed.publicKey)
    await room.session('ivy').post('/v1/evidence', { challengeId: asked.signed.id, credential })
    expect(await ids()).not.toContain(asked.signed.id)

    await sql`update challenges set expires_at = countersign_now() where id = ${asked.late.id}`.execute(room.owner)
    expect(await ids()).not.toContain(asked.late.id)

    await room.erp('patch', `/v1/payment-orders/${amended.id}`, { reference: 'INV-4713' }, { 'If-Match': '"1"' })
    expect(await ids()).not.toContain(asked.amended.id)
  })

  it('says nothing of amount and account to whoever has yet to type them', async () => {
    const order = await room.submit()
    const refused = await room.challenge('ben', subjectOf(order), requirementOf(order, 'approval'), 'confirm')
    expect(refused.body).toMatchObject({ code: 'BLIND_ENTRY_REQUIRED' })
    expect((await listed('ben')).filter((item) => item.subject.id === order.id)).toEqual([])

    const denial = await room.challenge('ben', subjectOf(order), null, 'deny', { reason: 'Not ours' })
    const [item] = (await listed('ben')).filter((one) => one.subject.id === order.id)
    expect(item?.id).toBe((denial.body as { id: string }).id)
    expect(read(item?.statement ?? '')).toMatchObject({ content: { payment: { payeeName: expect.any(String) } } })
    expect(JSON.stringify(read(item?.statement ?? ''))).not.toContain(INVOICE.amount)
  })

  it('is kept back when somebody has become blind to it since', async () => {
    const order = await room.submit()
    const asked = await ask('ben', order)
    await sql`update blind_entries set matched_at = null where subject_id = ${order.id}`.execute(room.owner)
    const answer = await answered('ben')
    expect(answer.items.map((item) => item.id)).not.toContain(asked.id)
    // It could be signed all the same: a display that shows another one has to know.
    expect(answer.more).toBe(true)
  })

  it('owns up to what it does not list: twenty newer ones hide none', async () => {
    const orders = [await room.submit(), await room.submit(), await room.submit()]
    const deny = async (order: OrderAnswer) => {
      const asked = await room.challenge('dan', subjectOf(order), null, 'deny', { reason: 'Not ours' })
      expect(asked.status).toBe(201)
      return (asked.body as { id: string }).id
    }
    const [first, second, third] = orders
    if (first === undefined || second === undefined || third === undefined) throw new Error('Expected three orders')
    const oldest = await deny(first)
    for (const order of [second, third]) for (let n = 0; n < 9; n++) await deny(order)
    expect(await answered('dan')).toMatchObject({ more: false, items: { length: 19 } })
    await deny(second)
    expect((await answered('dan')).items.at(-1)?.id).toBe(oldest)

    await deny(third)
    const full = await answered('dan')
    expect(full.items.map((item) => item.id)).not.toContain(oldest)
    expect(full).toMatchObject({ more: true, items: { length: 20 } })
    // It takes no room from the others once nothing can be done with it.
    const denied = await room.sign('eve', subjectOf(third), null, 'deny', { reason: 'Not ours' })
    expect(denied.status).toBe(201)
    expect(await answered('dan')).toMatchObject({ more: false, items: { length: 11 } })
  })

  it('leaves out what was asked for only to compare, once the person has signed', async () => {
    const order = await room.submit()
    const compared = await ask('ivy', order)
    const signed = await ask('ivy', order)
    const ids = async () => (await answered('ivy')).items.map((item) => item.id)
    expect(await ids()).toEqual(expect.arrayContaining([compared.id, signed.id]))
    const credential = await room.touch('ivy', signed.publicKey)
    await room.session('ivy').post('/v1/evidence', { challengeId: signed.id, credential })
    expect(await ids()).not.toContain(compared.id)
  })

  it('keeps in sight what would count again if the order came back to waiting', async () => {
    const order = await room.submit()
    const review = requirementOf(order, 'review')
    const asked = await room.challenge('eve', subjectOf(order), review, 'continue', { reason: 'Looked' })
    await room.approve(order)
    // Somebody else could have reviewed it; here her own review answers for it, so it is taken off the record first.
    expect((await room.head(order.id)).state).toBe('approved')
    const ids = async () => (await answered('eve')).items.map((item) => item.id)
    expect(await ids()).toEqual([])
    await sql`update evidence set voided_by = 'key_1' where subject_id = ${order.id} and kind = 'review'`.execute(
      room.owner,
    )
    expect(await ids()).toEqual([(asked.body as { id: string }).id])
  })

  it('is for people', async () => {
    expect((await room.erp('get', '/v1/challenges')).status).toBe(403)
  })
})
