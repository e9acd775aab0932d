import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { proposeLifting } from './hold-kind.ts'
import { impersonatedPeople } from './impersonated-people.ts'
import { placeHold } from './place-hold.ts'
import { reportImpersonation } from './report-impersonation.ts'
import type { Hold } from './store.ts'
import { viewHold, viewHolds } from './view-hold.ts'

const MIGRATION = 'src/platform/postgres/migrations/0166_liftings_signed_by_the_held.sql'

describeWithPostgres('lifting a hold', () => {
  let room: ChangeRoom
  let hold: Hold
  beforeAll(async () => {
    room = await openChangeRoom()
  })
  beforeEach(async () => {
    const body = { scope: 'everything', target: '*', reason: 'Looks wrong', placedBy: room.personId('ben') } as const
    ;({ hold } = await placeHold(room.api, ['approver'], body))
  })
  afterAll(() => room.close())

  const propose = (name: Parameters<ChangeRoom['personId']>[0], holdId = hold.id) =>
    proposeLifting(room.api, room.kinds, room.timeScale, {
      holdId,
      personId: room.personId(name),
      reason: 'Called everybody',
    })
  const isActive = async (id = hold.id) => (await viewHold(room.api, id)).liftedAt === null

  it('takes two people, and not whoever asks for it', async () => {
    const head = await propose('cfo')
    expect(head).toMatchObject({
      type: 'hold',
      state: 'awaiting_evidence',
      assessment: { requirements: [{ kind: 'approval', group: 'treasury', quorum: 2 }] },
    })
    expect(await isActive()).toBe(true)
    await room.sign(head.id, 'cfo', 'approval')
    await room.sign(head.id, 'ben', 'approval')
    await room.sign(head.id, 'ben', 'approval')
    await room.sign(head.id, 'fay', 'approval')
    expect(await isActive()).toBe(true)
    await room.sign(head.id, 'ivy', 'approval')
    expect(await viewHold(room.api, hold.id)).toMatchObject({ liftedBy: head.id })
    expect(await isActive()).toBe(false)
  })

  it('counts the people of one request, not those of several', async () => {
    const [first, second] = [await propose('cfo'), await propose('cfo')]
    await room.sign(first.id, 'ben', 'approval')
    await room.sign(second.id, 'ivy', 'approval')
    expect(await isActive()).toBe(true)
  })

  it('is stopped by one denial', async () => {
    const head = await propose('cfo')
    await room.sign(head.id, 'ben', 'approval')
    await room.sign(head.id, 'kim', 'approval', 'deny')
    await room.sign(head.id, 'ivy', 'approval')
    expect(await room.head(head.id)).toMatchObject({ state: 'denied' })
    expect(await isActive()).toBe(true)
  })

  it('lifts that hold alone', async () => {
    const { hold: other } = await placeHold(room.api, ['approver'], {
      scope: 'entity',
      target: 'eu',
      reason: 'Looks wrong',
      placedBy: room.personId('ben'),
    })
    const head = await propose('cfo')
    await room.sign(head.id, 'ben', 'approval')
    await room.sign(head.id, 'ivy', 'approval')
    expect(await isActive()).toBe(false)
    expect(await isActive(other.id)).toBe(true)
    await expect(propose('cfo')).rejects.toMatchObject({ code: 'STATE' })
    await expect(propose('cfo', 'hld_none')).rejects.toMatchObject({ status: 404 })
  })

  it('needs a reason that can be read', async () => {
    const request = { holdId: hold.id, personId: room.personId('cfo') }
    await expect(
      proposeLifting(room.api, room.kinds, room.timeScale, { ...request, reason: ' ' }),
    ).rejects.toMatchObject({ code: 'TEXT_EMPTY' })
  })

  it('is beyond the database role of the API, and no role can take a hold out or turn it into another', async () => {
    const refused = /permission denied/
    await expect(
      sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1'`.execute(room.api),
    ).rejects.toThrow(refused)
    for (const db of [room.api, room.worker]) {
      await expect(sql`delete from holds`.execute(db)).rejects.toThrow(refused)
      await expect(sql`update holds set target = 'nothing'`.execute(db)).rejects.toThrow(refused)
      await expect(sql`update holds set scope = 'order'`.execute(db)).rejects.toThrow(refused)
    }
    await expect(sql`update cases set closed_at = countersign_now()`.execute(room.api)).rejects.toThrow(refused)
    expect(await isActive()).toBe(true)
  })

  it('of the last hold on a person ends what was reported about them', async () => {
    const [cfo, ana] = [room.personId('cfo'), room.personId('ana')]
    const report = (reportedBy: string) =>
      reportImpersonation(room.api, { reportedBy, person: 'cfo@example.com', channel: 'voice', note: '' })
    const [first, second] = [await report(ana), await report(room.personId('hal'))]
    for (const [opened, left] of [
      [first, [cfo]],
      [second, []],
    ] as const) {
      const head = await propose('dan', opened.hold.id)
      await room.sign(head.id, 'ben', 'approval')
      await room.sign(head.id, 'ivy', 'approval')
      expect(await impersonatedPeople(room.api, [cfo, ana])).toEqual(left)
    }
  })

  describe('on a person', () => {
    const lift = async (holdId: string) => {
      const head = await propose('dan', holdId)
      for (const name of ['ivy', 'kim'] as const) await room.sign(head.id, name, 'approval')
      expect(await isActive(holdId)).toBe(false)
    }
    const holdOn = async (name: Parameters<ChangeRoom['personId']>[0]) => {
      const body = {
        scope: 'person',
        target: room.personId(name),
        reason: 'Odd',
        placedBy: room.personId('hal'),
      } as const
      return (await placeHold(room.api, ['auditor'], body)).hold
    }

    it('is neither asked for nor signed by that person', async () => {
      const onBen = await holdOn('ben')
      await expect(propose('ben', onBen.id)).rejects.toMatchObject({ code: 'HOLD_ON_SELF', status: 403 })
      const head = await propose('dan', onBen.id)
      await room.sign(head.id, 'ben', 'approval')
      await room.sign(head.id, 'ivy', 'approval')
      expect(await isActive(onBen.id)).toBe(true)
      await room.sign(head.id, 'kim', 'approval')
      expect(await isActive(onBen.id)).toBe(false)
    })

    it('is left to the administrators in a company of two approvers, who could never lift it', async () => {
      for (const name of ['kim', 'cfo'] as const) await room.setKeyState(name, 'pending')
      const onBen = await holdOn('ben')
      const head = await propose('dan', onBen.id)
      for (const name of ['kim', 'cfo'] as const) await room.setKeyState(name, 'active')
      expect(head).toMatchObject({
        content: { target: room.personId('ben'), leftToAdministrators: true },
        assessment: { requirements: [{ kind: 'approval', group: 'role:administrator', quorum: 2 }] },
      })
      await room.sign(head.id, 'ivy', 'approval')
      await room.sign(head.id, 'fay', 'approval')
      expect(await isActive(onBen.id)).toBe(true)
      await room.sign(head.id, 'gil', 'approval')
      expect(await isActive(onBen.id)).toBe(false)
    })

    it('waits while one stands on somebody who signed it, and goes on when that is lifted', async () => {
      const onBen = await holdOn('ben')
      const head = await propose('dan', onBen.id)
      await room.sign(head.id, 'ivy', 'approval')
      const onIvy = await holdOn('ivy')
      await room.sign(head.id, 'kim', 'approval')
      expect(await room.head(head.id)).toMatchObject({ state: 'awaiting_evidence' })
      expect(await isActive(onBen.id)).toBe(true)
      const other = await propose('dan', onIvy.id)
      await room.sign(other.id, 'cfo', 'approval')
      await room.sign(other.id, 'kim', 'approval')
      expect(await isActive(onIvy.id)).toBe(false)
      await room.settle(head.id)
      expect(await isActive(onBen.id)).toBe(false)
    })

    it('is left to the administrators where everybody holds everybody, themselves among the held', async () => {
      const holds = new Map<string, Hold>()
      for (const name of ['ben', 'ivy', 'cfo', 'kim', 'fay', 'gil'] as const) holds.set(name, await holdOn(name))
      const idOf = (name: string): string => holds.get(name)?.id ?? ''
      for (const name of ['ben', 'ivy'] as const) {
        const head = await propose('kim', idOf(name))
        expect(head.assessment.requirements).toMatchObject([{ group: 'role:administrator', quorum: 2 }])
        await room.sign(head.id, 'fay', 'approval')
        await room.sign(head.id, 'gil', 'approval')
        expect(await isActive(idOf(name))).toBe(false)
      }
      for (const name of ['cfo', 'fay', 'gil', 'kim'] as const) {
        const head = await propose('dan', idOf(name))
        expect(head.assessment.requirements).toMatchObject([{ group: 'treasury' }])
        await room.sign(head.id, 'ben', 'approval')
        await room.sign(head.id, 'ivy', 'approval')
        expect(await isActive(idOf(name))).toBe(false)
      }
    })

    it('keeps a change of the directory that they signed from taking effect, until it is lifted', async () => {
      const change = await room.onboardingId()
      await room.sign(change, 'ben', 'approval')
      const onBen = await holdOn('ben')
      const everything = await viewHolds(room.api, { state: 'active', scope: 'everything', limit: 200 })
      for (const { id } of everything.items) await lift(id)
      await room.sign(change, 'ivy', 'approval')
      expect(await room.head(change)).toMatchObject({ state: 'awaiting_evidence' })
      await sql`delete from outbox`.execute(room.owner)
      await lift(onBen.id)
      // It is told to look again, and needs not wait until it does by itself.
      const { rows } = await sql`select subject_id from outbox where kind = 'workflow'`.execute(room.owner)
      expect(rows).toContainEqual({ subject_id: change })
      await room.settle(change)
      expect(await room.head(change)).toMatchObject({ state: 'applied' })
    })

    it('stands again after an upgrade where that person had signed its lifting', async () => {
      const report = (reportedBy: string) =>
        reportImpersonation(room.api, { reportedBy, person: 'ivy@example.com', channel: 'voice', note: '' })
      const [selfLifted, lifted] = [await report(room.personId('ana')), await report(room.personId('hal'))]
      for (const [opened, signers] of [
        [lifted, ['ben', 'kim']],
        [selfLifted, ['ivy', 'ben', 'kim']],
      ] as const) {
        const head = await propose('dan', opened.hold.id)
        for (const name of signers) await room.sign(head.id, name, 'approval')
      }
      const isReported = async () => (await impersonatedPeople(room.api, [room.personId('ivy')])).length > 0
      expect([await isActive(selfLifted.hold.id), await isActive(lifted.hold.id), await isReported()]).toEqual([
        ...[false, false, false],
      ])
      await sql.raw(readFileSync(MIGRATION, 'utf8')).execute(room.owner)
      expect([await isActive(selfLifted.hold.id), await isActive(lifted.hold.id), await isReported()]).toEqual([
        ...[true, false, true],
      ])
      const standing = await viewHolds(room.api, { state: 'active', scope: 'person', limit: 200 })
      for (const { id } of standing.items) {
        const again = await propose('dan', id)
        for (const name of ['cfo', 'kim'] as const) await room.sign(again.id, name, 'approval')
        expect(await isActive(id)).toBe(false)
      }
    })
  })

  it('takes nothing along that was said after it was asked for: the same words again are another hold and case', async () => {
    const cfo = room.personId('cfo')
    const report = () =>
      reportImpersonation(room.api, {
        reportedBy: room.personId('ana'),
        person: 'cfo@example.com',
        channel: 'voice',
        note: '',
      })
    const opened = await report()
    expect(await report()).toMatchObject({ isNew: false, hold: { id: opened.hold.id } })
    const head = await propose('dan', opened.hold.id)
    await room.sign(head.id, 'ben', 'approval')
    const called = await report()
    expect(called).toMatchObject({ isNew: true, hold: { placedBy: room.personId('ana') } })
    expect(called.id).not.toBe(opened.id)
    expect(called.hold.id).not.toBe(opened.hold.id)
    expect(await report()).toMatchObject({ id: called.id, isNew: false, hold: { id: called.hold.id } })
    await room.sign(head.id, 'ivy', 'approval')
    expect([await isActive(opened.hold.id), await isActive(called.hold.id)]).toEqual([false, true])
    expect(await impersonatedPeople(room.api, [cfo])).toEqual([cfo])
    const last = await propose('dan', called.hold.id)
    await room.sign(last.id, 'ben', 'approval')
    await room.sign(last.id, 'ivy', 'approval')
    expect(await impersonatedPeople(room.api, [cfo])).toEqual([])
  })

  it('places a hold anew while somebody asks to lift the one there is, and once only', async () => {
    const again = () =>
      placeHold(room.api, ['approver'], {
        ...{ scope: 'everything', target: '*', reason: 'Looks wrong', placedBy: room.personId('ben') },
      } as const)
    expect(await again()).toMatchObject({ isNew: false, hold: { id: hold.id } })
    const head = await propose('cfo')
    const { hold: another, isNew } = await again()
    expect([isNew, another.id === hold.id]).toEqual([true, false])
    expect(await again()).toMatchObject({ isNew: false, hold: { id: another.id } })
    await room.sign(head.id, 'ivy', 'approval')
    await room.sign(head.id, 'kim', 'approval')
    expect([await isActive(), await isActive(another.id)]).toEqual([false, true])
  })
})
