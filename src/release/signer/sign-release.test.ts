import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../../test/support/database.ts'
import { forgeEntry } from '../../../test/support/log-forger.ts'
import { openPaymentRoom, type OrderAnswer, type PaymentRoom } from '../../../test/support/payment-room.ts'
import { approvedOrder, entryFields, refusalsOf } from '../../../test/support/release-attempts.ts'
import { digestOf, type JsonObject } from '../../domain/canonical-json.ts'
import { openSignerKeys } from './signer-keys.ts'

/** What somebody with every right in the database does, who has no key of the signer's and no security key. */
describeWithPostgres('The signer', () => {
  let room: PaymentRoom

  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)

  afterAll(() => room.close())

  it('signs what was rightly approved, also after it was started anew', async () => {
    const order = await approvedOrder(room)
    await room.checkpoint()
    const { paymentDigest } = await room.release(order.id)
    room.restartSigner()
    expect((await room.release(order.id)).paymentDigest).toBe(paymentDigest)
  }, 30_000)

  it('does not sign what a state column says is approved', async () => {
    const order = await room.submit()
    const entryId = await forgeEntry(room.owner, 'subject.approved', {
      subject: { type: 'order', id: order.id, version: '1', digest: (await room.head(order.id)).digest },
      approvedAt: new Date().toISOString(),
    })
    await sql`
      update subjects set state = 'approved', approved_at = countersign_now(), satisfied_entry_id = ${entryId}
       where id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toContain('EVIDENCE_REFUSED')
  })

  it.each<[string, (order: OrderAnswer) => Promise<unknown>, string]>([
    [
      'evidence given to somebody else',
      (order) =>
        sql`
        update evidence set person_id = ${room.personId('kim')}
         where subject_id = ${order.id} and person_id = ${room.personId('ivy')}`.execute(room.owner),
      'EVIDENCE_KEY',
    ],
    [
      'a signature left out',
      (order) =>
        sql`
        delete from evidence where subject_id = ${order.id} and person_id = ${room.personId('eve')}`.execute(
          room.owner,
        ),
      'EVIDENCE_MISSING',
    ],
    [
      'a denial that became a confirmation',
      (order) => sql`update evidence set decision = 'deny' where subject_id = ${order.id}`.execute(room.owner),
      'STATEMENT_DIFFERS',
    ],
    [
      'another payment under the same signatures',
      async (order) => {
        const head = await room.head(order.id)
        const content = {
          ...head.content,
          payment: { ...(head.content['payment'] as JsonObject), amount: '914000.00' },
        }
        const digest = digestOf(content)
        await sql`
          update subject_versions set content = ${JSON.stringify(content)}::jsonb, digest = ${digest}
           where subject_id = ${order.id}`.execute(room.owner)
        await sql`update subjects set digest = ${digest} where id = ${order.id}`.execute(room.owner)
      },
      'ASSESSMENT_NOT_LOGGED',
    ],
    [
      'a wait that began earlier',
      (order) =>
        sql`
        update subjects set started_at = started_at - interval '1 second' where id = ${order.id}`.execute(room.owner),
      'START_DIFFERS',
    ],
    [
      'a later end',
      (order) =>
        sql`
        update subjects set expires_at = expires_at + interval '1 day' where id = ${order.id}`.execute(room.owner),
      'START_DIFFERS',
    ],
    [
      'another moment of approval',
      (order) =>
        sql`
        update subjects set approved_at = approved_at + interval '1 second' where id = ${order.id}`.execute(room.owner),
      'NOT_APPROVED_IN_LOG',
    ],
    [
      'facts that were touched up',
      (order) =>
        sql`
        update assessments set facts = jsonb_set(facts, '{history,earlierOrders}', '77')
         where subject_id = ${order.id}`.execute(room.owner),
      'ASSESSMENT_NOT_LOGGED',
    ],
    [
      'fewer requirements',
      (order) =>
        sql`
        update assessments set specs = '[{"kind":"approval","group":"treasury","quorum":1,"blindEntry":true}]'
         where subject_id = ${order.id}`.execute(room.owner),
      'ASSESSMENT_NOT_LOGGED',
    ],
  ])(
    'refuses %s',
    async (_what, forge, code) => {
      const order = await approvedOrder(room)
      await forge(order)
      expect(await refusalsOf(room, order.id)).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', code]))
    },
    30_000,
  )

  it('refuses fewer requirements that the log was made to agree with', async () => {
    const order = await approvedOrder(room)
    const head = await room.head(order.id)
    const specs = [{ kind: 'approval', group: 'treasury', quorum: 1, blindEntry: true }]
    const fields = await entryFields(room, head.assessment.entryId)
    const entryId = await forgeEntry(
      room.owner,
      'subject.submitted',
      { ...fields, specsDigest: digestOf(specs) },
      { at: head.startedAt },
    )
    await sql`
      update assessments set specs = ${JSON.stringify(specs)}::jsonb, entry_id = ${entryId}
       where subject_id = ${order.id}`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(
      expect.arrayContaining(['EVIDENCE_REFUSED', 'NOT_NEWEST', 'REQUIREMENTS_DIFFER']),
    )
  }, 30_000)

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>, string]>([
    [
      'a higher limit',
      () => sql`update limits set per_day_minor = per_day_minor * 2`.execute(room.owner),
      () => sql`update limits set per_day_minor = per_day_minor / 2`.execute(room.owner),
      'OBJECT_UNPROVEN',
    ],
    [
      'a role that somebody did not begin with',
      () => sql`update people set roles = roles || '{reviewer}' where id = ${room.personId('ben')}`.execute(room.owner),
      () => sql`update people set roles = '{approver}' where id = ${room.personId('ben')}`.execute(room.owner),
      'OBJECT_UNPROVEN',
    ],
    [
      'a softer policy',
      () => sql`update policies set document = jsonb_set(document, '{base,0,quorum}', '1')`.execute(room.owner),
      () => sql`update policies set document = jsonb_set(document, '{base,0,quorum}', '2')`.execute(room.owner),
      'POLICY_UNPROVEN',
    ],
  ])(
    'refuses %s',
    async (_what, forge, restore, code) => {
      const order = await approvedOrder(room)
      await forge()
      const refusals = await refusalsOf(room, order.id)
      await restore()
      expect(refusals).toEqual(expect.arrayContaining(['EVIDENCE_REFUSED', code]))
      expect(await refusalsOf(room, order.id)).toEqual(['SIGNED'])
    },
    30_000,
  )

  it('keeps its keys from everybody else, and takes none that others could read', async () => {
    const path = join(room.signerFolder, 'release-key.pem')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    chmodSync(path, 0o640)
    await expect(openSignerKeys(room.signerFolder, 'x')).rejects.toMatchObject({ code: 'SIGNER_KEY' })
    chmodSync(path, 0o600)
    await expect(openSignerKeys(room.signerFolder, 'x')).resolves.toBeDefined()
  })
})
