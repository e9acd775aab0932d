import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { CountersignError } from '../domain/errors.ts'
import type { Role } from '../domain/person.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { activeHolds } from './active-holds.ts'
import { takeReleaseLock } from './locks.ts'
import { placeHold } from './place-hold.ts'
import type { HoldScope } from './store.ts'

describeWithPostgres('a hold', () => {
  let room: ChangeRoom
  beforeAll(async () => {
    room = await openChangeRoom()
  })
  afterEach(() => sql`delete from holds`.execute(room.owner))
  afterAll(() => room.close())

  const place = (scope: HoldScope, target: string, roles: readonly Role[] = ['approver']) =>
    placeHold(room.api, roles, { scope, target, reason: 'Looks wrong', placedBy: room.personId('ana') })
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof CountersignError ? error.code : error),
    )

  it('waits for a release under way, and later releases see it', async () => {
    const began = defer()
    const mayEnd = defer()
    const release = transaction(room.worker, async (tx) => {
      await takeReleaseLock(tx)
      began.resolve()
      await mayEnd.promise
      return (await activeHolds(tx, [{ scope: 'entity', target: 'eu' }])).length
    })
    await began.promise
    let placed = false
    const placing = place('entity', 'eu').then((hold) => {
      placed = true
      return hold
    })
    await waitsForLock(room)
    expect(placed).toBe(false)

    mayEnd.resolve()
    // No hold can come up behind a release that has looked.
    expect(await release).toBe(0)
    const { hold } = await placing
    const seen = await transaction(room.worker, async (tx) => {
      await takeReleaseLock(tx)
      return activeHolds(tx, [{ scope: 'entity', target: 'eu' }])
    })
    expect(seen.map((one) => one.id)).toEqual([hold.id])
  })

  it('lets releases go on side by side', async () => {
    await transaction(room.worker, async (first) => {
      await takeReleaseLock(first)
      await transaction(room.worker, (second) => takeReleaseLock(second))
    })
  })

  it('stops what it names, and on everything stops everything', async () => {
    await place('entity', 'eu')
    expect(
      await activeHolds(room.api, [
        { scope: 'entity', target: 'us' },
        { scope: 'channel', target: 'eu' },
      ]),
    ).toEqual([])
    expect(await activeHolds(room.api, [{ scope: 'entity', target: 'eu' }])).toHaveLength(1)
    await place('everything', '*')
    expect(await activeHolds(room.api, [])).toHaveLength(1)
  })

  it.each(['requester', 'caller', 'instructor', 'directory_editor', 'policy_author', 'auditor'] as const)(
    'of more than one payment is not for a %s',
    async (role) => {
      for (const [scope, target] of [
        ['everything', '*'],
        ['entity', 'eu'],
        ['channel', 'video'],
      ] as const) {
        expect(await codeOf(place(scope, target, [role]))).toBe('HOLD_SCOPE')
      }
      expect(await codeOf(place('person', room.personId('cfo'), [role]))).toBe('done')
    },
  )

  it.each(['approver', 'reviewer', 'administrator'] as const)('of everything is for a %s', async (role) => {
    expect(await codeOf(place('everything', '*', [role]))).toBe('done')
    expect(await codeOf(place('channel', 'video', [role]))).toBe('done')
  })

  it('names something that there is', async () => {
    const subject = await room.onboardingId()
    const nothing: [HoldScope, string][] = [
      ['order', 'ord_none'],
      ['order', subject],
      ['counterparty', 'cpt_none'],
      ['person', 'per_none'],
      ['entity', 'mars'],
      ['channel', 'pigeon'],
      ['everything', 'eu'],
      ['order', '*'],
    ]
    for (const [scope, target] of nothing)
      expect([scope, target, await codeOf(place(scope, target))]).toEqual([scope, target, 'HOLD_TARGET'])
    await room.sign(subject, 'ben', 'approval')
    await room.sign(subject, 'ivy', 'approval')
    const { body } = await room.as('hal').get('/v1/counterparties')
    const payee: string = body.items[0].id
    expect(await codeOf(place('counterparty', payee))).toBe('done')
  })
})

function defer(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** Until PostgreSQL itself says that somebody in this database waits for an advisory lock. */
async function waitsForLock(room: ChangeRoom): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { rows } = await sql`
      select 1 from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`.execute(room.owner)
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('Nobody waited for the lock')
}
