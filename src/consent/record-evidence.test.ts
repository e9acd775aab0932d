import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { LANDLORD } from '../../test/support/organisation.ts'
import { describeWithPostgres } from '../../test/support/database.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { sql } from 'kysely'

describeWithPostgres('What is signed', () => {
  let room: PaymentRoom
  let order: OrderAnswer
  let subject: { type: string; id: string }
  let approval: string
  let count = 0
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())
  beforeEach(async () => {
    order = await room.submit({ reference: `RE ${(count += 1)}` })
    subject = { type: 'order', id: order.id }
    approval = requirementOf(order, 'approval')
  })

  const read = async (): Promise<OrderAnswer> =>
    (await room.erp('get', `/v1/payment-orders/${order.id}`)).body as OrderAnswer
  const statusOf = async (kind: string) => (await read()).requirements.find((one) => one.kind === kind)?.status
  async function prepared(name: 'ben' | 'ivy') {
    const asked = await room.challenge(name, subject, approval, 'confirm', { blindEntry: INVOICE })
    const { id, publicKey } = asked.body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
    return { challengeId: id, credential: await room.touch(name, publicKey) }
  }
  const codeOf = ({ status, body }: { status: number; body: unknown }) =>
    status < 300 ? String(status) : `${status} ${(body as { code: string }).code}`

  it('counts once, however often the same answer is sent', async () => {
    const answer = await prepared('ben')
    expect(codeOf(await room.session('ben').post('/v1/evidence', answer))).toBe('201')
    expect(codeOf(await room.session('ben').post('/v1/evidence', answer))).toBe('409 CHALLENGE_CONSUMED')
    expect(await statusOf('approval')).toBe('waiting')
  })

  it('is nobody else’s to hand in', async () => {
    const answer = await prepared('ben')
    expect(codeOf(await room.session('ivy').post('/v1/evidence', answer))).toBe('404 NOT_FOUND')
  })

  it('is void when the order was changed after it was shown', async () => {
    const answer = await prepared('ben')
    const change = { amount: '214000.10' }
    expect((await room.erp('patch', `/v1/payment-orders/${order.id}`, change, { 'If-Match': '"1"' })).status).toBe(200)
    expect(codeOf(await room.session('ben').post('/v1/evidence', answer))).toBe('409 VERSION_CHANGED')
  })

  it('is too late when its five minutes are over', async () => {
    const answer = await prepared('ben')
    await sql`UPDATE challenges SET expires_at = countersign_now() WHERE id = ${answer.challengeId}`.execute(room.owner)
    expect(codeOf(await room.session('ben').post('/v1/evidence', answer))).toBe('409 CHALLENGE_EXPIRED')
  })

  it('adds what a signer says of how they were contacted, and is assessed again', async () => {
    const { name, account } = LANDLORD
    const routine = { amount: '2000.00', instruction: { channel: 'erp' }, payee: { name, account } }
    order = await room.submit({ ...routine, reference: `RE routine ${count}` })
    subject = { type: 'order', id: order.id }
    expect(order.requirements.map(({ kind }) => kind)).toEqual(['approval'])
    const blindEntry = { amount: '2000.00', accountLast4: account.iban.slice(-4) }
    const signing = { blindEntry, contactedBy: 'voice' }
    expect((await room.sign('ben', subject, requirementOf(order, 'approval'), 'confirm', signing)).status).toBe(201)
    const after = await read()
    expect(after.state).toBe('awaiting_evidence')
    expect(after.signals.map(({ code }) => code)).toEqual(expect.arrayContaining(['CONTACTED', 'CHANNEL_VOICE']))
    expect(after.requirements.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['callback', 'review']))
  })

  it('keeps what a signer said of how they were contacted, also when their key is revoked since', async () => {
    const said = (contactedBy: string) => ({ blindEntry: INVOICE, contactedBy })
    expect((await room.sign('ben', subject, approval, 'confirm', said('voice'))).status).toBe(201)
    const setKeys = (state: string) =>
      sql`UPDATE keys SET state = ${state} WHERE person_id = ${room.personId('ben')}`.execute(room.owner)
    await setKeys('revoked')
    expect((await room.sign('ivy', subject, approval, 'confirm', said('email'))).status).toBe(201)
    await setKeys('active')
    const { rows } = await sql<{ heard: string[] }>`
      SELECT facts -> 'contactedBy' AS heard FROM assessments WHERE subject_id = ${order.id}
       ORDER BY revision DESC LIMIT 1`.execute(room.owner)
    expect(rows).toEqual([{ heard: ['email', 'voice'] }])
  })

  it('is one denial that ends it, even when everything else is there', async () => {
    await room.approve(order)
    expect((await read()).state).toBe('approved')
    expect((await room.sign('kim', subject, approval, 'deny', { reason: 'The invoice is forged' })).status).toBe(201)
    expect((await read()).state).toBe('denied')
    await room.settle(order.id)
    expect((await read()).state).toBe('denied')
  })

  it('is a denial also of what was approved in time and has not been released for longer than that', async () => {
    await room.approve(order)
    await sql`UPDATE subjects SET expires_at = countersign_now() WHERE id = ${order.id}`.execute(room.owner)
    expect((await room.sign('kim', subject, approval, 'deny', { reason: 'The invoice is forged' })).status).toBe(201)
    expect((await read()).state).toBe('denied')
  })

  it('is not needed for time to end it: what nobody finished expires, and stays expired', async () => {
    await room.sign('ben', subject, approval, 'confirm', { blindEntry: INVOICE })
    await sql`UPDATE subjects SET expires_at = countersign_now() WHERE id = ${order.id}`.execute(room.owner)
    await room.settle(order.id)
    expect((await read()).state).toBe('expired')
    expect(codeOf(await room.challenge('ivy', subject, approval, 'confirm', { blindEntry: INVOICE }))).toBe('409 STATE')
  })
})
