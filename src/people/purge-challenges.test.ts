import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { askToEnrol, askToSignIn } from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { purgeChallenges } from './purge-challenges.ts'

describeWithPostgres('challenges that nobody answers any more', () => {
  let room: TestPeopleRoom
  let token: string
  beforeEach(async () => {
    room = await openPeopleRoom()
    const handout = await room.init()
    token = handout.people['ben@example.com']?.enrolment ?? ''
  })
  afterEach(() => room.close())

  const ask = async () => (await askToSignIn(room.app, { email: 'ben@example.com' })).challengeId
  const expiredFor = (hours: number, ids: readonly string[]) =>
    sql`UPDATE challenges SET expires_at = countersign_now() - make_interval(hours => ${hours}), consumed_at = NULL
        WHERE id = ANY (${ids})`.execute(room.owner)
  const left = async () => {
    const { rows } = await sql<{ id: string }>`SELECT id FROM challenges ORDER BY created_at, id`.execute(room.owner)
    return rows.map(({ id }) => id)
  }

  it('are forgotten a day after they expired, and those of evidence never', async () => {
    const [old, answered, recent, open] = [await ask(), await ask(), await ask(), await ask()]
    const evidence = await ask()
    await sql`UPDATE challenges SET purpose = 'evidence' WHERE id = ${evidence}`.execute(room.owner)
    await expiredFor(25, [old, answered, evidence])
    await sql`UPDATE challenges SET consumed_at = created_at WHERE id = ${answered}`.execute(room.owner)
    await expiredFor(23, [recent])
    expect(await purgeChallenges(room.worker)).toBe(2)
    expect((await left()).toSorted()).toEqual([evidence, recent, open].toSorted())
    expect(await purgeChallenges(room.worker)).toBe(0)
  })

  it('of enrolment are forgotten as well, but those by which a key came on record', async () => {
    const enrol = async () => (await askToEnrol(room.app, token)).challengeId
    const [old, accepted, recent, open] = [await enrol(), await enrol(), await enrol(), await enrol()]
    await expiredFor(25, [old, accepted])
    await sql`UPDATE challenges SET consumed_at = created_at WHERE id = ${accepted}`.execute(room.owner)
    await expiredFor(23, [recent])
    expect(await purgeChallenges(room.worker)).toBe(1)
    expect((await left()).toSorted()).toEqual([accepted, recent, open].toSorted())
    expect(await purgeChallenges(room.worker)).toBe(0)
  })

  it('are forgotten a page at a time', async () => {
    await sql`
      INSERT INTO challenges (id, purpose, challenge, created_at, expires_at)
      SELECT 'chl_' || n, 'session', '', countersign_now(), countersign_now() - interval '2 days'
        FROM generate_series(1, 5001) n`.execute(room.owner)
    expect([await purgeChallenges(room.worker), await purgeChallenges(room.worker)]).toEqual([5_000, 1])
  })

  it('are the worker’s alone to forget, and nobody’s to delete', async () => {
    await expect(purgeChallenges(room.api)).rejects.toThrow(/permission denied/)
    for (const db of [room.api, room.worker, room.signer])
      await expect(sql`DELETE FROM challenges`.execute(db)).rejects.toThrow(/permission denied/)
  })
})
