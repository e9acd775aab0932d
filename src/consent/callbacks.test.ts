import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { exampleIban, ORGANISATION, SUPPLIER } from '../../test/support/organisation.ts'
import {
  AMOUNT,
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'

/** Whoever the instruction claims to come from; on file since set-up. */
const CLEO = '+33199001004'
/** More people than usual could make calls, so that their other parts stand in the way and nothing else does. */
const CALLERS: Readonly<Record<string, readonly string[]>> = {
  'ana@example.com': ['requester', 'caller'],
  'cfo@example.com': ['instructor', 'approver', 'caller'],
  'kim@example.com': ['approver', 'caller'],
  'hal@example.com': ['caller'],
}
const people = ORGANISATION.people.map((one) => ({ ...one, roles: CALLERS[one.email] ?? one.roles }))

type Missing = { requirementId: string; what: string; code: string | null; from: string | null; eligible: number }
type Read = OrderAnswer & { feasible: { missing: Missing[] }; holds: { reason: string }[] }

describeWithPostgres('A call back', () => {
  let room: PaymentRoom
  let order: OrderAnswer
  let callback: string
  let count = 0
  beforeAll(async () => {
    room = await openPaymentRoom({ organisation: { people } })
  }, 120_000)
  afterAll(() => room.close())
  beforeEach(async () => {
    order = await room.submit({ reference: `CB ${(count += 1)}` })
    callback = requirementOf(order, 'callback')
  })

  const codeOf = ({ status, body }: { status: number; body: unknown }): string =>
    status < 300 ? String(status) : `${status} ${(body as { code: string }).code}`
  const open = (name: Name, more: object = {}, requirementId = callback) =>
    room.session(name).post('/v1/callbacks', { requirementIds: [requirementId], ...more })
  const opened = async (name: Name): Promise<string> => ((await open(name)).body as { id: string }).id
  /** A call that took a moment, with whatever came of it. */
  async function outcomeOf(outcome: object) {
    const startedAt = new Date().toISOString()
    await sleep(5)
    return { startedAt, endedAt: new Date().toISOString(), ...outcome }
  }
  const record = async (name: Name, id: string, outcome: object) =>
    room.session(name).post(`/v1/callbacks/${id}/outcome`, await outcomeOf(outcome))
  const confirmed = (stated: object = INVOICE) => ({ outcome: 'confirmed', stated })
  const sign = async (name: Name, decision: 'confirm' | 'deny' = 'confirm') =>
    codeOf(
      await room.sign(name, { type: 'order', id: order.id }, callback, decision, {
        ...(decision === 'deny' && { reason: 'They did not ask for it' }),
      }),
    )
  const read = async (id = order.id): Promise<Read> => (await room.erp('get', `/v1/payment-orders/${id}`)).body as Read
  const statusOf = async () => (await read()).requirements.find(({ id }) => id === callback)?.status

  it('goes to whoever is on file, and tells the caller nothing that the callee has to state', async () => {
    const worksheet = await open('dan')
    expect(worksheet.body).toMatchObject({
      callee: 'instructor',
      calleeName: 'Cleo Example',
      contact: { number: CLEO },
    })
    for (const secret of [AMOUNT, '214 000', SUPPLIER.account.iban, INVOICE.accountLast4])
      expect(worksheet.text).not.toContain(secret)
  })

  it('never goes to a number that somebody offers, whosever it is', async () => {
    expect(codeOf(await open('dan', { number: '+33600000000' }))).toBe('422 CONTACT_NOT_ON_FILE')
    expect(codeOf(await open('dan', { number: SUPPLIER.phone }))).toBe('422 CONTACT_NOT_ON_FILE')
    const asWritten = await open('dan', { number: '0033 1 99 00 10 04' })
    expect(asWritten.body).toMatchObject({ contact: { number: CLEO } })
  })

  it('goes nowhere while nobody knows the payee, and the order says so instead of waiting in silence', async () => {
    const payee = { name: 'Meridian Advisory Partners Ltd', account: { iban: exampleIban(77_000_001) } }
    const fraud = await room.submit({ reference: `CB new ${count}`, payee })
    const requirementId = requirementOf(fraud, 'callback')
    expect(codeOf(await open('dan', {}, requirementId))).toBe('422 CONTACT_NOT_ON_FILE')
    const lack = { requirementId, kind: 'callback', wanted: 1, eligible: 0 }
    expect((await read(fraud.id)).feasible.missing).toEqual([
      { ...lack, what: 'contact', code: 'CONTACT_NOT_ON_FILE', from: null },
    ])
    expect((await read()).feasible.missing).toEqual([])
  })

  it('tells nobody who guesses which figures are right: three that are not, and the caller is done, at once or in turn', async () => {
    const calls = await Promise.all(Array.from({ length: 6 }, () => opened('hal')))
    const guess = (n: number) => confirmed({ ...INVOICE, accountLast4: `000${n}` })
    const answers = await Promise.all(calls.map((id, index) => record('hal', id, guess(index))))
    expect(answers.map(codeOf).sort()).toEqual(['201', '201', '201', ...Array(3).fill('403 CALLBACK_LOCKED')])
    const id = await opened('hal')
    expect(codeOf(await record('hal', id, confirmed()))).toBe('403 CALLBACK_LOCKED')
    expect(codeOf(await record('hal', id, { outcome: 'suspicious' }))).toBe('201')
    expect(await statusOf()).toBe('waiting')
  })

  it('goes to no number that was put on file for this very payment', async () => {
    const day = 86_400_000
    const put = new Date(Date.now() - 29 * day)
    const ownedBy = sql`owner_id = ${room.personId('cfo')}`
    await sql`UPDATE contacts SET onboarded = false, verified_at = ${put} WHERE ${ownedBy}`.execute(room.owner)
    try {
      expect(codeOf(await open('dan'))).toBe('422 CONTACT_TOO_NEW')
      const from = new Date(put.getTime() + 30 * day).toISOString()
      expect((await read()).feasible.missing).toMatchObject([{ what: 'contact', code: 'CONTACT_TOO_NEW', from }])
      const old = new Date(Date.now() - 30 * day)
      await sql`UPDATE contacts SET verified_at = ${old} WHERE ${ownedBy}`.execute(room.owner)
      expect(codeOf(await open('dan'))).toBe('201')
      expect((await read()).feasible.missing).toEqual([])
      await room.call('dan', order)
      await sql`UPDATE contacts SET verified_at = ${put} WHERE ${ownedBy}`.execute(room.owner)
      // A call that was made is not wanted again.
      expect((await read()).feasible.missing).toEqual([])
    } finally {
      await sql`UPDATE contacts SET onboarded = true WHERE ${ownedBy}`.execute(room.owner)
    }
  })

  it('proves nothing when it came in, and leaves the worksheet open for the call out', async () => {
    const id = await opened('dan')
    const inbound = { ...confirmed(), direction: 'inbound' }
    expect(codeOf(await record('dan', id, inbound))).toBe('422 INBOUND_CALL')
    expect(await sign('dan')).toBe('422 CALLBACK_INCOMPLETE')
    expect(codeOf(await record('dan', id, { ...confirmed(), direction: 'outbound' }))).toBe('201')
  })

  it('counts only when the callee states amount and account ending, both', async () => {
    const { amount, accountLast4 } = INVOICE
    for (const [name, stated] of [
      ['dan', { amount: '214000.01', accountLast4 }],
      ['dan', { amount: '24000.00', accountLast4 }],
      ['hal', { amount, accountLast4: '0000' }],
    ] as const) {
      const answer = await record(name, await opened(name), confirmed(stated))
      expect(answer.body).toMatchObject({ statedMatched: false })
      // Which of the two was wrong is for nobody who is on the phone.
      expect(answer.text).not.toMatch(/214|0017|amount|account/i)
      expect(await sign(name)).toBe('422 CALLBACK_INCOMPLETE')
    }
    expect(codeOf(await record('dan', await opened('dan'), { outcome: 'confirmed' }))).toBe('422 CALLBACK_INCOMPLETE')
    expect((await record('dan', await opened('dan'), confirmed())).body).toMatchObject({ statedMatched: true })
    expect(await statusOf()).toBe('waiting')
    expect(await sign('dan')).toBe('201')
    expect(await statusOf()).toBe('satisfied')
  })

  it('is not on record, and no try, while what was written down cannot be read', async () => {
    const { amount, accountLast4 } = INVOICE
    const id = await opened('hal')
    for (const [stated, code] of [
      [{ amount: '214000,00', accountLast4 }, '422 AMOUNT_FORMAT'],
      [{ amount: '214.000', accountLast4 }, '422 AMOUNT_FORMAT'],
      [{ accountLast4 }, '422 AMOUNT_FORMAT'],
      [{ amount, accountLast4: '78' }, '422 ENDING_FORMAT'],
    ] as const)
      expect(codeOf(await record('hal', id, confirmed(stated)))).toBe(code)
    expect((await record('hal', id, confirmed())).body).toMatchObject({ statedMatched: true })
  })

  it('is no evidence when nobody answered or they did not ask for it, and can be denied then', async () => {
    await record('dan', await opened('dan'), confirmed())
    for (const outcome of ['no_answer', 'refused']) {
      expect((await record('dan', await opened('dan'), { outcome })).body).toMatchObject({ statedMatched: null })
      // The newest call counts, not the best.
      expect(await sign('dan')).toBe('422 CALLBACK_INCOMPLETE')
    }
    expect(await sign('dan', 'deny')).toBe('201')
    expect((await read()).state).toBe('denied')
    expect(codeOf(await open('dan'))).toBe('409 STATE')
  })

  it('was made after its worksheet was opened, and is over', async () => {
    const id = await opened('dan')
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
    for (const [startedAt, endedAt] of [
      [at(-10), at(0)],
      [at(0), at(5)],
      [at(0), at(-1)],
    ])
      expect(codeOf(await record('dan', id, { ...confirmed(), startedAt, endedAt }))).toBe('422 CALLBACK_INCOMPLETE')
  })

  it('is made by nobody who asked, approves or is said to have asked', async () => {
    expect(codeOf(await open('ana'))).toBe('403 DUTY_CONFLICT')
    expect(codeOf(await open('cfo'))).toBe('403 DUTY_CONFLICT')
    expect(codeOf(await open('ben'))).toBe('403 NOT_ELIGIBLE')
    const subject = { type: 'order', id: order.id }
    await room.sign('kim', subject, requirementOf(order, 'approval'), 'confirm', { blindEntry: INVOICE })
    expect(codeOf(await open('kim'))).toBe('403 DUTY_CONFLICT')
  })

  it('makes its caller no approver', async () => {
    const id = await opened('kim')
    expect((await record('kim', id, confirmed())).body).toMatchObject({ statedMatched: true })
    const subject = { type: 'order', id: order.id }
    const approval = requirementOf(order, 'approval')
    // What was heard on the phone is not what stands on the invoice: it has to be typed all the same.
    expect(codeOf(await room.challenge('kim', subject, callback, 'confirm'))).toBe('422 BLIND_ENTRY_REQUIRED')
    expect(codeOf(await room.sign('kim', subject, callback, 'confirm', { blindEntry: INVOICE }))).toBe('201')
    const approving = await room.challenge('kim', subject, approval, 'confirm', { blindEntry: INVOICE })
    expect(codeOf(approving)).toBe('403 DUTY_CONFLICT')
  })

  it('is recorded once, at once or one by one', async () => {
    const id = await opened('dan')
    const both = await Promise.all([record('dan', id, { outcome: 'refused' }), record('dan', id, confirmed())])
    expect(both.map(codeOf).sort()).toEqual(['201', '409 CALLBACK_RECORDED'])
    expect(codeOf(await record('dan', id, confirmed()))).toBe('409 CALLBACK_RECORDED')
  })

  it('is nobody else’s to record or to sign', async () => {
    const id = await opened('dan')
    expect(codeOf(await record('hal', id, confirmed()))).toBe('404 NOT_FOUND')
    expect(codeOf(await record('hal', 'cbk_nowhere', confirmed()))).toBe('404 NOT_FOUND')
    expect(codeOf(await record('dan', id, confirmed()))).toBe('201')
    expect(await sign('hal')).toBe('422 CALLBACK_INCOMPLETE')
  })

  it('is about the version it was made for', async () => {
    const [called, underway] = [await opened('dan'), await opened('dan')]
    await record('dan', called, confirmed())
    const change = { amount: '214000.10' }
    expect((await room.erp('patch', `/v1/payment-orders/${order.id}`, change, { 'If-Match': '"1"' })).status).toBe(200)
    expect(codeOf(await record('dan', underway, confirmed()))).toMatch(/^4/)
    callback = requirementOf(await read(), 'callback')
    expect(await sign('dan')).toBe('422 CALLBACK_INCOMPLETE')
  })

  it('answers nothing but a call', async () => {
    expect(codeOf(await open('dan', {}, requirementOf(order, 'approval')))).toBe('422 NOT_A_CALLBACK')
    expect(codeOf(await open('dan', {}, 'req_nowhere'))).toBe('404 NOT_FOUND')
  })

  it('raises the alarm when something is wrong, without saying why to whoever looks on', async () => {
    const notes = 'He knew the amount, but not our contract'
    const answer = await record('dan', await opened('dan'), { outcome: 'suspicious', notes })
    expect(answer.body).toMatchObject({ outcome: 'suspicious', statedMatched: null })
    const [hold] = (await read()).holds
    expect(hold?.reason).toBe('Held for security. Ask the security group.')
    const cases = await sql<{ count: string }>`
      SELECT count(*) FROM cases WHERE summary = ${`Alarm on ${order.id}`}`.execute(room.owner)
    expect(cases.rows[0]?.count).toBe('1')
    const mails = await sql<{ payload: string }>`
      SELECT payload::text AS payload FROM outbox
      WHERE kind = 'mail' AND subject_id = ${order.id} AND payload ->> 'template' = 'alarm'`.execute(room.owner)
    expect(mails.rows.map(({ payload }) => payload.includes(room.personId('fay')))).toEqual([true])
    // The log has a digest of what was written, not the words.
    const entries = await sql<{ body: string }>`SELECT body FROM log_entries`.execute(room.owner)
    expect(entries.rows.filter(({ body }) => body.includes('our contract'))).toEqual([])
    expect(await sign('dan', 'deny')).toBe('201')
  })
})
