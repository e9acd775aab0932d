import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { SubjectView } from '../consent/schema.ts'
import { activeHolds } from './active-holds.ts'
import { impersonatedPeople } from './impersonated-people.ts'
import { CaseAnswer, HoldPage, HoldView } from './schema.ts'

describeWithPostgres('holds over HTTP', () => {
  let room: ChangeRoom
  beforeEach(async () => {
    room = await openChangeRoom()
  })
  afterEach(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  const everything = { scope: 'everything', reason: 'Something is going on' }
  const logged = async (kind: string) => {
    const { rows } = await sql`select from log_entries where kind = ${kind}`.execute(room.owner)
    return rows.length
  }

  it('are placed in one step and read by anyone signed in, and by clients that read orders', async () => {
    const { body, headers } = await room.as('ben').post('/v1/holds', everything).expect(201)
    expect(HoldView.strict().parse(body)).toMatchObject({ scope: 'everything', target: '*', liftedAt: null })
    expect(headers['location']).toBe(`/v1/holds/${body.id}`)
    for (const caller of ['hal', 'client:erp'] as const) {
      expect((await room.as(caller).get(`/v1/holds/${body.id}`).expect(200)).body).toEqual(body)
      expect(HoldPage.parse((await room.as(caller).get('/v1/holds').expect(200)).body)).toEqual({
        items: [body],
        next: null,
      })
    }
    await room.as('client:shop').get('/v1/holds').expect(403).expect(/SCOPE/)
    await room.as('hal').get('/v1/holds/hld_none').expect(404)
    await room.as('hal').get('/v1/holds/%00').expect(400)
    expect((await room.outbox('event')).map((event) => event.type)).toContain('hold.placed')
  })

  it('take a session: an API client gets 403 SCOPE for each of the writes', async () => {
    for (const path of ['/v1/holds', '/v1/holds/hld_1/lift', '/v1/impersonation-reports']) {
      await room.as('client:erp').post(path, everything).expect(403).expect(/SCOPE/)
      await room.as('client:none').post(path, everything).expect(401)
    }
    expect(await activeHolds(room.api, 'all')).toEqual([])
  })

  it.each([
    ['requester', 'ana', everything, 'HOLD_SCOPE', 403],
    ['nobody', 'ben', { scope: 'person', target: 'per_none', reason: 'x' }, 'HOLD_TARGET', 422],
    ['without target', 'ben', { scope: 'entity', reason: 'x' }, 'HOLD_TARGET', 422],
    ['without reason', 'ben', { scope: 'entity', target: 'eu' }, 'FIELD_INVALID', 422],
    ['blank reason', 'ben', { scope: 'entity', target: 'eu', reason: ' ' }, 'TEXT_EMPTY', 422],
    ['odd target', 'ben', { scope: 'entity', target: 'eu\u0000', reason: 'x' }, 'TEXT_UNSEEN_CHARACTERS', 422],
    ['more', 'ben', { ...everything, liftedAt: null }, 'FIELD_UNKNOWN', 422],
  ] as const)('refuse a %s', async (_what, name, body, code, status) => {
    await room.as(name).post('/v1/holds', body).expect(status).expect(new RegExp(code))
    expect(await activeHolds(room.api, 'all')).toEqual([])
  })

  it('may be placed and reported with a key in quarantine, though not asked to be lifted; with an unconfirmed one nothing', async () => {
    await room.setKeyState('ben', 'quarantined')
    const { body } = await room.as('ben').post('/v1/holds', everything).expect(201)
    await room
      .as('ben')
      .post(`/v1/holds/${body.id}/lift`, { reason: 'x' })
      .expect(403)
      .expect(/CREDENTIAL_QUARANTINED/)
    await room.as('ben').post('/v1/impersonation-reports', { email: 'cfo@example.com', channel: 'voice' }).expect(201)
    await room.setKeyState('ben', 'pending')
    await room
      .as('ben')
      .post('/v1/holds', everything)
      .expect(403)
      .expect(/CREDENTIAL_INACTIVE/)
    await room.as('ben').post(`/v1/holds/${body.id}/lift`, { reason: 'x' }).expect(403)
  })

  it('are lifted by a subject that two others sign', async () => {
    const { body: hold } = await room.as('ben').post('/v1/holds', everything).expect(201)
    const { body, headers } = await room
      .as('dan')
      .post(`/v1/holds/${hold.id}/lift`, { reason: 'It was nothing' })
      .expect(201)
    const subject = SubjectView.parse(body)
    expect(headers['location']).toBe(`/v1/subjects/hold/${subject.id}`)
    expect(subject).toMatchObject({
      type: 'hold',
      title: 'Lift the hold on everything',
      content: { requesters: [room.personId('dan')], holdId: hold.id },
    })
    expect(await activeHolds(room.api, 'all')).toHaveLength(1)
    expect((await room.as('hal').get(`/v1/holds/${hold.id}`).expect(200)).body).toMatchObject({ liftId: subject.id })
    await room.sign(subject.id, 'ben', 'approval')
    await room.sign(subject.id, 'ivy', 'approval')
    expect(await activeHolds(room.api, 'all')).toEqual([])
    const { body: lifted } = await room.as('hal').get('/v1/holds?state=lifted').expect(200)
    expect(lifted.items).toMatchObject([{ id: hold.id, liftedBy: subject.id }])
    expect((await room.outbox('event')).map((event) => event.type)).toContain('hold.lifted')
    await room.as('dan').post(`/v1/holds/${hold.id}/lift`, { reason: 'again' }).expect(409)
    const { body: all } = await room.as('hal').get('/v1/holds?state=all').expect(200)
    expect(all.items).toMatchObject([{ id: hold.id, liftId: subject.id }])
  })

  it('name who placed them where that took a role, and nobody where an alarm may have', async () => {
    const { body: wide } = await room.as('ben').post('/v1/holds', everything).expect(201)
    const odd = { scope: 'person', target: room.personId('cfo'), reason: 'Looks odd' }
    const { body: narrow } = await room.as('ben').post('/v1/holds', odd).expect(201)
    expect([wide.placedBy, narrow.placedBy]).toEqual([room.personId('ben'), null])
    const { text } = await room.as('hal').get(`/v1/holds/${narrow.id}`).expect(200)
    expect(text).not.toContain(room.personId('ben'))
  })

  it('are the same hold when whoever placed it asks again, until somebody asks to lift it', async () => {
    const onCfo = { scope: 'person', target: room.personId('cfo'), reason: 'Looks odd' }
    const ask = (name: 'ben' | 'ivy') => room.as(name).post('/v1/holds', onCfo)
    const answers = await Promise.all([ask('ben'), ask('ben'), ask('ben')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    const [first] = answers.map(({ body }) => HoldView.parse(body))
    const told = (await room.outbox('event')).filter(({ type }) => type === 'hold.placed')
    const { body: again, headers } = await room
      .as('ben')
      .post('/v1/holds', { ...onCfo, reason: 'Still odd' })
      .expect(200)
    expect([again, ...answers.map(({ body }) => body as unknown)]).toEqual([first, first, first, first])
    expect(headers['location']).toBe(`/v1/holds/${first?.id}`)
    expect(told).toHaveLength(1)
    expect((await room.outbox('event')).filter(({ type }) => type === 'hold.placed')).toEqual(told)
    expect(await logged('hold.placed')).toBe(1)

    const { body: other } = await ask('ivy').expect(201)
    const { body: lifting } = await room.as('dan').post(`/v1/holds/${first?.id}/lift`, { reason: 'x' }).expect(201)
    const { body: anew } = await ask('ben').expect(201)
    expect((await ask('ben').expect(200)).body).toEqual(anew)
    await room.sign(lifting.id, 'ben', 'approval')
    await room.sign(lifting.id, 'ivy', 'approval')
    expect((await activeHolds(room.api, 'all')).map((hold) => hold.id)).toEqual([other.id, anew.id])
  })

  it('are thirty new ones of one person in an hour, and one on everything whatever came before', async () => {
    await sql`
      insert into holds (id, scope, target, reason, placed_by, placed_at)
      select 'hld_' || number, 'order', 'ord_' || number, 'x', ${room.personId('ben')}, countersign_now() - interval '59 minutes'
      from generate_series(1, 29) number`.execute(room.owner)
    const on = (target: 'cfo' | 'dan') => ({ scope: 'person', target: room.personId(target), reason: 'x' })
    await room.as('ben').post('/v1/holds', on('cfo')).expect(201)
    const refused = await room.as('ben').post('/v1/holds', on('dan')).expect(429)
    expect(refused.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', detail: expect.stringMatching(/hold everything/) })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    await room
      .as('ben')
      .post('/v1/impersonation-reports', { personId: room.personId('dan'), channel: 'voice' })
      .expect(429)
    await room.as('ben').post('/v1/holds', on('cfo')).expect(200)
    await room.as('ben').post('/v1/holds', everything).expect(201)
    await room.as('ivy').post('/v1/holds', on('dan')).expect(201)
    await sql`update holds set placed_at = placed_at - interval '2 minutes' where id = 'hld_1'`.execute(room.owner)
    await room.as('ben').post('/v1/holds', on('dan')).expect(201)
  })

  it('are asked to be lifted thirty times by one person in an hour, and by somebody else after that', async () => {
    const { body: hold } = await room.as('ben').post('/v1/holds', everything).expect(201)
    const ask = (name: 'dan' | 'eve') => room.as(name).post(`/v1/holds/${hold.id}/lift`, { reason: 'x' })
    const { body: first } = await ask('dan').expect(201)
    await proposedMore(first.id, 28)
    const statuses = await Promise.all([ask('dan'), ask('dan'), ask('dan')].map(async (sent) => (await sent).status))
    expect(statuses.sort()).toEqual([201, 429, 429])
    const refused = await ask('dan').expect(429)
    expect(refused.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', detail: expect.stringMatching(/ask a colleague/) })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000)
    await ask('eve').expect(201)
    await sql`update subject_versions set started_at = started_at - interval '1 hour' where subject_id = ${first.id}`.execute(
      room.owner,
    )
    await ask('dan').expect(201)
    // What stops is not counted with what goes on.
    await room
      .as('dan')
      .post('/v1/holds', { scope: 'person', target: room.personId('cfo'), reason: 'x' })
      .expect(201)
  })

  /** So many more like this one, as if they had been asked for at the same moment. */
  async function proposedMore(id: string, count: number): Promise<void> {
    for (const [table, own] of [
      ['subjects', 'id'],
      ['subject_versions', 'subject_id'],
    ] as const)
      await sql`
        insert into ${sql.table(table)}
        select (jsonb_populate_record(one, jsonb_build_object(${own}::text, ${id}::text || number))).*
        from ${sql.table(table)} one, generate_series(1, ${count}::integer) number
        where ${sql.ref(own)} = ${id}`.execute(room.owner)
  }

  it('page, newest first', async () => {
    const ids: string[] = []
    for (const name of ['ben', 'ivy', 'eve'] as const) {
      const { body } = await room.as(name).post('/v1/holds', everything).expect(201)
      ids.unshift(HoldView.parse(body).id)
    }
    const page = async (query: string) =>
      HoldPage.parse((await room.as('hal').get(`/v1/holds?${query}`).expect(200)).body)
    const first = await page('limit=2')
    expect(first.items.map((hold) => hold.id)).toEqual(ids.slice(0, 2))
    const second = await page(`limit=2&cursor=${first.next}`)
    expect(second.items.map((hold) => hold.id)).toEqual(ids.slice(2))
    expect(second.next).toBeNull()
  })

  it('are found by what they cover: a console asks for the one on everything, however many others there are', async () => {
    const { body } = await room.as('ben').post('/v1/holds', everything).expect(201)
    const cfo = { scope: 'person', target: room.personId('cfo'), reason: 'Somebody poses as her' }
    await room.as('ben').post('/v1/holds', cfo).expect(201)
    const { body: found } = await room.as('hal').get('/v1/holds?scope=everything').expect(200)
    expect(HoldPage.parse(found).items.map((hold) => hold.id)).toEqual([HoldView.parse(body).id])
    await room.as('hal').get('/v1/holds?scope=all').expect(422)
  })

  it('come of a report of impersonation, with a case, whatever the person asked for being held', async () => {
    const cfo = room.personId('cfo')
    expect(await impersonatedPeople(room.api, [cfo])).toEqual([])
    const report = { email: 'CFO@example.com', channel: 'voice', note: 'A voice asked me\nto pay at once' }
    const { body } = await room.as('ana').post('/v1/impersonation-reports', report).expect(201)
    expect(CaseAnswer.parse(body)).toMatchObject({ case: { personId: cfo }, hold: { scope: 'person', target: cfo } })
    expect(JSON.stringify(body)).not.toContain(room.personId('ana'))
    expect(await activeHolds(room.api, [{ scope: 'person', target: cfo }])).toHaveLength(1)
    expect(await impersonatedPeople(room.api, [room.personId('ben'), cfo])).toEqual([cfo])
    const mails = (await room.outbox('mail')).filter((mail) => mail.template === 'impersonation-report')
    expect(mails.map((mail) => mail.personIds?.sort())).toEqual([[cfo, room.personId('fay')].sort()])
    expect(
      (await room.outbox('event')).map((event) => event.type).filter((type) => type === 'case.opened'),
    ).toHaveLength(1)
    await room.as('ben').post('/v1/impersonation-reports', { personId: cfo, channel: 'video', note: '' }).expect(201)
  })

  it('come of one report once: what is added to it is another case under the same hold', async () => {
    const report = { email: 'cfo@example.com', channel: 'voice', note: 'A voice' }
    const send = (changes: object = {}) => room.as('ana').post('/v1/impersonation-reports', { ...report, ...changes })
    const { body: first } = await send().expect(201)
    expect((await send().expect(200)).body).toEqual(first)
    const { body: further } = await send({ channel: 'video' }).expect(201)
    expect(further).toMatchObject({ hold: { id: first.hold.id } })
    expect(further.case.id).not.toBe(first.case.id)
    await room.as('ben').post('/v1/impersonation-reports', report).expect(201)
    expect(await activeHolds(room.api, 'all')).toHaveLength(2)
    expect([await logged('hold.placed'), await logged('case.opened')]).toEqual([2, 3])
    const mails = (await room.outbox('mail')).filter((mail) => mail.template === 'impersonation-report')
    expect(mails).toHaveLength(3)
  })

  it('come of no more than thirty reports of one person in an hour, however they differ', async () => {
    const report = (note: string) => ({ email: 'cfo@example.com', channel: 'voice', note })
    await room.as('ana').post('/v1/impersonation-reports', report('one')).expect(201)
    await sql`
      insert into cases (id, kind, person_id, opened_by, summary, opened_at)
      select 'cas_' || number, 'impersonation', person_id, opened_by, 'x', opened_at
      from cases, generate_series(1, 29) number`.execute(room.owner)
    const refused = await room.as('ana').post('/v1/impersonation-reports', report('two')).expect(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000)
    await room.as('ana').post('/v1/impersonation-reports', report('one')).expect(200)
    await room.as('ben').post('/v1/impersonation-reports', report('two')).expect(201)
  })

  it.each([
    [{ channel: 'voice' }, 'FIELD_INVALID'],
    [{ email: 'cfo@example.com', personId: 'per_1', channel: 'voice' }, 'FIELD_INVALID'],
    [{ email: 'cfo@example.com' }, 'FIELD_INVALID'],
    [{ email: 'nobody@example.com', channel: 'voice' }, 'PERSON_UNKNOWN'],
    [{ email: 'cfo@example.com', channel: 'voice', note: 'zero\u200bwidth' }, 'TEXT_UNSEEN_CHARACTERS'],
  ])('come of no report like %j', async (report, code) => {
    await room.as('ana').post('/v1/impersonation-reports', report).expect(422).expect(new RegExp(code))
    expect(await activeHolds(room.api, 'all')).toEqual([])
  })
})
