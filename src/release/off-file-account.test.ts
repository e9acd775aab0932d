import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import type { VettedPayee } from '../../test/support/organisation.ts'
import {
  anAccount,
  bundleOf,
  openPayeesRoom,
  pathOfAccount,
  payeeNumber,
  readOrder,
  readPayee,
  signRest,
  vetAccount,
} from '../../test/support/payees-room.ts'
import type { OrderAnswer, PaymentRoom } from '../../test/support/payment-room.ts'
import { refusalsOf } from '../../test/support/release-attempts.ts'
import { takeOffFile } from '../../test/support/take-off-file.ts'
import { verifyBundle } from '../log/verify-bundle.ts'
import { handOutToken } from './hand-out-token.ts'
import { releaseOrder } from './release-order.ts'
import type { Signer } from './signer-client.ts'

describeWithPostgres('An account that was taken off file', () => {
  let room: PaymentRoom
  const signer: Pick<Signer, 'release'> = { release: (orderId) => room.release(orderId) }
  const release = async (orderId: string, by: Pick<Signer, 'release'> = signer) => {
    await room.checkpoint()
    return releaseOrder(room.worker, room.kinds, by, orderId)
  }
  beforeAll(async () => {
    room = await openPayeesRoom(8)
  }, 120_000)
  afterAll(() => room.close())

  async function approved(payee: VettedPayee): Promise<OrderAnswer> {
    const order = await room.submit({ payee: { name: payee.name, account: payee.account }, reference: payee.name })
    await signRest(room, order.id)
    expect((await room.head(order.id)).state).toBe('approved')
    return order
  }

  /** As somebody with every right in the database does. */
  async function forget(counterpartyId: string): Promise<void> {
    await sql`
      delete from off_file using external_accounts account
       where account.id = off_file.id and account.counterparty_id = ${counterpartyId}`.execute(room.owner)
  }

  it('is paid by nothing that was approved before, until people have signed for it as for a new one', async () => {
    const payee = payeeNumber(0)
    const order = await approved(payee)
    await takeOffFile(room, await pathOfAccount(room, payee))
    expect(await release(order.id)).toBe('taken_back')
    const waiting = await readOrder(room, order.id)
    expect(waiting.state).toBe('awaiting_evidence')
    expect(waiting.signals.map(({ code }) => code)).toContain('NEW_ACCOUNT')
    expect(waiting.requirements.filter((one) => one.status === 'waiting').map((one) => one.kind)).toContain('callback')

    await signRest(room, order.id)
    expect(await release(order.id)).toBe('released')
    const bundle = await bundleOf(room, order.id)
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
    expect(bundle.offFile).toHaveLength(1)
  })

  it('is not released on what the signer signed while it was still there', async () => {
    const payee = payeeNumber(1)
    const order = await approved(payee)
    const path = await pathOfAccount(room, payee)
    const tooLate: Pick<Signer, 'release'> = {
      async release(orderId) {
        const signed = await room.release(orderId)
        await takeOffFile(room, path)
        return signed
      },
    }
    expect(await release(order.id, tooLate)).toBe('gone')
    expect((await room.head(order.id)).state).toBe('approved')
    expect(await release(order.id)).toBe('taken_back')
  })

  it('has no token handed out for it any more', async () => {
    const payee = payeeNumber(2)
    const order = await approved(payee)
    expect(await release(order.id)).toBe('released')
    const handOut = () => handOutToken(room.api, signer, 'erp', order.id)
    expect((await handOut()).token).toBe((await handOut()).token)
    await takeOffFile(room, await pathOfAccount(room, payee))
    await room.checkpoint()
    await expect(handOut()).rejects.toMatchObject({
      code: 'EVIDENCE_REFUSED',
      detail: expect.stringMatching(/taken off file.*Do not pay/),
      errors: [{ code: 'PAYEE_UNPROVEN' }],
    })
  })

  it('stays off file for the signer, whatever the record says', async () => {
    const payee = payeeNumber(3)
    const order = await approved(payee)
    await takeOffFile(room, await pathOfAccount(room, payee))
    const { id } = await readPayee(room, payee)
    await sql`update external_accounts set state = 'active' where counterparty_id = ${id}`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'PAYEE_UNPROVEN'])
    await forget(id)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'OFF_FILE'])
  })

  it('is waited for, and nobody warned, where the signer knows of it before a checkpoint does', async () => {
    const payee = payeeNumber(4)
    const order = await approved(payee)
    // It covers all that speaks for the payment.
    await room.checkpoint()
    await takeOffFile(room, await pathOfAccount(room, payee))
    await room.checkpoint()
    // As whoever sees it who has read the record before that.
    const { id } = await readPayee(room, payee)
    await sql`update external_accounts set state = 'active' where counterparty_id = ${id}`.execute(room.owner)
    await forget(id)
    await sql`create table kept as select * from log_checkpoints
               where size = (select max(size) from log_checkpoints)`.execute(room.owner)
    await sql`alter table log_checkpoints disable trigger user`.execute(room.owner)
    await sql`delete from log_checkpoints where size in (select size from kept)`.execute(room.owner)
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'NOT_READY' })
    await sql`insert into log_checkpoints select * from kept`.execute(room.owner)
    await sql`alter table log_checkpoints enable trigger user`.execute(room.owner)
    await expect(room.release(order.id)).rejects.toMatchObject({ errors: [{ code: 'OFF_FILE' }] })
  })

  it('takes an order back that was asked for everything already, for what it inherits', async () => {
    const payee = payeeNumber(5)
    const another = { name: payee.name, account: anAccount(25) }
    const before = await room.submit({ reference: 'INV-6', payee: another })
    await room.sign('eve', { type: 'order', id: before.id }, null, 'deny', { reason: 'Unknown account' })
    await vetAccount(room, payee, another.account)
    // To the cent what it would be asked for without: nothing of it changes when the account goes.
    const order = await room.submit({ reference: 'INV-6', payee: another })
    expect(order.signals.map(({ code }) => code)).toContain('NEW_ACCOUNT')
    await signRest(room, order.id)
    await takeOffFile(room, await pathOfAccount(room, payee, another.account.iban))
    expect(await release(order.id)).toBe('taken_back')
    await signRest(room, order.id)
    expect(await release(order.id)).toBe('released')
  })

  it('is paid on what people signed for it as for a new one, also when it has come back by then', async () => {
    const payee = payeeNumber(6)
    const another = { name: payee.name, account: anAccount(26) }
    await vetAccount(room, payee, another.account)
    const order = await room.submit({ reference: 'INV-8', payee: another })
    await signRest(room, order.id)
    await takeOffFile(room, await pathOfAccount(room, payee, another.account.iban))
    expect(await release(order.id)).toBe('taken_back')
    await signRest(room, order.id)
    await vetAccount(room, payee, another.account)
    expect(await pathOfAccount(room, payee, another.account.iban)).toContain('/acc_')
    expect(await release(order.id)).toBe('released')
    await takeOffFile(room, await pathOfAccount(room, payee, another.account.iban))
    const bundle = await bundleOf(room, order.id)
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
  })

  it('is said to be off file by the log alone', async () => {
    const payee = payeeNumber(7)
    const order = await approved(payee)
    const bundle = await bundleOf(room, order.id)
    const [accountId = ''] = (await readPayee(room, payee)).accounts.map((one) => one.id)
    const lie = { ...bundle, offFile: [{ id: accountId, entryId: bundle.entries[0]?.entryId ?? '' }] }
    expect((await verifyBundle(lie, room.trust)).map((one) => one.code)).toContain('OFF_FILE')
  })
})
