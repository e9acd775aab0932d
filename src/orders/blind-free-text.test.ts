import { describeWithPostgres } from '../../test/support/database.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import type { OrderView } from './schema.ts'

const said = (where: string) => `${where}: it is ${INVOICE.amount}, to the account ending ${INVOICE.accountLast4}`

describeWithPostgres('What people write about an order', () => {
  let room: PaymentRoom
  let order: OrderAnswer
  beforeAll(async () => {
    room = await openPaymentRoom()
    const instruction = { channel: 'video', instructedBy: 'cfo@example.com', note: said('Note') }
    const submitted = await room.submit({ instruction })
    const path = `/v1/payment-orders/${submitted.id}`
    const attached = await room.erp(
      'post',
      `${path}/attachments?fileName=${encodeURIComponent(said('File'))}`,
      Buffer.from('%PDF-1.4'),
      {
        'Content-Type': 'application/pdf',
      },
    )
    expect(`${attached.status} ${attached.text}`).toMatch(/^201/)
    order = attached.body as OrderAnswer
    expect((await room.session('eve').post(`${path}/comments`, { body: said('Comment') })).status).toBe(201)
  })
  afterAll(() => room.close())

  /** Everything that somebody is sent about it, by where it comes from. */
  const sentTo = async (name: Name): Promise<Map<string, string>> => {
    const approval = requirementOf(order, 'approval')
    const presentation = `/v1/subjects/order/${order.id}/presentation`
    const paths = {
      ...{ list: '/v1/payment-orders?limit=200', order: `/v1/payment-orders/${order.id}` },
      ...{ subject: `/v1/subjects/order/${order.id}`, context: `/v1/payment-orders/${order.id}/context` },
      ...{
        inbox: '/v1/inbox',
        subjects: '/v1/subjects?view=waiting',
        search: `/v1/subjects?view=waiting&q=${order.id}`,
      },
      presentation: `${presentation}?requirementId=${approval}&decision=confirm`,
      denial: `${presentation}?decision=deny`,
    }
    const sent = new Map<string, string>()
    for (const [what, path] of Object.entries(paths)) {
      const { status, text } = await room.session(name).get(path)
      expect(`${what} ${status}`).toBe(`${what} 200`)
      sent.set(what, opened(text, 'presentation'))
    }
    const subject = { type: 'order', id: order.id }
    const { text } = await room.challenge(name, subject, null, 'deny', { reason: 'Not ours' })
    sent.set('denial challenge', opened(text, 'statement'))
    sent.set('challenges', opened((await room.session(name).get('/v1/challenges')).text, 'statement'))
    return sent
  }
  /** With what is in base64 readable as well. */
  const opened = (text: string, member: string): string =>
    text +
    [...text.matchAll(new RegExp(`"${member}":"([^"]+)"`, 'g'))]
      .map(([, bytes = '']) => Buffer.from(bytes, 'base64url').toString())
      .join()
  const telling = (sent: ReadonlyMap<string, string>) =>
    [...sent]
      .filter(
        ([, text]) => /214\D?000|Note:|Comment:|File:/.test(text) || text.includes(`ending ${INVOICE.accountLast4}`),
      )
      .map(([what]) => what)
  const view = async (name: Name) => (await room.session(name).get(`/v1/payment-orders/${order.id}`)).body as OrderView

  it('is kept from whoever has yet to type amount and account, in every answer', async () => {
    expect(telling(await sentTo('ben'))).toEqual([])
    const seen = await view('ben')
    expect(seen).toMatchObject({ blind: true, comments: [], instruction: { channel: 'video', note: null } })
    // That there is a file, and which one is signed, they see.
    expect(seen.attachments).toEqual([
      expect.objectContaining({
        fileName: null,
        mediaType: 'application/pdf',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ])
  })

  it('does not answer a comment of theirs either', async () => {
    const added = await room.session('ben').post(`/v1/payment-orders/${order.id}/comments`, { body: 'What is this?' })
    expect(added.status).toBe(201)
    expect(telling(new Map([['comment', added.text]]))).toEqual([])
    expect((await view('eve')).comments.map(({ body }) => body)).toEqual([said('Comment'), 'What is this?'])
  })

  it('is there for them as soon as they have, and is part of what they sign', async () => {
    const subject = { type: 'order', id: order.id }
    const approval = requirementOf(order, 'approval')
    const signed = await room.sign('ben', subject, approval, 'confirm', { blindEntry: INVOICE })
    expect(`${signed.status} ${signed.text}`).toMatch(/^201/)
    const seen = await view('ben')
    expect(seen.instruction.note).toBe(said('Note'))
    expect(seen.comments.map(({ body }) => body)).toContain(said('Comment'))
    expect(seen.attachments.map(({ fileName }) => fileName)).toEqual([said('File')])
    const { text } = await room.session('ben').get(`/v1/subjects/order/${order.id}/presentation?decision=deny`)
    expect(opened(text, 'presentation')).toContain(said('Note'))
  })

  it('can be denied unseen: the statement without it is the one that is signed', async () => {
    const subject = { type: 'order', id: order.id }
    const answer = await room.sign('ivy', subject, null, 'deny', { reason: 'Not ours' })
    expect(`${answer.status} ${answer.text}`).toMatch(/^201/)
    expect((await room.head(order.id)).state).toBe('denied')
    // Submitted again it would be the same: it stays unseen for those who never typed it.
    expect(telling(new Map([['order', JSON.stringify(await view('ivy'))]]))).toEqual([])
    expect((await view('eve')).instruction.note).toBe(said('Note'))
  })
})
