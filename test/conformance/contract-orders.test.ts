import { randomUUID } from 'node:crypto'
import { answer, callers, id, time } from '../support/contract.ts'
import { readFrom } from '../support/invoices.ts'
import { describeWithOffice } from '../support/office.ts'
import { SUPPLIER } from '../support/organisation.ts'
import { memberOf } from '../support/outsider.ts'

/** The order of the outside contract, as printed there. */
const PRINTED = {
  externalId: 'INV-4711',
  requestedBy: ['ana@example.com'],
  originatingAccount: 'main-eur',
  amount: '12500.00',
  currency: 'EUR',
  payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP' } },
  executionDate: '2026-12-01',
  reference: 'INV-4711',
  supersedes: null,
  instruction: {
    channel: 'video',
    instructedBy: 'cfo@example.com',
    receivedAt: '2026-11-30T09:12:00Z',
    note: 'asked on a video call to pay today',
  },
}
describeWithOffice('The outside contract', {}, (office) => {
  const to = () => callers(office())

  describe('submitting an order', () => {
    it('takes the printed order and answers in the printed shape', async () => {
      const { submit, erp } = to()
      const { status, json } = await submit(PRINTED)
      expect(status).toBe(201)
      const eligible = expect.arrayContaining([id('per')]) as string[]
      const common = { id: id('req'), status: 'waiting', satisfied: 0, dueAt: time, anyOf: null }
      const because = expect.arrayContaining(['CHANNEL_VIDEO']) as string[]
      expect(json).toMatchObject({
        ...{ id: id('ord'), version: 1, state: 'awaiting_evidence' },
        paymentDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        signals: expect.arrayContaining([
          {
            code: 'CHANNEL_VIDEO',
            reason: 'The request came by video call; a face is not proof.',
            evidence: expect.any(Object) as object,
          },
        ]) as object[],
        requirements: expect.arrayContaining([
          expect.objectContaining({
            ...common,
            kind: 'instructor_confirmation',
            personId: id('per'),
            missing: 1,
            because,
            eligible,
          }),
          expect.objectContaining({ ...common, kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true }),
          expect.objectContaining({ ...common, kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1 }),
          expect.objectContaining({ ...common, kind: 'cooling_off', until: time }),
          expect.objectContaining({ ...common, kind: 'review' }),
        ]) as object[],
        ...{ evidence: [], holds: [], escalation: null },
        feasible: { earliestReleaseAt: time, cutOffAt: time, missing: [] },
        timeline: [expect.objectContaining({ at: time })],
        ...{ externalId: 'INV-4711', amount: '12500.00', currency: 'EUR', payee: PRINTED.payee },
      })
      const path = `/v1/payment-orders/${String(memberOf(json, 'id'))}` as const
      const read = await erp(`GET ${path}`)
      expect([read.status, read.headers.get('etag')]).toEqual([200, '"1"'])
      expect((await erp(`POST ${path}/cancel`)).status).toBe(200)
    })

    it('refuses what is not JSON, or means two things, with 400, and what no field can be with 422', async () => {
      const { submit, fresh } = to()
      const text = JSON.stringify(fresh())
      const cases: readonly (readonly [unknown, string])[] = [
        ['{"externalId":', '400 NOT_JSON'],
        [text.replace('"currency"', '"currency":"USD","currency"'), '400 NOT_JSON'],
        [text.replace('"currency"', '"curr\\u0065ncy":"USD","currency"'), '400 NOT_JSON'],
        ['{"a":'.repeat(5000) + '1' + '}'.repeat(5000), '400 NOT_JSON'],
        [text.replace('"12500.00"', '12500.00'), '422 AMOUNT_FORMAT'],
        [{ ...fresh(), amount: '1.000,00' }, '422 AMOUNT_FORMAT'],
        [{ ...fresh(), amount: '100.00', currency: 'JPY' }, '422 AMOUNT_FORMAT'],
        [{ ...fresh(), approved: true }, '422 FIELD_UNKNOWN'],
        [
          { ...fresh(), payee: { name: 'A', account: { iban: SUPPLIER.account.iban, verified: true } } },
          '422 FIELD_UNKNOWN',
        ],
        [{ ...fresh(), reference: 'in\u202Evoice' }, '422 TEXT_UNSEEN_CHARACTERS'],
        [{ ...fresh(), reference: 'in\ud800voice' }, '422 TEXT_UNSEEN_CHARACTERS'],
        [{ ...fresh(), reference: 'in\0voice' }, '422 TEXT_UNSEEN_CHARACTERS'],
        [{ ...fresh(), payee: { name: 'A', account: { iban: 'FR7630006000011234567890188' } } }, '422 IBAN_INVALID'],
        [{ ...fresh(), payee: { counterpartyId: 'cpt_x', accountId: 'acc_x' } }, '422 PAYEE_UNKNOWN'],
        [{ ...fresh(), executionDate: '2026-02-30' }, '422 DATE_FORMAT'],
        [{ ...fresh(), requestedBy: undefined }, '422 REQUESTER_UNKNOWN'],
        [{ ...fresh(), requestedBy: ['zed@example.com'] }, '422 REQUESTER_UNKNOWN'],
      ]
      for (const [body, expected] of cases) {
        const reply = await submit(body)
        expect([JSON.stringify(body).slice(0, 600), answer(reply)]).toEqual([expect.anything(), expected])
        expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/)
        expect(reply.json).toEqual({
          type: expect.stringMatching(/^urn:/) as string,
          title: expect.any(String) as string,
          status: reply.status,
          detail: expect.stringMatching(/\w{3}/) as string,
          code: reply.code,
          errors: expect.any(Array) as unknown[],
        })
      }
      const xml = await submit('<order/>', randomUUID(), (call, body, headers) =>
        to().erp(call, body, { ...headers, 'content-type': 'application/xml' }),
      )
      expect(answer(xml)).toBe('415 MEDIA_TYPE')
    })

    it('says who is missing before an order could only expire', async () => {
      const { submit, fresh } = to()
      for (const channel of ['voice', 'video', 'chat', 'email', 'sms'] as const)
        expect(answer(await submit(fresh({ instruction: { channel } })))).toBe('422 INSTRUCTOR_REQUIRED')
      const by = (instructedBy: string) => ({ instruction: { channel: 'video' as const, instructedBy } })
      // Kim has no key, Ana no authority, and the finance director does not confirm what she submitted herself.
      expect(answer(await submit(fresh(by('kim@example.com'))))).toBe('422 UNSATISFIABLE')
      expect(answer(await submit(fresh(by('ana@example.com'))))).toBe('422 UNSATISFIABLE')
      const own = fresh({ ...by('cfo@example.com'), requestedBy: ['cfo@example.com'] })
      expect(answer(await submit(own))).toBe('422 UNSATISFIABLE')
      const { otherErp } = to()
      expect(answer(await submit(fresh(by('cfo@example.com')), randomUUID(), otherErp))).toBe('403 CHANNEL_NOT_ALLOWED')
    })

    it('is for clients that say who they are', async () => {
      const { submit, fresh, nobody, erp } = to()
      const unknown = await submit(fresh(), randomUUID(), nobody)
      expect([answer(unknown), unknown.headers.get('www-authenticate')]).toEqual(['401 UNAUTHENTICATED', 'Bearer'])
      const wrong = await nobody('GET /v1/payment-orders', undefined, { authorization: 'Bearer wrong' })
      expect(answer(wrong)).toBe('401 UNAUTHENTICATED')
      for (const call of ['GET /v1/inbox', 'GET /v1/subjects/order/ord_x', 'GET /v1/counterparties'] as const)
        expect(answer(await erp(call))).toBe('403 SCOPE')
    })

    it('does a thing once for an Idempotency-Key', async () => {
      const { submit, fresh, erp, otherErp } = to()
      const [key, body] = [randomUUID(), fresh()]
      expect(answer(await erp('POST /v1/payment-orders', body))).toBe('400 IDEMPOTENCY_KEY_REQUIRED')
      const racing = await Promise.all(Array.from({ length: 6 }, () => submit(body, key)))
      expect(racing.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1)
      for (const reply of racing) expect(['201', '409 IDEMPOTENCY_IN_FLIGHT']).toContain(answer(reply))
      const again = await submit(body, key)
      const ids = new Set(
        [...racing, again].flatMap(({ json, status }) => (status === 201 ? [memberOf(json, 'id')] : [])),
      )
      expect([again.status, ids.size]).toEqual([201, 1])
      expect(answer(await submit({ ...body, amount: '1.00' }, key))).toBe('422 IDEMPOTENCY_KEY_REUSED')
      // Keys of two clients never meet.
      expect(answer(await submit(fresh(), key, otherErp))).toBe('201')
    })

    it('knows an externalId among live orders once, and a correction by what it supersedes', async () => {
      const { submit, fresh, erp } = to()
      const first = await office().erp.submit(fresh())
      const again = { ...fresh(), externalId: first.externalId }
      expect(answer(await submit(again))).toBe('422 EXTERNAL_ID_IN_USE')
      expect(answer(await submit({ ...again, supersedes: 'ord_nope' }))).toBe('422 SUPERSEDES_UNKNOWN')
      const corrected = await submit({ ...again, supersedes: first.id })
      expect([corrected.status, memberOf(corrected.json, 'supersedes')]).toEqual([201, first.id])
      expect((await erp(`GET /v1/payment-orders/${first.id}`)).json).toMatchObject({ state: 'cancelled' })
    })

    it('reads the history of others although one payment has a currency without a rate', async () => {
      const { submit, fresh } = to()
      const dinar = fresh({ amount: '1.000', currency: 'BHD', requestedBy: ['hal@example.com'] })
      expect((await submit(dinar)).status).toBe(201)
      const { json } = await submit(fresh({ requestedBy: ['hal@example.com'] }))
      const codes = JSON.stringify(memberOf(json, 'signals'))
      expect(codes).toContain('CUMULATIVE')
      expect(codes).not.toMatch(/DUPLICATE|RESUBMITTED/)
    })
  })

  describe('an order that waits', () => {
    it('is amended under If-Match, and whatever was signed is void', async () => {
      const { erp, fresh } = to()
      const invoice = fresh()
      const order = await office().erp.submit(invoice)
      const path = `/v1/payment-orders/${order.id}` as const
      const approval = order.requirements.find(({ kind }) => kind === 'approval')
      const subject = { type: 'order', id: order.id } as const
      await office()
        .person('ben')
        .sign(subject, approval?.id ?? '', 'confirm', { blindEntry: readFrom(invoice) })

      const change = { amount: '12600.00' }
      expect(answer(await erp(`PATCH ${path}`, change))).toBe('428 IF_MATCH_REQUIRED')
      for (const stale of ['"0"', '"2"', '*', 'W/"1"'])
        expect(answer(await erp(`PATCH ${path}`, change, { 'if-match': stale }))).toBe('412 VERSION_CHANGED')
      const races = await Promise.all([1, 2, 3].map(() => erp(`PATCH ${path}`, change, { 'if-match': '"1"' })))
      expect(races.map(answer).toSorted()).toEqual(['200', '412 VERSION_CHANGED', '412 VERSION_CHANGED'])
      const amended = await erp(`GET ${path}`)
      expect(amended.headers.get('etag')).toBe('"2"')
      expect(amended.json).toMatchObject({
        ...{ version: 2, state: 'awaiting_evidence', amount: '12600.00' },
        evidence: [{ id: id('evd'), subject: { version: 1 }, voidedBy: expect.anything() as unknown }],
      })
      expect(answer(await erp(`POST ${path}/cancel`))).toBe('200')
      expect(answer(await erp(`PATCH ${path}`, change, { 'if-match': '"2"' }))).toBe('409 STATE')
    })

    it("is not there for another company's client, in any call", async () => {
      const { otherErp, fresh } = to()
      const { id: theirs } = await office().erp.submit(fresh())
      const path = `/v1/payment-orders/${theirs}` as const
      const report = { status: 'executed', bankReference: 'B', at: new Date().toISOString() }
      const replies = [
        await otherErp(`GET ${path}`),
        await otherErp(`PATCH ${path}`, { amount: '1.00' }, { 'if-match': '"1"' }),
        await otherErp(`POST ${path}/cancel`, {}),
        await otherErp(`POST ${path}/comments`, { body: 'hello' }),
        await otherErp(`POST ${path}/attachments`, '%PDF-1.4', { 'content-type': 'application/pdf' }),
        await otherErp(`GET ${path}/release`),
        await otherErp(`POST ${path}/report`, report),
        await otherErp(`GET ${path}/bundle`),
      ]
      expect(replies.map(answer)).toEqual(replies.map(() => '404 NOT_FOUND'))
      const superseding = await to().submit({ ...fresh(), supersedes: theirs }, randomUUID(), otherErp)
      expect(answer(superseding)).toBe('422 SUPERSEDES_UNKNOWN')
      expect((await otherErp('GET /v1/payment-orders?limit=200')).text).not.toContain(theirs)
      expect((await otherErp('GET /v1/events?after=0&limit=1000')).text).not.toContain(theirs)
    })

    it('is listed in pages whose cursors cannot be made up', async () => {
      const { erp } = to()
      const page = await erp('GET /v1/payment-orders?limit=1')
      expect(page.json).toMatchObject({ items: [{ id: id('ord') }], next: expect.any(String) as string })
      const next = encodeURIComponent(String(memberOf(page.json, 'next')))
      const second = await erp(`GET /v1/payment-orders?limit=1&cursor=${next}`)
      expect([second.status, second.text === page.text]).toEqual([200, false])
      for (const query of [
        'limit=0',
        'limit=1&limit=2',
        'cursor=x',
        'state=bogus',
        'state=approved&state=denied',
        'all=1',
      ])
        expect((await erp(`GET /v1/payment-orders?${query}`)).status).toBe(422)
      for (const address of ['ord_%00', '%E0%A4%A'])
        expect(answer(await erp(`GET /v1/payment-orders/${address}`))).toBe('400 BAD_REQUEST')
      expect(answer(await erp("GET /v1/payment-orders/ord_'--"))).toBe('404 NOT_FOUND')
    })

    it('takes files of four kinds into what is signed, and comments into nothing', async () => {
      const { erp, fresh } = to()
      const order = await office().erp.submit(fresh())
      const path = `/v1/payment-orders/${order.id}` as const
      const attach = (body: string | Uint8Array, type: string) =>
        erp(`POST ${path}/attachments?fileName=a`, body, { 'content-type': type })
      expect(answer(await attach('%PDF-1.4\n%%EOF', 'application/pdf'))).toBe('201')
      expect(answer(await attach('From: a@example.com\r\n\r\nhello', 'message/rfc822'))).toBe('201')
      expect(answer(await attach('<svg/>', 'image/svg+xml'))).toBe('422 ATTACHMENT_TYPE')
      expect(answer(await attach(Buffer.alloc(10 * 1024 * 1024 + 1), 'application/pdf'))).toBe('413 TOO_LARGE')
      const attached = await office().erp.read(order.id)
      expect(attached.version).toBe(3)
      expect(attached.digest).not.toBe(order.digest)
      expect(answer(await erp(`POST ${path}/comments`, { body: 'Please hurry.' }))).toBe('201')
      expect(await office().erp.read(order.id)).toMatchObject({ version: 3, digest: attached.digest, evidence: [] })
    })

    it('can still be denied by somebody who was asked too often', async () => {
      const order = await office().erp.submit(to().fresh())
      const review = order.requirements.find(({ kind }) => kind === 'review')?.id ?? ''
      const subject = { type: 'order', id: order.id } as const
      const eve = office().person('eve')
      const asked = { subject, requirementId: review, decision: 'continue', contactedBy: 'none', reason: 'Compared.' }
      const replies = []
      for (let prompt = 0; prompt < 11; prompt += 1) replies.push(await eve.api.post('/v1/challenges', asked))
      const last = replies.at(-1)
      expect([last?.status, Number(last?.headers.get('retry-after')) > 0]).toEqual([429, true])
      expect((await eve.sign(subject, review, 'deny', { reason: 'Enough.' })).state).toBe('denied')
    })
  })
})
