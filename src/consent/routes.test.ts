import { setTimeout as sleep } from 'node:timers/promises'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'

interface Credential {
  readonly id: string
  readonly rawId: string
  readonly type: string
  readonly response: Record<string, unknown>
}

describeWithPostgres('Consent over HTTP', () => {
  let room: PaymentRoom
  let order: OrderAnswer
  let challengeId: string
  let credential: Credential
  beforeAll(async () => {
    room = await openPaymentRoom()
    order = await room.submit()
    const confirmation = requirementOf(order, 'instructor_confirmation')
    const { body } = await room.challenge('cfo', { type: 'order', id: order.id }, confirmation, 'confirm')
    const asked = body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
    challengeId = asked.id
    credential = (await room.touch('cfo', asked.publicKey)) as Credential
  }, 120_000)
  afterAll(() => room.close())

  const answer = (sent: unknown) => room.session('cfo').post('/v1/evidence', { challengeId, credential: sent })

  it.each([
    ['without a response', () => ({ id: credential.id, rawId: credential.rawId, type: credential.type })],
    ['with none', () => ({ ...credential, response: null })],
    ['with a text for it', () => ({ ...credential, response: 'x' })],
    ['with an empty one', () => ({ ...credential, response: {} })],
    ['with a number signed', () => ({ ...credential, response: { ...credential.response, clientDataJSON: 1 } })],
    ['with objects signed', () => ({ ...credential, response: { ...credential.response, signature: {} } })],
    ['of an odd owner', () => ({ ...credential, response: { ...credential.response, userHandle: {} } })],
    ['of another type', () => ({ ...credential, type: 'password' })],
    ['without an id', () => ({ ...credential, id: undefined })],
    ['that is a list', () => [credential]],
    ['that is none', () => null],
  ])('refuses a credential %s as malformed', async (_what, sent) => {
    const { status, text } = await answer(sent())
    expect([status, JSON.parse(text)]).toEqual([422, expect.objectContaining({ code: 'CREDENTIAL_MALFORMED' })])
  })

  it('takes one with what a newer browser adds, and keeps none of that', async () => {
    const { status } = await answer({ ...credential, authenticatorAttachment: 'cross-platform', novel: { a: [1] } })
    expect(status).toBe(201)
    const { rows } = await sql<{ kept: string }>`
      select credential::text as kept from challenges where id = ${challengeId}`.execute(room.owner)
    expect(rows.map(({ kept }) => kept)).toEqual([expect.not.stringContaining('novel')])
  })

  it.each([
    '/v1/subjects/nonsense/ord_1',
    `/v1/subjects/order/${'a'.repeat(70)}`,
    '/v1/subjects/nonsense/ord_1/presentation?decision=confirm',
  ])('has no %s', async (path) => {
    const { status, text } = await room.session('eve').get(path)
    expect([status, JSON.parse(text)]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })])
  })

  it.each(['/v1/subjects/nonsense/ord_1/escalate', `/v1/subjects/order/${'a'.repeat(70)}/escalate`])(
    'escalates no %s',
    async (path) => {
      const { status, text } = await room.session('eve').post(path, { reason: 'Odd' })
      expect([status, JSON.parse(text)]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })])
    },
  )

  it('reads when a call began and ended however UTC is written', async () => {
    const requirementIds = [requirementOf(order, 'callback')]
    const { id } = (await room.session('dan').post('/v1/callbacks', { requirementIds })).body as { id: string }
    const call = (startedAt: string, endedAt: string, cbk = id) =>
      room.session('dan').post(`/v1/callbacks/${cbk}/outcome`, {
        ...{ outcome: 'confirmed', stated: INVOICE, startedAt, endedAt },
      })
    const began = new Date().toISOString()
    await sleep(5)
    const now = new Date().toISOString()
    const far = await call(began.replace('Z', '+02:00'), now)
    expect([far.status, JSON.parse(far.text)]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ path: 'startedAt', code: 'FIELD_INVALID' })] }),
    ])
    expect((await call(began, now, 'c'.repeat(70))).status).toBe(404)
    expect((await call(began.replace('Z', '+00:00'), now.toLowerCase())).status).toBe(201)
  })
})
