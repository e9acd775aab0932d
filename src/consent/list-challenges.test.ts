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

async function listed(name: 'ben' | 'ivy'): Promise<ChallengesAnswer['items']> {
  const answer = await room.session(name).get('/v1/challenges')
  expect(answer.status).toBe(200)
  return (answer.body as ChallengesAnswer).items
}

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
    expect((await listed('ben')).map((item) => item.id)).not.toContain(asked.id)
  })

  it('is for people', async () => {
    expect((await room.erp('get', '/v1/challenges')).status).toBe(403)
  })
})
