import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { readSubject } from '../consent/read-subject.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { raiseAlarm, raiseSilentAlarm } from './alarm.ts'
import { impersonatedPeople } from './impersonated-people.ts'
import { reportImpersonation } from './report-impersonation.ts'
import { HoldPage } from './schema.ts'

describeWithPostgres('an alarm', () => {
  let room: ChangeRoom
  beforeEach(async () => {
    room = await openChangeRoom()
  })
  afterEach(() => room.close())

  const alarm = async (subjectId: string, raise = raiseAlarm) => {
    const head = await room.head(subjectId)
    await transaction(room.worker, (tx) => raise(tx, head, room.personId('ivy')))
  }

  it('is served in the words of any other hold that has a private reason, without who raised it', async () => {
    await alarm(await room.onboardingId())
    await reportImpersonation(room.api, {
      reportedBy: room.personId('ana'),
      person: 'cfo@example.com',
      channel: 'video',
      note: 'A face',
    })
    const { body, text } = await room.as('ben').get('/v1/holds').expect(200)
    const { items } = HoldPage.parse(body)
    expect(items).toHaveLength(2)
    expect(body).toEqual({ items, next: null })
    for (const hold of items) {
      expect(hold).toEqual({
        ...{ id: hold.id, scope: hold.scope, target: hold.target, placedAt: hold.placedAt },
        ...{ reason: hold.reason, placedBy: null, liftedAt: null, liftedBy: null, liftId: null },
      })
      expect(hold.reason).toBe('Held for security. Ask the security group.')
      const one = await room.as('ben').get(`/v1/holds/${hold.id}`).expect(200)
      expect(one.body).toEqual(hold)
    }
    expect(text).not.toContain(room.personId('ivy'))
    expect(text).not.toContain(room.personId('ana'))
  })

  it('leaves a denial under threat reading as any denial', async () => {
    const proposals = await Promise.all(['Payee one', 'Payee two'].map((name) => proposePayee(name)))
    const [threatened, plain] = proposals
    // As the worker does it: the alarm with the evidence, before the denial is settled.
    await alarm(threatened ?? '', raiseSilentAlarm)
    for (const id of proposals) await room.sign(id, 'ivy', 'approval', 'deny')
    const views = await Promise.all(
      [threatened, plain].map(async (id) => {
        const viewer = { kind: 'person', personId: room.personId('ben'), keyState: 'active' } as const
        return readSubject(room.api, room.kinds, await room.head(id ?? ''), viewer)
      }),
    )
    const [one, other] = views.map(({ holds, ...view }) => ({
      holds,
      state: view.state,
      timeline: view.timeline.map(({ kind, by }) => [kind, by]),
      words: JSON.stringify(view),
    }))
    expect(one?.state).toBe('denied')
    expect(one?.timeline).toEqual(other?.timeline)
    expect(one?.words).not.toMatch(/duress|alarm|security/i)
    expect(one?.holds).toEqual(other?.holds)
    for (const state of ['active', 'all'])
      expect((await room.as('ben').get(`/v1/holds?state=${state}`)).text).not.toContain(threatened)
    const { rows } = await sql<{ id: string }>`select id from holds where target = ${threatened}`.execute(room.owner)
    expect(rows).toHaveLength(1)
    expect((await room.as('ben').get(`/v1/holds/${rows[0]?.id}`)).status).toBe(404)
  })

  it('tells security, and what leaves the house says neither who nor about what', async () => {
    const id = await room.onboardingId()
    await alarm(id)
    expect((await room.outbox('mail')).filter((mail) => mail.template === 'alarm')).toMatchObject([
      { personIds: [room.personId('fay')] },
    ])
    const events = (await room.outbox('event')).filter(
      (event) => event.type === 'hold.placed' || event.type === 'case.opened',
    )
    expect(events.map((event) => event.type)).toEqual(['hold.placed', 'case.opened'])
    expect(JSON.stringify(events)).not.toContain(id)
    expect(JSON.stringify(events)).not.toContain('per_')
  })

  it('is no report about the person who raised it', async () => {
    await alarm(await room.onboardingId())
    expect(await impersonatedPeople(room.api, [room.personId('ivy')])).toEqual([])
  })

  async function proposePayee(name: string): Promise<string> {
    const body = { name, provenance: 'Register', accounts: [{ iban: 'DE75512108001245126199' }] }
    const { body: subject } = await room.as('kim').post('/v1/counterparties', body).expect(201)
    return String(subject.id)
  }
})
