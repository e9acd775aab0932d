import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { SubjectView } from '../consent/schema.ts'
import { AccountsAnswer, ContactsAnswer, CounterpartyDetail, CounterpartyPage } from './schema.ts'

const NEW_PAYEE = {
  name: 'Nordlicht Werften GmbH',
  provenance: 'Letterhead of 2026-11-02, checked against the trade register',
  accounts: [{ iban: 'DE75 5121 0800 1245 1261 99', bic: 'exmpdeff' }],
  contacts: [{ kind: 'phone', value: '+49 30 23125 017', timeZone: 'Europe/Berlin' }],
}

describeWithPostgres('the directory over HTTP', () => {
  let room: ChangeRoom
  let counterpartyId: string
  beforeAll(async () => {
    room = await openChangeRoom()
    const id = await room.onboardingId()
    await room.sign(id, 'ben', 'approval')
    await room.sign(id, 'ivy', 'approval')
    const { body } = await room.as('hal').get('/v1/counterparties')
    counterpartyId = body.items[0].id
  })
  afterAll(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  const payee = (changes: object = {}) => ({ ...NEW_PAYEE, ...changes })

  it('lists payees and says what is on file about one, to anyone signed in and to clients that may write', async () => {
    const list = await room.as('ana').get('/v1/counterparties?limit=1').expect(200)
    expect(CounterpartyPage.parse(list.body)).toMatchObject({
      items: [{ id: counterpartyId, name: 'Ateliers du Rhone SAS' }],
      next: null,
    })
    const detail = await room.as('client:erp').get(`/v1/counterparties/${counterpartyId}`).expect(200)
    expect(CounterpartyDetail.parse(detail.body).accounts).toMatchObject([
      { identification: { iban: 'FR7699990000420002140001788' }, onboarded: true, version: 1 },
    ])
    AccountsAnswer.parse((await room.as('ana').get(`/v1/counterparties/${counterpartyId}/accounts`).expect(200)).body)
    ContactsAnswer.parse((await room.as('ana').get(`/v1/counterparties/${counterpartyId}/contacts`).expect(200)).body)
  })

  it('pages', async () => {
    const { body: first } = await room.as('ana').get('/v1/counterparties?limit=1')
    const { body: second } = await room
      .as('ana')
      .get(`/v1/counterparties?limit=1&cursor=${first.items[0].id}`)
      .expect(200)
    expect(second).toEqual({ items: [], next: null })
  })

  it('knows nobody without a session or a secret, and no client without the scope', async () => {
    await room.as('client:none').get('/v1/counterparties').expect(401)
    await room.as('client:shop').get('/v1/counterparties').expect(403).expect(/SCOPE/)
    await room
      .as('client:shop')
      .post('/v1/counterparties', payee({ requestedBy: ['ana@example.com'] }))
      .expect(403)
      .expect(/SCOPE/)
  })

  it.each([
    '/v1/counterparties/cpt_none',
    '/v1/counterparties/%20',
    '/v1/counterparties/acc_1',
    '/v1/counterparties/cpt_none/accounts',
  ])('has no %s', async (path) => {
    await room
      .as('ana')
      .get(path)
      .expect(404)
      .expect(/NOT_FOUND/)
  })

  it('takes proposals of directory editors alone', async () => {
    for (const name of ['ana', 'ben', 'dan', 'fay', 'hal'] as const) {
      await room.as(name).post('/v1/counterparties', payee()).expect(403).expect(/ROLE/)
      await room
        .as(name)
        .post(`/v1/counterparties/${counterpartyId}/accounts`, { account: NEW_PAYEE.accounts[0], provenance: 'x' })
        .expect(403)
      await room
        .as(name)
        .post(`/v1/counterparties/${counterpartyId}/contacts`, { ...NEW_PAYEE.contacts[0], provenance: 'x' })
        .expect(403)
    }
  })

  it('takes none with a key in quarantine or one that nobody confirmed', async () => {
    await room.setKeyState('kim', 'quarantined')
    await room
      .as('kim')
      .post('/v1/counterparties', payee())
      .expect(403)
      .expect(/CREDENTIAL_QUARANTINED/)
    await room.setKeyState('kim', 'pending')
    await room
      .as('kim')
      .post('/v1/counterparties', payee())
      .expect(403)
      .expect(/CREDENTIAL_INACTIVE/)
    await room.setKeyState('kim', 'active')
  })

  it('answers a proposal with the subject that others sign', async () => {
    const { body, headers } = await room
      .as('kim')
      .post('/v1/counterparties', payee({ name: 'Payee of an editor' }))
      .expect(201)
    expect(headers['location']).toBe(`/v1/subjects/account-change/${body.id}`)
    expect(body).toMatchObject({
      type: 'account-change',
      state: 'awaiting_evidence',
      title: 'New payee Payee of an editor',
      content: {
        action: 'onboard',
        onboarding: false,
        payeeIsOnFile: false,
        requesters: [room.personId('kim')],
        counterparties: [
          {
            accounts: [{ version: '1', identification: { iban: 'DE75512108001245126199', bic: 'EXMPDEFF' } }],
            contacts: [{ value: '+493023125017' }],
          },
        ],
      },
    })
    const eligible = SubjectView.parse(body).requirements.flatMap((one) => one.eligible)
    expect(eligible).not.toContain(room.personId('kim'))
    await room.as('ana').get(`/v1/counterparties/${body.content.counterparties[0].id}`).expect(404)
  })

  it('takes proposals of a client for people whom it names', async () => {
    for (const requestedBy of [undefined, [], ['nobody@example.com'], ['\u0000']]) {
      const { body } = await room.as('client:erp').post('/v1/counterparties', payee({ requestedBy })).expect(422)
      expect(['REQUESTER_UNKNOWN', 'FIELD_INVALID', 'TEXT_UNSEEN_CHARACTERS']).toContain(body.code)
    }
    const { body } = await room
      .as('client:erp')
      .post('/v1/counterparties', payee({ name: 'Payee of a client', requestedBy: ['ANA@example.com', 'ANA1'] }))
      .expect(201)
    expect(body.content.requesters).toEqual([room.personId('ana')])
  })

  it('calls a payee on file about another account', async () => {
    const { body } = await room
      .as('kim')
      .post(`/v1/counterparties/${counterpartyId}/accounts`, { account: NEW_PAYEE.accounts[0], provenance: 'Letter' })
      .expect(201)
    expect(body.title).toBe('New account of Ateliers du Rhone SAS, ending 6199')
    expect(body.content).toMatchObject({
      action: 'add_account',
      payeeIsOnFile: true,
      counterparties: [{ id: counterpartyId, contacts: [] }],
    })
    const asked = SubjectView.parse(body).requirements.map((one) => one.kind)
    expect(new Set(asked)).toEqual(new Set(['approval', 'callback', 'cooling_off']))
    await room
      .as('kim')
      .post('/v1/counterparties/cpt_none/accounts', { account: NEW_PAYEE.accounts[0], provenance: 'x' })
      .expect(404)
    await room
      .as('kim')
      .post('/v1/counterparties/cpt_none/contacts', { ...NEW_PAYEE.contacts[0], provenance: 'x' })
      .expect(404)
  })

  it.each([
    [{ name: 'Nord\u202elicht' }, 'TEXT_UNSEEN_CHARACTERS', 'name'],
    [{ name: '  ' }, 'TEXT_EMPTY', 'name'],
    [{ provenance: undefined }, 'FIELD_INVALID', 'provenance'],
    [{ accounts: [] }, 'FIELD_INVALID', 'accounts'],
    [{ accounts: [{ iban: 'DE76512108001245126199' }] }, 'IBAN_INVALID', 'accounts[0].iban'],
    [{ accounts: [NEW_PAYEE.accounts[0], { iban: 'DE75512108001245126199' }] }, 'DUPLICATE', 'accounts[1]'],
    [{ contacts: [{ ...NEW_PAYEE.contacts[0], value: '030 23125 017' }] }, 'PHONE_FORMAT', 'contacts[0].value'],
    [{ contacts: [{ ...NEW_PAYEE.contacts[0], timeZone: 'Berlin' }] }, 'TIME_ZONE', 'contacts[0].timeZone'],
    [
      { contacts: [{ kind: 'email', value: 'a@b.example, c@d.example', timeZone: 'Europe/Berlin' }] },
      'EMAIL_FORMAT',
      'contacts[0].value',
    ],
    [
      { contacts: [{ kind: 'email', value: 'a@b.example\r\nBcc:c@d.example', timeZone: 'Europe/Berlin' }] },
      'EMAIL_FORMAT',
      'contacts[0].value',
    ],
    [{ onboarding: true }, 'FIELD_UNKNOWN', 'onboarding'],
    [{ payeeIsOnFile: true }, 'FIELD_UNKNOWN', 'payeeIsOnFile'],
  ])('refuses %j: %s', async (changes, code, path) => {
    const { body } = await room.as('kim').post('/v1/counterparties', payee(changes)).expect(422)
    expect(body.errors).toMatchObject([{ code, path }])
  })

  describe('asked for too much at once', () => {
    const contact = (n: number) => ({
      ...{ kind: 'email', value: `desk${n}@ateliers.example`, timeZone: 'Europe/Paris', provenance: 'A letter' },
    })
    const account = (n: number) => ({
      ...{ account: { other: { id: `70 4177 ${n}`, bic: 'EXMPDEFF' } }, provenance: 'A letter' },
    })
    const propose = (name: 'kim' | 'client:erp', what: 'accounts' | 'contacts', n: number) =>
      room.as(name).post(`/v1/counterparties/${counterpartyId}/${what}`, {
        ...(what === 'accounts' ? account(n) : contact(n)),
        ...(name === 'kim' ? {} : { requestedBy: ['ana@example.com'] }),
      })
    const opened = async (): Promise<number> => {
      const { rows } = await sql`select from subjects where type in ('account-change', 'contact-change')`.execute(
        room.owner,
      )
      return rows.length
    }

    it('takes thirty changes of one person in an hour, of whatever sort, and asks nobody about more', async () => {
      await sql`update subject_versions set started_at = started_at - interval '2 hours'`.execute(room.owner)
      const before = await opened()
      for (let n = 0; n < 29; n += 1) await propose('kim', 'contacts', n).expect(201)
      const last = await Promise.all([29, 30, 31].map((n) => propose('kim', 'accounts', n)))
      expect(last.map(({ status }) => status).sort()).toEqual([201, 429, 429])
      const refused = await room
        .as('kim')
        .post('/v1/counterparties', payee({ name: 'Another GmbH' }))
        .expect(429)
      expect(refused.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', detail: expect.stringMatching(/an hour/) })
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect((await opened()) - before).toBe(30)
      const mails = (await room.outbox('mail')).filter(({ template }) => template === 'contact-change-proposed')
      await propose('kim', 'contacts', 32).expect(429)
      expect((await room.outbox('mail')).filter(({ template }) => template === 'contact-change-proposed')).toEqual(
        mails,
      )
      await sql`update subject_versions set started_at = started_at - interval '1 hour'`.execute(room.owner)
      await propose('kim', 'contacts', 33).expect(201)
    }, 60_000)

    it('takes no more of a client while two hundred of its changes are open', async () => {
      const { body } = await propose('client:erp', 'contacts', 100).expect(201)
      const own = await sql<{ n: string }>`
        select count(*) as n from subjects join subject_versions on subject_id = id
         where created_by = 'client:erp' and state = 'awaiting_evidence'`.execute(room.owner)
      const missing = 199 - Number(own.rows[0]?.n)
      await sql`
        insert into subjects
        select (jsonb_populate_record(one, jsonb_build_object('id', ${body.id}::text || number))).*
          from subjects one, generate_series(1, ${missing}::integer) number where id = ${body.id}`.execute(room.owner)
      await sql`
        insert into subject_versions
        select (jsonb_populate_record(one, jsonb_build_object('subject_id', ${body.id}::text || number))).*
          from subject_versions one, generate_series(1, ${missing}::integer) number
         where subject_id = ${body.id}`.execute(room.owner)
      await propose('client:erp', 'contacts', 101).expect(201)
      const refused = await propose('client:erp', 'contacts', 102).expect(429)
      expect(refused.body).toMatchObject({
        code: 'TOO_MANY_REQUESTS',
        detail: expect.stringMatching(/signed or denied/),
      })
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      await sql`update subjects set state = 'denied', closed_at = countersign_now() where id = ${body.id}`.execute(
        room.owner,
      )
      await propose('client:erp', 'contacts', 103).expect(201)
    })
  })

  it('keeps names, accounts and numbers out of log and events', async () => {
    const everything = JSON.stringify([await room.outbox('event'), await logBodies()])
    expect(everything).toContain('directory.changed')
    for (const secret of ['Ateliers', 'FR76', '+33465710017', 'Nordlicht', 'DE75'])
      expect(everything).not.toContain(secret)
  })

  async function logBodies(): Promise<unknown> {
    return (await sql`select body from log_entries`.execute(room.owner)).rows
  }
})
