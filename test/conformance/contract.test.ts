import { randomUUID } from 'node:crypto'
import { answer, callers, id } from '../support/contract.ts'
import { strangerCalled } from '../support/invoices.ts'
import { describeWithOffice } from '../support/office.ts'
import { exampleIban } from '../support/organisation.ts'
import { memberOf } from '../support/outsider.ts'

describeWithOffice('The outside contract', {}, (office) => {
  const to = () => callers(office())

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
