import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose'
import { memoryStore, verifyRelease } from '../../client/index.ts'
import { passedOn, runToEnd } from '../support/command.ts'
import { answer, callers, id, time } from '../support/contract.ts'
import { completeHonestly } from '../support/paying.ts'
import { fromCfo, invoiceFrom, readFrom, type Invoice } from '../support/invoices.ts'
import { describeWithOffice } from '../support/office.ts'
import { LANDLORD } from '../support/organisation.ts'
import { memberOf, outsider } from '../support/outsider.ts'

describeWithOffice('The outside contract', {}, (office) => {
  const to = () => callers(office())

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
})
