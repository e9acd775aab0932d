import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../../test/support/database.ts'
import { forgeEntry } from '../../../test/support/log-forger.ts'
import { openPaymentRoom, type Name, type OrderAnswer, type PaymentRoom } from '../../../test/support/payment-room.ts'
import { approvedOrder, refusalsOf } from '../../../test/support/release-attempts.ts'
import type { SubjectType } from '../../domain/subject.ts'
import { kindOf } from '../../consent/kind-of.ts'
import type { SubjectKind } from '../../consent/subject-kind.ts'
import { growTree } from '../../log/grow-tree.ts'
import { edgeAt } from '../../log/read-hashes.ts'
import { insertLeaves, readLogState } from '../../log/store.ts'

const STANDS_AGAIN = 'src/platform/postgres/migrations/0166_liftings_signed_by_the_held.sql'

/** What somebody with every right in the database does, who has no key of the signer's and no security key. */
describeWithPostgres('The signer, faced with holds', () => {
  let room: PaymentRoom

  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)

  afterAll(() => room.close())

  it('refuses while a hold stands that was lifted by hand, also when the log was made to say so', async () => {
    const order = await approvedOrder(room)
    const placed = await room.session('ben').post('/v1/holds', { scope: 'order', target: order.id, reason: 'Wait' })
    const { id } = placed.body as { id: string }
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
    await forgeEntry(room.owner, 'hold.lifted', { holdId: id, subjectId: 'chg_1' })
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
    await sql`delete from holds where id = ${id}`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
  }, 30_000)

  async function hold(orderId: string): Promise<string> {
    const asked = { scope: 'order', target: orderId, reason: 'Wait' }
    return ((await room.session('ben').post('/v1/holds', asked)).body as { id: string }).id
  }

  /** By the two who may, of what the record says the hold is on. */
  async function lift(holdId: string, people: readonly Name[] = ['ben', 'ivy']): Promise<void> {
    const asked = await room.session('dan').post(`/v1/holds/${holdId}/lift`, { reason: 'Settled' })
    const lifting = asked.body as { type: string; id: string; requirements: OrderAnswer['requirements'] }
    const subject = { type: lifting.type, id: lifting.id }
    for (const name of people) {
      const response = await room.sign(name, subject, lifting.requirements[0]?.id ?? '', 'confirm')
      expect(`${response.status} ${response.text}`).toMatch(/^201/)
    }
  }

  it('takes no lifting for one that whom the hold is on has signed, and another one that others have', async () => {
    const order = await approvedOrder(room)
    const asked = { scope: 'person', target: room.personId('cfo'), reason: 'Asks for odd things' }
    const { id } = (await room.session('hal').post('/v1/holds', asked)).body as { id: string }
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
    // As an earlier version took it: it asked no more than that nobody signs what they ask for.
    const kinds = room.kinds as Map<SubjectType, SubjectKind>
    const kind = kindOf(kinds, 'hold')
    const duties = {
      requesters: [room.personId('dan')],
      instructors: [],
      instructorCounts: false,
      spending: null,
      heldMaySign: true,
    }
    kinds.set('hold', { ...kind, duties: () => Promise.resolve(duties) })
    try {
      await lift(id, ['cfo', 'ben'])
    } finally {
      kinds.set('hold', kind)
    }
    const { body } = await room.session('hal').get(`/v1/holds/${id}`)
    expect(body).toMatchObject({ liftedAt: expect.any(String) })
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
    await sql.raw(readFileSync(STANDS_AGAIN, 'utf8')).execute(room.owner)
    await lift(id)
    expect(await refusalsOf(room, order.id)).toEqual(['SIGNED'])
  }, 30_000)

  it('refuses while a hold stands that a worker lifted by hand, and whose entry it gives no leaf', async () => {
    const order = await approvedOrder(room)
    await room.checkpoint()
    const id = await hold(order.id)
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`.execute(room.worker)
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'HELD' })
  }, 30_000)

  it('refuses while a hold stands of whose id a worker put another one before it into the log', async () => {
    const order = await approvedOrder(room)
    await room.checkpoint()
    const id = await hold(order.id)
    await forgeEntry(room.owner, 'hold.placed', { holdId: id, scope: 'order', target: 'ord_other', placedBy: 'per_1' })
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`.execute(room.worker)
    const { size, pending } = await readLogState(room.worker, 0n, 1000)
    const turned = pending.toReversed()
    const hashes = turned.map(({ leafHash }) => leafHash)
    const { nodes } = growTree(await edgeAt(room.worker, size), hashes)
    const { rows } = await sql<{ epoch: string }>`select max(epoch) as epoch from log_epochs`.execute(room.worker)
    const entryIds = turned.map(({ entryId }) => entryId)
    await insertLeaves(room.worker, { epoch: Number(rows[0]?.epoch), from: size, entryIds, nodes })
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
  }, 30_000)

  it('does not take the lifting of one hold for that of another of the same id', async () => {
    const [order, other] = [await approvedOrder(room), await approvedOrder(room)]
    const id = await hold(order.id)
    await sql`update holds set target = ${other.id} where id = ${id}`.execute(room.owner)
    await lift(id)
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
  }, 30_000)

  it('signs again when a hold was lifted by those who may, whoever claimed before that they had', async () => {
    const order = await approvedOrder(room)
    const id = await hold(order.id)
    await forgeEntry(room.owner, 'hold.lifted', { holdId: id, subjectId: 'chg_1' })
    expect(await refusalsOf(room, order.id)).toEqual(['HELD'])
    await lift(id)
    expect(await refusalsOf(room, order.id)).toEqual(['SIGNED'])
  }, 30_000)

  it('refuses what takes the place of an order on which a hold stands by the log, whatever the record says', async () => {
    const first = await approvedOrder(room)
    const second = await room.submit({ reference: `PO ${randomBytes(6).toString('hex')}`, supersedes: first.id })
    await room.approve(second)
    expect(await refusalsOf(room, second.id)).toEqual(['SIGNED'])
    const id = await hold(first.id)
    expect(await refusalsOf(room, second.id)).toEqual(['HELD'])
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`.execute(room.owner)
    expect(await refusalsOf(room, second.id)).toEqual(['HELD'])
    await sql`update holds set lifted_at = null, lifted_by = null where id = ${id}`.execute(room.owner)
    await lift(id)
    expect(await refusalsOf(room, second.id)).toEqual(['SIGNED'])
  }, 30_000)
})
