import { describeWithPostgres } from '../../test/support/database.ts'
import {
  AMOUNT,
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { SUPPLIER } from '../../test/support/organisation.ts'

const WRONG = { amount: '214000.01', accountLast4: INVOICE.accountLast4 }

describeWithPostgres('Asking for something to sign', () => {
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
    order = await room.submit({ reference: `CC ${(count += 1)}` })
    subject = { type: 'order', id: order.id }
    approval = requirementOf(order, 'approval')
  })

  const answer = async (...asked: Parameters<PaymentRoom['challenge']>): Promise<string> => {
    const { status, body } = await room.challenge(...asked)
    return status === 201 ? 'a challenge' : `${status} ${(body as { code: string }).code}`
  }

  it('shows neither amount nor account to whoever has yet to type them, in no call', async () => {
    const views = await Promise.all(
      [
        `/v1/subjects/order/${order.id}`,
        `/v1/payment-orders/${order.id}`,
        `/v1/subjects/order/${order.id}/presentation?requirementId=${approval}&decision=confirm`,
        `/v1/subjects/order/${order.id}/presentation?requirementId=${approval}&decision=deny`,
        '/v1/inbox',
      ].map((path) => room.session('ben').get(path)),
    )
    const denial = await room.challenge('ben', subject, approval, 'deny', { reason: 'Not ours' })
    const { statement } = denial.body as { statement: string }
    const texts = [...views.map(({ text }) => text), Buffer.from(statement, 'base64url').toString('utf8')]
    expect(views.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    for (const text of texts) {
      expect(text).not.toContain(AMOUNT)
      expect(text).not.toContain('214 000')
      expect(text).not.toContain(SUPPLIER.account.iban)
    }
  })

  it('asks for amount and account first, and shows both from then on', async () => {
    expect(await answer('ben', subject, approval, 'confirm')).toBe('422 BLIND_ENTRY_REQUIRED')
    const asked = await room.challenge('ben', subject, approval, 'confirm', { blindEntry: INVOICE })
    const { statement } = asked.body as { statement: string }
    expect(Buffer.from(statement, 'base64url').toString('utf8')).toContain(AMOUNT)
    expect((await room.session('ben').get(`/v1/subjects/order/${order.id}`)).text).toContain(AMOUNT)
    // Ivy has typed nothing, and is shown nothing.
    expect((await room.session('ivy').get(`/v1/subjects/order/${order.id}`)).text).not.toContain(AMOUNT)
  })

  it('gives three tries, at once or one by one, and leaves the denial open', async () => {
    const guesses = await Promise.all(
      [1, 2, 3, 4].map(() => answer('ben', subject, approval, 'confirm', { blindEntry: WRONG })),
    )
    expect(guesses.filter((one) => one === '422 BLIND_ENTRY_MISMATCH').length).toBeLessThanOrEqual(2)
    expect(await answer('ben', subject, approval, 'confirm', { blindEntry: INVOICE })).toBe('403 BLIND_ENTRY_LOCKED')
    expect(await answer('ben', subject, approval, 'deny', { reason: 'No such invoice' })).toBe('a challenge')
  })

  it('counts no try for what cannot be read, and tells no more of it than that', async () => {
    const { amount, accountLast4 } = INVOICE
    for (const typed of ['214000,00', '214.000,00', '214 000.00', '1,00', ''])
      expect(await answer('ivy', subject, approval, 'confirm', { blindEntry: { amount: typed, accountLast4 } })).toBe(
        '422 AMOUNT_FORMAT',
      )
    for (const typed of ['', '788', '0 000 0'])
      expect(await answer('ivy', subject, approval, 'confirm', { blindEntry: { amount, accountLast4: typed } })).toBe(
        '422 ENDING_FORMAT',
      )
    const apart = { amount, accountLast4: `${accountLast4.slice(0, 2)} ${accountLast4.slice(2)}` }
    const { body } = await room.challenge('ivy', subject, approval, 'confirm', { blindEntry: WRONG })
    expect(body).toMatchObject({ code: 'BLIND_ENTRY_MISMATCH', triesLeft: 2 })
    expect(await answer('ivy', subject, approval, 'confirm', { blindEntry: apart })).toBe('a challenge')
  })

  it('says how many tries remain', async () => {
    const left: unknown[] = []
    for (let one = 0; one < 3; one += 1) {
      const { body } = await room.challenge('ben', subject, approval, 'confirm', { blindEntry: WRONG })
      left.push((body as { triesLeft?: unknown }).triesLeft)
    }
    expect(left).toEqual([2, 1, 0])
    const { body } = await room.challenge('ben', subject, approval, 'deny')
    expect(body).not.toHaveProperty('triesLeft')
  })

  it('wants a written reason for a denial and for a review', async () => {
    const review = requirementOf(order, 'review')
    expect(await answer('ivy', subject, approval, 'deny')).toBe('422 REASON_REQUIRED')
    expect(await answer('ivy', subject, approval, 'deny', { reason: '   ' })).toBe('422 REASON_REQUIRED')
    expect(await answer('eve', subject, review, 'continue')).toBe('422 REASON_REQUIRED')
    expect(await answer('eve', subject, review, 'continue', { reason: 'Compared' })).toBe('a challenge')
  })

  it('takes no reason with something in it that whoever reads it would not see', async () => {
    for (const reason of ['pay\u202Edias eh', 'no\u200Bt ours', 'bell\u0007'])
      expect(await answer('ivy', subject, approval, 'deny', { reason })).toBe('422 TEXT_UNSEEN_CHARACTERS')
    expect(await answer('ivy', subject, approval, 'deny', { reason: 'Not ours.\nNot expected.' })).toBe('a challenge')
  })

  it('is nothing for whoever has another duty, or none', async () => {
    const blindEntry = INVOICE
    expect(await answer('ana', subject, approval, 'confirm', { blindEntry })).toMatch(/^403/)
    expect(await answer('fay', subject, approval, 'confirm', { blindEntry })).toMatch(/^403/)
    expect(await answer('cfo', subject, approval, 'confirm', { blindEntry })).toMatch(/^403/)
    expect(await answer('ben', subject, requirementOf(order, 'instructor_confirmation'), 'confirm')).toMatch(/^403/)
    expect(await answer('dan', subject, requirementOf(order, 'callback'), 'confirm')).toMatch(/^4/)
    expect(await answer('ben', { type: 'hold', id: order.id }, approval, 'confirm', { blindEntry })).toMatch(/^404/)
  })

  it('is once per person and decision', async () => {
    expect((await room.sign('ben', subject, approval, 'confirm', { blindEntry: INVOICE })).status).toBe(201)
    expect(await answer('ben', subject, approval, 'confirm')).toBe('409 ALREADY_SIGNED')
    expect(await answer('ben', subject, approval, 'deny', { reason: 'Second thoughts' })).toBe('a challenge')
  })

  it('wears nobody down: after ten unanswered ones there is no eleventh', async () => {
    for (let asked = 0; asked < 10; asked += 1)
      expect(await answer('kim', subject, approval, 'confirm', { blindEntry: INVOICE })).toBe('a challenge')
    expect(await answer('kim', subject, approval, 'confirm')).toBe('429 TOO_MANY_CHALLENGES')
    expect(await answer('ivy', subject, approval, 'confirm', { blindEntry: INVOICE })).toBe('a challenge')
  })
})
