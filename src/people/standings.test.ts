import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import type { Instant } from '../domain/instant.ts'
import type { Handout } from './init-organisation.ts'
import { findPerson } from './find-person.ts'
import { membersOf } from './members-of.ts'
import { standings } from './standings.ts'

interface Approval {
  readonly entity?: string
  readonly amount: number
  readonly currency?: string
  readonly base?: number | null
  readonly at: Instant
  readonly state?: string
  readonly decision?: string
  readonly kind?: string
  readonly voided?: boolean
  /** The version that was signed; the payment is at version 2. */
  readonly version?: number
  readonly approver?: string
}

describeWithPostgres('what people approved today', () => {
  let room: TestPeopleRoom
  let handout: Handout
  let ben: string
  let next = 0
  beforeAll(async () => {
    room = await openPeopleRoom()
    handout = await room.init()
    ben = handout.people['ben@example.com']?.id ?? ''
    await sql`INSERT INTO limits VALUES (${ben}, 'nz', 'EUR', 100, 200)`.execute(room.owner)
    // Only what is counted matters here.
    await sql`ALTER TABLE evidence DROP CONSTRAINT evidence_challenge_id_fkey, DROP CONSTRAINT evidence_key_id_fkey`.execute(
      room.owner,
    )
    await sql`DO $$ DECLARE it record; BEGIN
        FOR it IN SELECT table_name AS t, column_name AS c FROM information_schema.columns
                   WHERE table_name IN ('evidence', 'payment_orders') AND is_nullable = 'NO' AND column_name <> 'id' LOOP
          EXECUTE format('ALTER TABLE %I ALTER %I DROP NOT NULL', it.t, it.c);
        END LOOP; END $$`.execute(room.owner)
  })
  beforeEach(() => sql`TRUNCATE subjects, approved_sums CASCADE`.execute(room.owner))
  afterAll(() => room.close())

  async function approve(approval: Approval): Promise<string> {
    const { entity = 'eu', amount, currency = 'EUR', base = amount, at, state = 'approved', version = 2 } = approval
    const { decision = 'confirm', kind = 'approval', voided = false, approver = ben } = approval
    next += 1
    const id = `ord_${next}`
    await insertSubject(id, 'order', at)
    await insertPayment(id, { entity, amount, currency, base, at, batchId: null })
    await sign(id, { approver, version, decision, kind, voided, at })
    await moveTo(id, state, at)
    return id
  }

  const insertSubject = (id: string, type: 'order' | 'batch', at: Instant) =>
    sql`INSERT INTO subjects (id, type, version, digest, state, revision, started_at, expires_at)
        VALUES (${id}, ${type}, 2, 'd', 'awaiting_evidence', 1, ${at}, ${at})`.execute(room.owner)

  const moveTo = (id: string, state: string, approvedAt: Instant | null) =>
    sql`UPDATE subjects SET state = ${state}, approved_at = ${approvedAt} WHERE id = ${id}`.execute(room.owner)

  const insertPayment = (
    id: string,
    payment: {
      entity: string
      amount: number
      currency: string
      base: number | null
      at: string
      batchId: string | null
    },
  ) =>
    sql`INSERT INTO payment_orders (id, external_id, entity_id, amount_minor, currency, amount_base_minor, batch_id, created_at)
        VALUES (${id}, ${id}, ${payment.entity}, ${payment.amount}, ${payment.currency}, ${payment.base}, ${payment.batchId},
          ${payment.at})`.execute(room.owner)

  const sign = (
    id: string,
    signed: { approver: string; version: number; decision: string; kind: string; voided: boolean; at: string },
  ) => {
    next += 1
    return sql`INSERT INTO evidence (id, subject_id, subject_version, kind, decision, person_id, accepted_at, voided_by)
        VALUES (${`evd_${next}`}, ${id}, ${signed.version}, ${signed.kind}, ${signed.decision}, ${signed.approver}, ${signed.at},
          ${signed.voided ? 'someone' : null})`.execute(room.owner)
  }

  async function spent(now: Instant, except?: string): Promise<Record<string, bigint>> {
    const standing = (await standings(room.api, [ben], now, except)).get(ben)
    return Object.fromEntries(
      (standing?.approvedToday ?? []).map(({ entity, spent: sum }) => [`${entity} ${sum.currency}`, sum.minor]),
    )
  }

  const NOON = '2026-11-30T12:00:00.000Z'
  const NONE = { 'eu EUR': 0n, 'eu USD': 0n, 'nz EUR': 0n }

  it('adds up payments whose approval they signed, whatever became of them after', async () => {
    for (const state of ['approved', 'released', 'executed', 'failed', 'returned'])
      await approve({ amount: 100, at: NOON, state })
    expect(await spent(NOON)).toEqual({ ...NONE, 'eu EUR': 500n })
  })

  it('leaves the payment out that is being judged', async () => {
    const judged = await approve({ amount: 100, at: NOON })
    await approve({ amount: 7, at: NOON })
    expect(await spent(NOON, judged)).toEqual({ ...NONE, 'eu EUR': 7n })
  })

  it.each<[string, Partial<Approval>]>([
    ['that still waits', { state: 'awaiting_evidence' }],
    ['that was denied', { state: 'denied' }],
    ['they denied', { decision: 'deny' }],
    ['they signed in another function', { kind: 'callback' }],
    ['whose signature was voided', { voided: true }],
    ['they signed at an earlier version', { version: 1 }],
    ['somebody else approved', { approver: 'per_else' }],
    ['of yesterday', { at: '2026-11-29T12:00:00.000Z' }],
  ])('does not count one %s', async (_which, change) => {
    await approve({ amount: 100, at: NOON, ...change })
    expect(await spent(NOON)).toEqual(NONE)
  })

  it('counts a payment once, however many of its approvals they signed', async () => {
    const id = await approve({ amount: 100, at: NOON })
    await sign(id, { approver: ben, version: 2, decision: 'confirm', kind: 'approval', voided: false, at: NOON })
    expect(await spent(NOON)).toEqual({ ...NONE, 'eu EUR': 100n })
  })

  it('counts no longer what was taken back, and counts it again once it is approved again', async () => {
    const id = await approve({ amount: 100, at: NOON })
    await moveTo(id, 'awaiting_evidence', null)
    expect(await spent(NOON)).toEqual(NONE)
    await moveTo(id, 'approved', NOON)
    expect(await spent(NOON)).toEqual({ ...NONE, 'eu EUR': 100n })
    await moveTo(id, 'released', NOON)
    expect(await spent(NOON)).toEqual({ ...NONE, 'eu EUR': 100n })
  })

  it('keeps what the record says, which nobody can change by hand', async () => {
    await approve({ amount: 100, at: NOON })
    await approve({ amount: 7, at: NOON, state: 'released' })
    await approve({ amount: 3, at: NOON, state: 'denied' })
    await moveTo(await approve({ amount: 5, at: NOON }), 'awaiting_evidence', null)
    const { rows } = await sql<{ kept: unknown; sums: unknown }>`
      WITH said AS (SELECT *, (approved_at AT TIME ZONE time_zone)::date AS day
                      FROM approved_amounts JOIN entities ON entities.id = entity_id),
           sums AS (SELECT person_id, day, entity_id, currency, sum(amount_minor), coalesce(sum(amount_base_minor), 0)
                      FROM said GROUP BY 1, 2, 3, 4),
           kept AS (SELECT * FROM approved_sums WHERE minor <> 0)
      SELECT (SELECT count(*)::int FROM approved_payments FULL JOIN said USING (subject_id, person_id, order_id, day)
               WHERE approved_payments.amount_minor IS DISTINCT FROM said.amount_minor) AS kept,
             (SELECT count(*)::int FROM ((TABLE sums EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE sums)) AS one) AS sums`.execute(
      room.owner,
    )
    expect(rows).toEqual([{ kept: 0, sums: 0 }])
    for (const db of [room.api, room.worker, room.signer])
      for (const table of ['approved_payments', 'approved_sums'])
        await expect(sql`DELETE FROM ${sql.table(table)}`.execute(db)).rejects.toThrow('permission denied')
  })

  it('begins the day at midnight where the entity is', async () => {
    // Paris is at UTC+1 and Auckland at UTC+13 on this day.
    await approve({ amount: 1, at: '2026-11-29T22:59:00.000Z' })
    await approve({ amount: 10, at: '2026-11-29T23:01:00.000Z' })
    await approve({ amount: 100, entity: 'nz', at: '2026-11-30T10:59:00.000Z' })
    await approve({ amount: 1000, entity: 'nz', at: '2026-11-30T11:01:00.000Z' })
    expect(await spent('2026-11-30T12:00:00.000Z')).toEqual({ ...NONE, 'eu EUR': 10n, 'nz EUR': 1000n })
    // Asked about a moment before, as at release about that of the approval: its day, and not the next one.
    expect(await spent('2026-11-30T10:59:30.000Z')).toMatchObject({ 'nz EUR': 100n })
  })

  it('ends the day at midnight where the entity is, also where the clocks have none that night', async () => {
    const endOf = async (entity: string, now: Instant) =>
      (await standings(room.api, [ben], now)).get(ben)?.approvedToday.find((day) => day.entity === entity)?.until
    expect(await endOf('eu', '2026-11-30T12:00:00.000Z')).toBe('2026-11-30T23:00:00.000Z')
    expect(await endOf('eu', '2026-11-30T23:00:00.000Z')).toBe('2026-12-01T23:00:00.000Z')
    // From summer to winter: a day of 25 hours.
    expect(await endOf('eu', '2026-10-24T22:00:00.000Z')).toBe('2026-10-25T23:00:00.000Z')
    expect(await endOf('nz', '2026-11-30T12:00:00.000Z')).toBe('2026-12-01T11:00:00.000Z')
    await sql`UPDATE entities SET time_zone = 'America/Havana' WHERE id = 'nz'`.execute(room.owner)
    // On this night it is one o'clock after 23:59.
    expect(await endOf('nz', '2026-03-08T03:00:00.000Z')).toBe('2026-03-08T05:00:00.000Z')
    await sql`UPDATE entities SET time_zone = 'Pacific/Auckland' WHERE id = 'nz'`.execute(room.owner)
  })

  it('counts other currencies in the base currency, and a limit in another currency for itself', async () => {
    await approve({ amount: 1000, currency: 'USD', base: 920, at: NOON })
    await approve({ amount: 50, currency: 'USD', base: null, at: NOON })
    await approve({ amount: 300, currency: 'GBP', base: 350, at: NOON })
    expect(await spent(NOON)).toEqual({ ...NONE, 'eu EUR': 1270n, 'eu USD': 1050n })
  })

  it('counts every payment of a batch they approved', async () => {
    await insertSubject('bat_1', 'batch', NOON)
    for (const [id, amount] of [
      ['ord_x', 30],
      ['ord_y', 12],
    ] as const) {
      await insertSubject(id, 'order', NOON)
      await insertPayment(id, { entity: 'eu', amount, currency: 'EUR', base: amount, at: NOON, batchId: 'bat_1' })
      await moveTo(id, 'released', NOON)
    }
    await sign('bat_1', { approver: ben, version: 2, decision: 'confirm', kind: 'approval', voided: false, at: NOON })
    await moveTo('bat_1', 'released', NOON)
    expect(await spent(NOON)).toEqual({ ...NONE, 'eu EUR': 42n })
  })

  it('gives everybody, or those asked for', async () => {
    expect((await standings(room.api, 'all', NOON)).size).toBe(6)
    expect([...(await standings(room.api, [ben, 'per_unknown'], NOON)).keys()]).toEqual([ben])
    expect((await standings(room.api, [], NOON)).size).toBe(0)
    expect((await standings(room.signer, [ben], NOON)).get(ben)).toMatchObject({
      active: false,
      roles: ['approver'],
      groups: ['treasury'],
    })
  })

  it('finds people by address or external id, groups by name and role', async () => {
    const ana = handout.people['ana@example.com']?.id
    expect((await findPerson(room.api, 'ANA@example.com'))?.id).toBe(ana)
    expect((await findPerson(room.api, 'ANA1'))?.id).toBe(ana)
    expect(await findPerson(room.api, 'ana1')).toBeNull()
    expect(await membersOf(room.api, 'treasury')).toEqual([ben])
    expect(await membersOf(room.api, 'role:administrator')).toHaveLength(3)
    await sql`UPDATE people SET state = 'left' WHERE id = ${ana}`.execute(room.owner)
    expect(await findPerson(room.api, 'ana@example.com')).toBeNull()
    expect(await membersOf(room.api, 'role:requester')).toEqual([])
  })
})
