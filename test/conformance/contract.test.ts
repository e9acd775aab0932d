import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose'
import { memoryStore, verifyRelease } from '../../client/index.ts'
import { passedOn, runToEnd } from '../support/command.ts'
import { completeHonestly } from '../support/paying.ts'
import { BY_ERP, fromCfo, invoiceFrom, readFrom, strangerCalled, type Invoice } from '../support/invoices.ts'
import { describeWithOffice, type Office } from '../support/office.ts'
import { exampleIban, LANDLORD, SUPPLIER } from '../support/organisation.ts'
import { memberOf, outsider, type Ask, type Reply } from '../support/outsider.ts'

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
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const time = expect.stringMatching(TIME) as string
const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-z]+$`)) as string

/** Calls as the ERP, as another company's ERP, as people, and as nobody: by the contract alone. */
function callers(office: Office) {
  const { origin, secrets } = office.service
  const client = (name: string) => outsider(origin, { authorization: `Bearer ${secrets.clients[name]?.secret ?? ''}` })
  const erp = client('erp')
  return {
    erp,
    otherErp: client('other-erp'),
    nobody: outsider(origin),
    submit: (body: unknown, key: string = randomUUID(), ask: Ask = erp) =>
      ask('POST /v1/payment-orders', body, { 'idempotency-key': key }),
    fresh: (changes: Partial<Invoice> = {}) =>
      invoiceFrom(strangerCalled(`Stranger ${randomUUID().slice(0, 8)}`), '12500.00', BY_ERP, changes),
  }
}

const answer = ({ status, code }: Reply): string => `${status} ${code}`.trim()

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

  describe('a payment from the video call to the bank', () => {
    let invoice: Invoice
    let orderId: string
    const path = () => `/v1/payment-orders/${orderId}` as const
    const subject = () => ({ type: 'order', id: orderId }) as const
    const requirementOf = async (kind: string) =>
      (await office().erp.read(orderId)).requirements.find((one) => one.kind === kind)?.id ?? ''

    beforeAll(async () => {
      invoice = invoiceFrom(LANDLORD, '12345.67', fromCfo('video', 'Pay today.'))
      orderId = (await office().erp.submit(invoice)).id
    })

    it('shows neither amount nor account to who has yet to type them, in any call', async () => {
      const ben = office().person('ben')
      const approval = await requirementOf('approval')
      const inbox = await ben.api.get('/v1/inbox')
      expect(memberOf(JSON.parse(inbox.text), 'items')).toContainEqual({
        subject: { type: 'order', id: orderId },
        ...{ requirementId: approval, kind: 'approval', title: expect.any(String) as string, dueAt: time },
      })
      const presented = (decision: string) =>
        `/v1/subjects/order/${orderId}/presentation?requirementId=${approval}&decision=${decision}`
      for (const call of [
        '/v1/inbox',
        `/v1/payment-orders/${orderId}`,
        '/v1/payment-orders?limit=200',
        `/v1/subjects/order/${orderId}`,
        presented('confirm'),
        presented('deny'),
      ]) {
        const { status, text } = await ben.api.get(call)
        const [, encoded = ''] = /"presentation":"([^"]+)"/.exec(text) ?? []
        const seen = text + Buffer.from(encoded, 'base64url').toString()
        expect([call, status]).toEqual([call, 200])
        expect(seen).not.toMatch(/12[.,]?345[.,]67/)
        expect(seen).not.toContain(invoice.payee.account.iban)
        expect(seen).not.toContain((await office().erp.read(orderId)).paymentDigest)
      }
      const asked = { subject: subject(), requirementId: approval, decision: 'confirm', contactedBy: 'none' }
      const unread = await ben.api.post('/v1/challenges', asked)
      const misread = { amount: '12345.76', accountLast4: readFrom(invoice).accountLast4 }
      const wrong = await ben.api.post('/v1/challenges', { ...asked, blindEntry: misread })
      expect([unread.text, wrong.text]).toEqual([
        expect.stringContaining('BLIND_ENTRY_REQUIRED'),
        expect.stringContaining('BLIND_ENTRY_MISMATCH'),
      ])
    })

    it('takes a subject as type and id: the version that is signed is the one in the statement', async () => {
      const eve = office().person('eve')
      const review = await requirementOf('review')
      const asked = { requirementId: review, decision: 'continue', contactedBy: 'none', reason: 'Compared.' }
      const versioned = await eve.api.post('/v1/challenges', { ...asked, subject: { ...subject(), version: 1 } })
      expect([versioned.status, versioned.text]).toEqual([422, expect.stringContaining('"path":"subject.version"')])
      const { status, text } = await eve.api.post('/v1/challenges', { ...asked, subject: subject() })
      const challenge: unknown = JSON.parse(text)
      expect([status, challenge]).toEqual([
        201,
        {
          id: id('chl'),
          statement: expect.stringMatching(/^[\w-]+$/) as string,
          digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          publicKey: expect.objectContaining({ userVerification: 'required' }) as object,
        },
      ])
      const statement: unknown = JSON.parse(
        Buffer.from(String(memberOf(challenge, 'statement')), 'base64url').toString(),
      )
      expect(statement).toMatchObject({
        ...{ type: 'countersign/review/1', decision: 'continue', contactedBy: 'none', requirementId: review },
        ...{ subject: { ...subject(), version: '1' }, personId: eve.id, expiresAt: time },
      })
      for (const [change, code] of [
        [{ contactedBy: undefined }, 'FIELD_INVALID'],
        [{ decision: 'approve' }, 'FIELD_INVALID'],
        [{ decision: 'confirm' }, 'DECISION_UNFIT'],
        [{ reason: undefined }, 'REASON_REQUIRED'],
        [{ requirementId: 'req_nope' }, 'REQUIREMENT_UNKNOWN'],
      ] as const) {
        const refused = await eve.api.post('/v1/challenges', { ...asked, subject: subject(), ...change })
        expect([change, refused.status, refused.text]).toEqual([change, 422, expect.stringContaining(code)])
      }
    })

    it('counts an answer once, for its own subject, by a person whose part it is', async () => {
      const [eve, dan] = [office().person('eve'), office().person('dan')]
      const review = await requirementOf('review')
      const challenge = await eve.challenge(subject(), review, 'continue', { reason: 'Compared.' })
      const credential = await eve.touch(challenge)
      const first = await eve.api.post('/v1/evidence', { challengeId: challenge.id, credential })
      expect([first.status, JSON.parse(first.text)]).toEqual([
        201,
        expect.objectContaining({ id: orderId, version: 1 }),
      ])
      const again = await eve.api.post('/v1/evidence', { challengeId: challenge.id, credential })
      expect([again.status, again.text]).toEqual([409, expect.stringContaining('CHALLENGE_CONSUMED')])
      const stolen = await dan.api.post('/v1/evidence', { challengeId: challenge.id, credential })
      expect(stolen.status).toBe(404)
      await expect(dan.sign(subject(), await requirementOf('approval'), 'confirm')).rejects.toThrow('403 NOT_ELIGIBLE')
    })

    it('has a call placed to a contact on file, and compares what the callee states', async () => {
      const [eve, dan] = [office().person('eve'), office().person('dan')]
      const callback = await requirementOf('callback')
      // Who has reviewed it does not call about it.
      await expect(eve.openCallback(callback)).rejects.toThrow('403 DUTY_CONFLICT')
      await expect(dan.openCallback(callback, '+33199009999')).rejects.toThrow('422 CONTACT_NOT_ON_FILE')
      await expect(dan.sign(subject(), callback, 'confirm')).rejects.toThrow('422 CALLBACK_INCOMPLETE')
      const { status, text } = await dan.api.post('/v1/callbacks', { requirementIds: [callback] })
      const worksheet: unknown = JSON.parse(text)
      expect([status, worksheet]).toEqual([
        201,
        expect.objectContaining({
          ...{ id: id('cbk'), callee: 'instructor' },
          contact: expect.objectContaining({
            ...{ id: id('con'), version: 1, number: '+33199001004', verifiedAt: time },
            provenance: expect.any(String) as string,
          }) as object,
          window: { timeZone: 'Europe/Paris', from: expect.any(String) as string, to: expect.any(String) as string },
          ...{ ask: ['amount', 'accountLast4'], neverSay: ['amount', 'account', 'who else approves'] },
        }),
      ])
      expect(text).not.toMatch(/12[.,]?345[.,]67/)
      const outcome = (body: object) =>
        dan.api.post(`/v1/callbacks/${String(memberOf(worksheet, 'id'))}/outcome`, {
          ...{ outcome: 'confirmed', startedAt: new Date().toISOString(), endedAt: new Date().toISOString() },
          ...body,
        })
      for (const [body, code] of [
        [{}, 'CALLBACK_INCOMPLETE'],
        [{ outcome: 'done', stated: readFrom(invoice) }, 'FIELD_INVALID'],
        [{ stated: { ...readFrom(invoice), amount: 12345.67 } }, 'AMOUNT_FORMAT'],
        [{ stated: readFrom(invoice), endedAt: undefined }, 'FIELD_INVALID'],
      ] as const) {
        const refused = await outcome(body)
        expect([body, refused.status, refused.text]).toEqual([body, 422, expect.stringContaining(code)])
      }
      await outcome({ outcome: 'no_answer' })
      await expect(dan.sign(subject(), callback, 'confirm')).rejects.toThrow('422 CALLBACK_INCOMPLETE')
    })

    it('is released with a token that says what the contract says, verified by the published keys', async () => {
      const { origin } = office().service
      expect(answer(await to().erp(`GET ${path()}/release`))).toBe('409 NOT_RELEASED')
      // Given inline, and on file all the same.
      const { token, order } = await completeHonestly(office(), orderId, invoice)
      for (const one of order.evidence) {
        expect(one).toMatchObject({
          ...{ id: id('evd'), requirementId: id('req'), personId: id('per'), forPersonId: null, voidedBy: null },
          subject: { type: 'order', id: orderId, version: 1, digest: order.digest },
          ...{ acceptedAt: time, logIndex: expect.any(Number) as number },
          statementDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        })
      }
      const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL('/.well-known/jwks.json', origin)))
      expect(decodeProtectedHeader(token).alg).toMatch(/^(ES256|EdDSA)$/)
      expect(payload).toMatchObject({
        ...{ iss: `${origin}/demo`, aud: 'erp', jti: orderId, orderVersion: 1, externalId: invoice.externalId },
        ...{ paymentDigest: order.paymentDigest, bundleDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
        ...{ payeeAccountVersion: '1', logIndex: expect.any(Number) as number },
        ...{ checkpoint: expect.stringContaining('/v1/log\n') as string, inclusion: expect.any(Array) as string[] },
      })
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(15 * 60)
    })

    it('is checked by the keys that the signer’s own machine hands over, which the API cannot replace', async () => {
      const { origin, dataDir: cwd } = office().service
      const { token } = (await to().erp(`GET ${path()}/release`)).json as { token: string }
      const keys = await runToEnd(['keys'], { env: { ...passedOn(), DATA_DIR: cwd, PUBLIC_ORIGIN: origin }, cwd })
      expect(keys).toMatchObject({ code: 0, output: expect.not.stringContaining('"d"') as string })
      const { thumbprints, jwks, logKey } = JSON.parse(keys.output) as Record<'thumbprints', string[]> &
        Record<'jwks', JSONWebKeySet> &
        Record<'logKey', string>
      expect((await outsider(origin)('GET /.well-known/jwks.json')).json).toEqual(jwks)
      expect((await outsider(origin)('GET /v1/log/key')).text.trim()).toBe(logKey)
      const options = { origin, clientId: 'erp', profiles: ['demo', 'production'] }
      for (const trusted of [{ thumbprints }, { jwks }])
        expect(await verifyRelease(token, invoice, memoryStore(), { ...options, ...trusted })).toMatchObject({
          valid: true,
          orderId,
        })
      await expect(verifyRelease(token, invoice, memoryStore(), options)).rejects.toThrow('thumbprints')

      const elsewhere = await mkdtemp(join(tmpdir(), 'countersign-contract-'))
      const none = await runToEnd(['keys'], { env: { ...passedOn(), DATA_DIR: elsewhere }, cwd: elsewhere })
      expect(none).toMatchObject({ code: 1, output: expect.stringContaining('where the signer runs') as string })
      expect(await readdir(elsewhere)).toEqual([])
    })

    it('comes with a bundle that anyone can verify offline, and nobody can change', async () => {
      const { origin } = office().service
      const folder = await mkdtemp(join(tmpdir(), 'countersign-contract-'))
      const file = (name: string) => join(folder, name)
      const bundle = await to().erp(`GET ${path()}/bundle`)
      await writeFile(file('trust.json'), (await outsider(origin)('GET /v1/log/trust')).text)
      await writeFile(file('bundle.json'), bundle.text)
      await writeFile(file('changed.json'), bundle.text.replaceAll('12345.67', '92345.67'))
      await writeFile(file('other.json'), '{}')
      const verify = (name: string) =>
        runToEnd(['verify', file(name), '--trust', file('trust.json')], { env: passedOn(), cwd: folder })
      const [genuine, changed, other] = await Promise.all(
        ['bundle', 'changed', 'other'].map((name) => verify(`${name}.json`)),
      )
      expect(genuine).toMatchObject({ code: 0 })
      expect(changed).toMatchObject({ code: 1, output: expect.stringMatching('DIGEST') as string })
      expect(other).toMatchObject({ code: 1, output: expect.stringMatching('BUNDLE_TYPE') as string })
      expect((await office().person('hal').api.get(`${path()}/bundle`)).text).toBe(bundle.text)
      expect((await office().person('ben').api.get(`${path()}/bundle`)).status).toBe(404)
    })

    it('is not handed out while held, and a hold is lifted by what others sign', async () => {
      const [dan, ben, ivy] = [office().person('dan'), office().person('ben'), office().person('ivy')]
      const wide = await dan.api.post('/v1/holds', { scope: 'everything', reason: 'I feel like it.' })
      expect([wide.status, wide.text]).toEqual([403, expect.stringContaining('HOLD_SCOPE')])
      const placed = await dan.api.post('/v1/holds', { scope: 'order', target: orderId, reason: 'A strange call.' })
      expect([placed.status, JSON.parse(placed.text)]).toEqual([201, expect.objectContaining({ id: id('hld') })])
      expect(answer(await to().erp(`GET ${path()}/release`))).toBe('409 HELD')
      expect((await office().erp.read(orderId)).holds).toMatchObject([{ id: id('hld') }])
      const lifting: unknown = JSON.parse(
        (
          await dan.api.post(`/v1/holds/${String(memberOf(JSON.parse(placed.text), 'id'))}/lift`, {
            reason: 'Cleared.',
          })
        ).text,
      )
      const hold = { type: 'hold', id: String(memberOf(lifting, 'id')) } as const
      const [approval] = (await ben.read(hold)).requirements
      await ben.sign(hold, approval?.id ?? '', 'confirm')
      expect(answer(await to().erp(`GET ${path()}/release`))).toBe('409 HELD')
      await ivy.sign(hold, approval?.id ?? '', 'confirm')
      expect(answer(await to().erp(`GET ${path()}/release`))).toBe('200')
    })

    it('is reported once, however often that is said', async () => {
      const report = { status: 'executed', bankReference: 'BANK-1', at: '2026-11-25T10:00:00Z' }
      const say = async (change: object = {}) => to().erp(`POST ${path()}/report`, { ...report, ...change })
      const replies = [
        await say({ status: 'paid' }),
        await say(),
        await say(),
        await say({ bankReference: 'BANK-2' }),
        await say({ status: 'failed' }),
      ]
      expect(replies.map(answer)).toEqual(['422 FIELD_INVALID', '200', '200', '409 REPORT_DIFFERS', '409 STATE'])
      expect(answer(await to().erp(`GET ${path()}/release`))).toBe('409 NOT_RELEASED')
      expect(answer(await to().erp(`POST ${path()}/cancel`, {}))).toBe('409 STATE')
      // The one that counted is shown to the ERP and to who audits.
      const shown = [{ status: 'executed', bankReference: 'BANK-1', at: '2026-11-25T10:00:00.000Z', by: 'client:erp' }]
      expect((await to().erp(`GET ${path()}`)).json).toMatchObject({ reports: shown })
      expect(JSON.parse((await office().person('hal').api.get(path())).text)).toMatchObject({ reports: shown })
    })

    it('was told step by step, by events and by webhooks that carry the same', async () => {
      const { erp } = to()
      const events = (await office().erp.events()).filter(({ data }) => data.orderId === orderId)
      const types = events.map(({ type }) => type.replace('payment_order.', ''))
      expect(types).toEqual(
        expect.arrayContaining(['received', 'evidence_required', 'evidence_added', 'approved', 'released', 'reported']),
      )
      expect(events.find(({ type }) => type === 'payment_order.released')).toEqual({
        ...{ id: id('evt'), type: 'payment_order.released', occurredAt: time, sequence: expect.any(Number) as number },
        data: { orderId, externalId: invoice.externalId, version: 1, state: 'released' },
      })
      const after = events[0]?.sequence ?? 0
      const page = await erp(`GET /v1/events?after=${after}&limit=1`)
      expect(page.json).toMatchObject({ items: [{ sequence: expect.any(Number) as number }] })
      for (const query of ['after=x', 'after=-1', 'after=99999999999999999999', 'limit=0', 'all=1'])
        expect((await erp(`GET /v1/events?${query}`)).status).toBe(422)
      // `told` throws where a signature is not a Standard Webhooks one by our secret.
      expect(office().told()).toContainEqual(events.find(({ type }) => type === 'payment_order.released'))
    })
  })

  describe('people', () => {
    it('sign in with an answer that does not tell who works here', async () => {
      const { nobody } = to()
      const ask = async (email: string) => (await nobody('POST /v1/sessions/challenges', { email })).json
      const shape = {
        challengeId: id('chl'),
        publicKey: {
          ...{ rpId: 'localhost', challenge: expect.any(String) as string, timeout: expect.any(Number) as number },
          allowCredentials: [{ id: expect.any(String) as string, type: 'public-key', transports: [] }],
          ...{ userVerification: 'required', hints: expect.any(Array) as string[] },
        },
      }
      const [known, unknown, again] = [
        await ask('dan@example.com'),
        await ask('zed@example.com'),
        await ask('ZED@example.com'),
      ]
      expect([known, unknown]).toEqual([shape, shape])
      const credentials = (asked: unknown) => memberOf(memberOf(asked, 'publicKey'), 'allowCredentials')
      expect(credentials(again)).toEqual(credentials(unknown))
      const discoverable = await nobody('POST /v1/sessions/challenges', {})
      expect(discoverable.json).toMatchObject({ publicKey: { allowCredentials: [] } })
    })

    it('have a cookie for our own pages alone', async () => {
      const { nobody } = to()
      const { origin } = office().service
      const { email, key } = office().person('hal')
      const { json } = await nobody('POST /v1/sessions/challenges', { email })
      const asked = memberOf(json, 'publicKey') as Parameters<typeof key.get>[0]
      const credential = await key.get(asked, { origin })
      const challengeId = memberOf(json, 'challengeId')
      const session = await nobody('POST /v1/sessions', { challengeId, credential })
      expect([session.status, session.json]).toEqual([
        201,
        expect.objectContaining({ person: expect.objectContaining({ email }) as object }),
      ])
      const [cookie = ''] = session.headers.getSetCookie()
      expect(cookie).toMatch(/^session=[^;]+;.*HttpOnly.*SameSite=Strict/i)
      expect(answer(await nobody('POST /v1/sessions', { challengeId, credential }))).toBe('409 CHALLENGE_CONSUMED')

      const signedIn = { cookie: cookie.split(';')[0] ?? '' }
      const hold = { scope: 'order', target: 'ord_nope', reason: 'x' }
      for (const other of [{}, { origin: 'null' }, { origin: `${origin}.evil.example` }, { referer: origin }])
        expect(answer(await nobody('POST /v1/holds', hold, { ...signedIn, ...other }))).toBe('403 ORIGIN')
      expect(answer(await nobody('POST /v1/holds', hold, { ...signedIn, origin }))).toBe('422 HOLD_TARGET')
      expect((await nobody('GET /v1/sessions/current', undefined, signedIn)).status).toBe(200)
      expect((await nobody('DELETE /v1/sessions/current', undefined, { ...signedIn, origin })).status).toBeLessThan(300)
      expect(answer(await nobody('GET /v1/sessions/current', undefined, signedIn))).toBe('401 UNAUTHENTICATED')
    })

    it('use an invitation once, with a key whose maker is trusted', async () => {
      const { nobody } = to()
      const token = office().service.secrets.people['ben@example.com']?.enrolment ?? ''
      expect(answer(await nobody(`POST /v1/enrolments/${token}/challenges`))).toBe('404 NOT_FOUND')
      expect(answer(await nobody('POST /v1/enrolments/made-up/challenges'))).toBe('404 NOT_FOUND')
      const open = office().service.secrets.people['kim@example.com']?.enrolment ?? ''
      const asked = await nobody(`POST /v1/enrolments/${open}/challenges`)
      expect([asked.status, asked.json]).toEqual([
        201,
        { challengeId: id('chl'), publicKey: expect.objectContaining({ attestation: 'direct' }) as object },
      ])
    })
  })

  describe('runs', () => {
    const query = '?channel=erp&requestedBy=ana@example.com'
    const transfer = (n: number) =>
      `<CdtTrfTxInf><PmtId><EndToEndId>RUN-${n}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">10.00</InstdAmt></Amt>` +
      `<Cdtr><Nm>Jo Sample</Nm></Cdtr><CdtrAcct><Id><IBAN>${strangerCalled('Jo').account.iban}</IBAN></Id></CdtrAcct></CdtTrfTxInf>`
    const file = (iban: string, transfers: readonly string[], count = transfers.length) =>
      `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>` +
      `<GrpHdr><MsgId>${randomUUID().slice(0, 30)}</MsgId><CreDtTm>2026-11-30T10:15:00Z</CreDtTm><NbOfTxs>${count}</NbOfTxs>` +
      `<CtrlSum>${count}0.00</CtrlSum><InitgPty><Nm>Example Europe SAS</Nm></InitgPty></GrpHdr><PmtInf><PmtInfId>A</PmtInfId>` +
      `<PmtMtd>TRF</PmtMtd><NbOfTxs>${count}</NbOfTxs><CtrlSum>${count}0.00</CtrlSum><ReqdExctnDt><Dt>2026-12-01</Dt></ReqdExctnDt>` +
      `<Dbtr><Nm>Example Europe SAS</Nm></Dbtr><DbtrAcct><Id><IBAN>${iban}</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId>` +
      `<BICFI>XMPLFRPP</BICFI></FinInstnId></DbtrAgt>${transfers.join('')}</PmtInf></CstmrCdtTrfInitn></Document>`

    it('come as pain.001 with what the file cannot say in the query, whole or not at all', async () => {
      const { erp } = to()
      const own = exampleIban(1)
      const post = (body: string, parameters = query) =>
        erp(`POST /v1/payment-batches${parameters}`, body, {
          ...{ 'content-type': 'application/xml', 'idempotency-key': randomUUID() },
        })
      const taken = await post(file(own, [transfer(1), transfer(2)]))
      expect([taken.status, taken.json]).toEqual([
        201,
        expect.objectContaining({
          id: id('bat'),
          orders: [1, 2].map((n) => expect.objectContaining({ externalId: `RUN-${n}` }) as object),
        }),
      ])
      expect(answer(await post(file(own, [transfer(3)]), '?channel=erp'))).toBe('422 REQUESTER_UNKNOWN')
      expect(answer(await post(file(own, [transfer(3)]), `${query}&channel=video`))).toBe('422 FIELD_INVALID')
      expect(answer(await post(file(own, [transfer(3)]), `${query}&approved=true`))).toBe('422 FIELD_UNKNOWN')
      expect(answer(await post(file(own, [transfer(3)], 2)))).toBe('422 PAIN001_INVALID')
      const withEntity = file(own, [transfer(3)]).replace(
        '<Document',
        '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Document',
      )
      expect(answer(await post(withEntity))).toBe('422 XML_DOCTYPE')
      const split = file(own, [transfer(3)]).replace('>10.00<', '>1<!-- -->0.00<')
      expect(answer(await post(split))).toBe('422 PAIN001_INVALID')
      expect((await erp('GET /v1/payment-orders?limit=200')).text).not.toContain('RUN-3')
    })

    it('come as JSON likewise', async () => {
      const { erp, fresh } = to()
      const post = (orders: readonly unknown[]) =>
        erp('POST /v1/payment-batches', { messageId: randomUUID(), orders }, { 'idempotency-key': randomUUID() })
      expect(answer(await post([fresh(), fresh()]))).toBe('201')
      const bad = await post([fresh(), { ...fresh(), amount: '1e6' }])
      expect([answer(bad), bad.paths]).toEqual(['422 AMOUNT_FORMAT', ['orders[1].amount']])
    })
  })

  describe('what anyone may read', () => {
    it('is the signed log, the keys, the calls, and how the service is', async () => {
      const { nobody } = to()
      const checkpoint = await nobody('GET /v1/log/checkpoint')
      expect(checkpoint.text).toMatch(
        /^localhost\/v1\/log\n\d+\n[A-Za-z0-9+/=]{44}\n\n— localhost\/v1\/log [A-Za-z0-9+/=]+\n$/,
      )
      const tile = await nobody('GET /v1/log/tile/0/000.p/1')
      expect([tile.status, tile.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
      expect((await nobody('GET /v1/log/tile/entries/000')).status).toBe(404)
      expect((await nobody('GET /.well-known/jwks.json')).json).toMatchObject({ keys: [{ kty: 'EC', use: 'sig' }] })
      expect((await nobody('GET /readyz')).json).toMatchObject({ status: 'ready' })
      expect((await nobody('GET /healthz')).json).toEqual({ status: 'ok' })
      expect((await nobody('GET /metrics')).text).toMatch(/^countersign_/m)
      const { json } = await nobody('GET /openapi.json')
      expect(Object.keys(memberOf(json, 'paths') as object)).toEqual(expect.arrayContaining(CALLS))
      const nothing = await nobody('GET /v1/nothing')
      expect([answer(nothing), nothing.headers.get('cache-control')]).toEqual(['404 NOT_FOUND', 'no-store'])
    })
  })
})

/** The contract's calls that are there. Policies, delegations and changes of people wait for their features. */
const CALLS = [
  '/v1/payment-orders',
  ...['', '/cancel', '/attachments', '/comments', '/release', '/report', '/bundle'].map(
    (rest) => `/v1/payment-orders/{id}${rest}`,
  ),
  ...['/v1/payment-batches', '/v1/challenges', '/v1/inbox', '/v1/evidence', '/v1/callbacks'],
  ...['/v1/subjects/{type}/{id}', '/v1/subjects/{type}/{id}/presentation', '/v1/callbacks/{id}/outcome'],
  ...['/v1/counterparties', '/v1/counterparties/{id}/accounts', '/v1/counterparties/{id}/contacts'],
  ...['/v1/holds', '/v1/impersonation-reports', '/v1/people', '/v1/groups', '/v1/keys'],
  ...['/v1/enrolments/{token}/challenges', '/v1/enrolments/{token}'],
  ...['/v1/sessions/challenges', '/v1/sessions', '/v1/sessions/current'],
  ...['/v1/clients', '/v1/webhook-endpoints', '/v1/events', '/v1/log/checkpoint', '/v1/log/tile/{tile}'],
]
