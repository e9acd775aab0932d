import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import {
  addPhone,
  anAccount,
  bundleOf,
  confirmCall,
  openPayeesRoom,
  otherPhone,
  pathOfPhone,
  payeeNumber,
  prepareAccount,
  proposeAccount,
  readOrder,
  readPayee,
  signRest,
  vetAccount,
} from '../../test/support/payees-room.ts'
import type { OrderAnswer, PaymentRoom } from '../../test/support/payment-room.ts'
import { refusalsOf } from '../../test/support/release-attempts.ts'
import { takeOffFile } from '../../test/support/take-off-file.ts'
import { until } from '../../test/support/until.ts'
import { retireContact } from '../directory/retire.ts'
import { takeHoldLock } from '../holds/locks.ts'
import { verifyBundle } from '../log/verify-bundle.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { releaseOrder } from './release-order.ts'
import type { Signer } from './signer-client.ts'

/** How many wait for an advisory lock. */
async function waiting(room: PaymentRoom): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`.execute(room.owner)
  return Number(rows[0]?.count)
}

describeWithPostgres('A contact that was taken off file', () => {
  let room: PaymentRoom
  const signer: Pick<Signer, 'release'> = { release: (orderId) => room.release(orderId) }
  beforeAll(async () => {
    room = await openPayeesRoom(5)
  }, 120_000)
  afterAll(() => room.close())

  /** To an account that nobody has vetted, so that the payee is called. */
  const submit = (number: number): Promise<OrderAnswer> => {
    const payee = { name: payeeNumber(number).name, account: anAccount(20 + number) }
    return room.submit({ payee, instruction: { channel: 'erp' }, reference: payee.name })
  }

  const rung = async (orderId: string): Promise<string[]> => {
    const { rows } = await sql<{ value: string }>`
      select contacts.value from callbacks join contacts on contacts.id = callbacks.contact_id
       where callbacks.subject_id = ${orderId} order by callbacks.created_at`.execute(room.owner)
    return rows.map(({ value }) => value)
  }

  it('has said nothing that counts for a payment that is not released: another one is called', async () => {
    const payee = payeeNumber(0)
    await addPhone(room, payee, otherPhone(0))
    const order = await submit(0)
    await signRest(room, order.id, ['approval'])
    expect(await rung(order.id)).toEqual([payee.phone])
    const path = await pathOfPhone(room, payee)
    await takeOffFile(room, path)

    const { evidence, requirements } = await readOrder(room, order.id)
    expect(evidence.filter((one) => one.kind === 'callback')).toMatchObject([{ voidedBy: path.split('/').at(-1) }])
    expect(requirements.find(({ kind }) => kind === 'callback')).toMatchObject({ status: 'waiting' })
    const inbox = (await room.session('dan').get('/v1/inbox')).body as { items: { kind: string }[] }
    expect(inbox.items).toMatchObject([{ kind: 'callback' }])

    await signRest(room, order.id)
    expect(await rung(order.id)).toEqual([payee.phone, otherPhone(0)])
    expect((await room.head(order.id)).state).toBe('approved')
    const bundle = await bundleOf(room, order.id)
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
    expect(bundle.offFile).toMatchObject([{ id: path.split('/').at(-1) }])
  })

  it('takes back what was approved on its word, and stays off file for the signer whatever the record says', async () => {
    const payee = payeeNumber(1)
    await addPhone(room, payee, otherPhone(1))
    const order = await submit(1)
    await signRest(room, order.id)
    const path = await pathOfPhone(room, payee)
    await takeOffFile(room, path)
    const contactId = path.split('/').at(-1) ?? ''
    await sql`create table kept as select * from off_file where id = ${contactId}`.execute(room.owner)
    await sql`delete from off_file where id = ${contactId}`.execute(room.owner)
    await sql`update contacts set state = 'active' where id = ${contactId}`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'OFF_FILE'])
    await sql`insert into off_file select * from kept`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'NOT_SATISFIED'])
    expect(await releaseOrder(room.worker, room.kinds, signer, order.id)).toBe('taken_back')
  })

  it('puts nothing on file that was about to be when it went', async () => {
    const payee = payeeNumber(2)
    const { id } = await readPayee(room, payee)
    const change = await proposeAccount(room, payee, anAccount(32))
    await prepareAccount(room, change)
    const contact = { kind: 'phone', value: payee.phone } as const
    // The last signature has been judged, and waits for a removal, or a hold, that comes into force.
    let signing: Promise<void> | undefined
    await transaction(room.owner, async (tx) => {
      await takeHoldLock(tx)
      signing = confirmCall(room, change)
      await until('the change waiting for the lock', async () => ((await waiting(room)) > 0 ? true : undefined))
      await transaction(room.worker, async (other) => void (await retireContact(other, 'chg_removal', id, contact)))
    })
    await signing
    expect((await room.head(change.id)).state).toBe('awaiting_evidence')
  })

  it('said what was true of what is on file since', async () => {
    const payee = payeeNumber(3)
    await addPhone(room, payee, otherPhone(3))
    const another = { name: payee.name, account: anAccount(33) }
    const change = await vetAccount(room, payee, another.account)
    expect((await room.head(change.id)).state).toBe('applied')
    await takeOffFile(room, await pathOfPhone(room, payee))
    const order = await room.submit({ payee: another, instruction: { channel: 'erp' } })
    await signRest(room, order.id)
    const bundle = await bundleOf(room, order.id)
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
    expect(bundle.subjects.map((one) => one.id)).toContain(change.id)
  })

  it('is called by whoever is held for a payment that somebody else has called about since', async () => {
    const payee = payeeNumber(4)
    await addPhone(room, payee, otherPhone(4))
    const order = await submit(4)
    await signRest(room, order.id, ['approval'])
    await takeOffFile(room, await pathOfPhone(room, payee))
    const hold = { scope: 'person', target: room.personId('dan'), reason: 'He called a number that was taken over' }
    expect((await room.session('eve').post('/v1/holds', hold)).status).toBe(201)
    await signRest(room, order.id, [], 'hal')
    await room.checkpoint()
    expect(await releaseOrder(room.worker, room.kinds, signer, order.id)).toBe('released')
  })
})
