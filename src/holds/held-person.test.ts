import { describeWithPostgres } from '../../test/support/database.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { releaseOrder } from '../release/release-order.ts'
import { handOutToken } from '../release/hand-out-token.ts'
import type { Signer } from '../release/signer-client.ts'

describeWithPostgres('A person on whom a hold stands', () => {
  let room: PaymentRoom
  let heldId: string
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterEach(async () => {
    if (heldId !== '') await lift(heldId)
    heldId = ''
  })
  afterAll(() => room.close())

  const hold = async (name: Name): Promise<void> => {
    const body = { scope: 'person', target: room.personId(name), reason: 'Their key may be stolen' }
    heldId = ((await room.session('hal').post('/v1/holds', body)).body as { id: string }).id
  }
  async function lift(holdId: string, people: readonly Name[] = ['ivy', 'kim']): Promise<void> {
    const lifting = (await room.session('dan').post(`/v1/holds/${holdId}/lift`, { reason: 'Met her' }))
      .body as OrderAnswer & { type: string }
    for (const name of people) {
      const { type, id } = lifting
      const signed = await room.sign(name, { type, id }, requirementOf(lifting, 'approval'), 'confirm')
      expect(`${signed.status} ${signed.text}`).toMatch(/^201/)
    }
  }
  const unused = async (): Promise<never> => {
    throw new Error('The releaser asks for releases alone')
  }
  const signer: Signer = { release: (id) => room.release(id), ...{ sign: unused, publicKeys: unused } }
  const release = (order: OrderAnswer) => releaseOrder(room.worker, room.kinds, signer, order.id)
  const subjectOf = ({ id }: OrderAnswer) => ({ type: 'order', id })
  const ask = (name: Name, order: OrderAnswer) =>
    room.challenge(name, subjectOf(order), requirementOf(order, 'approval'), 'confirm', { blindEntry: INVOICE })
  const inboxOf = async (name: Name): Promise<string[]> =>
    ((await room.session(name).get('/v1/inbox')).body as { items: { subject: { id: string } }[] }).items.map(
      ({ subject }) => subject.id,
    )

  it('signs denials alone, is told so before, and is asked for nothing', async () => {
    const order = await room.submit({ reference: 'asked' })
    const before = await ask('ben', order)
    expect(await inboxOf('ben')).toContain(order.id)
    await hold('ben')
    expect(await inboxOf('ben')).not.toContain(order.id)
    const { body } = await room.session('ben').get(`/v1/subjects/order/${order.id}`)
    const why = { requirementId: requirementOf(order, 'approval'), code: 'PERSON_HELD' }
    expect(body).toMatchObject({
      me: { mayDeny: true, may: [], mayNot: expect.arrayContaining([expect.objectContaining(why)]) },
    })
    expect(await ask('ben', order)).toMatchObject({ status: 403, body: { code: 'PERSON_HELD' } })

    // Asked before the hold, answered after it.
    const { id: challengeId, publicKey } = before.body as { id: string; publicKey: never }
    const answer = { challengeId, credential: await room.touch('ben', publicKey) }
    expect(await room.session('ben').post('/v1/evidence', answer)).toMatchObject({ body: { code: 'PERSON_HELD' } })
    const denied = await room.sign('ben', subjectOf(order), null, 'deny', { reason: 'This is not ours' })
    expect(denied.body).toMatchObject({ state: 'denied' })
  })

  it('keeps what they had signed from going out, by the record, by the signer and by the token, until it is lifted', async () => {
    const order = await room.submit({ reference: 'signed before' })
    await room.approve(order)
    await room.checkpoint()
    await hold('ben')
    expect(await release(order)).toBe('held')
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'HELD' })
    const { body } = await room.session('eve').get(`/v1/subjects/order/${order.id}`)
    expect(body).toMatchObject({ state: 'approved', holds: [{ scope: 'person', target: room.personId('ben') }] })
    const { body: list } = await room.session('eve').get('/v1/subjects?view=held')
    expect((list as { items: { subject: { id: string } }[] }).items.map(({ subject }) => subject.id)).toEqual([
      order.id,
    ])

    await lift(heldId)
    heldId = ''
    await room.checkpoint()
    expect(await release(order)).toBe('released')
    const client = 'erp'
    expect(await handOutToken(room.api, signer, client, order.id)).toMatchObject({ token: expect.any(String) })
    await hold('ivy')
    await expect(handOutToken(room.api, signer, client, order.id)).rejects.toMatchObject({ code: 'HELD' })
    await lift(heldId, ['ben', 'kim'])
    heldId = ''
    await room.checkpoint()
    expect(await handOutToken(room.api, signer, client, order.id)).toMatchObject({ token: expect.any(String) })
  }, 60_000)

  it('has no part in an order that they had nothing to do with', async () => {
    const order = await room.submit({ reference: 'of others' })
    await room.approve(order)
    await room.checkpoint()
    await hold('hal')
    expect(await release(order)).toBe('released')
  })

  it('is told where nobody is free but for holds', async () => {
    const order = await room.submit({ reference: 'too few' })
    await hold('cfo')
    const own = await room.session('ben').get(`/v1/subjects/order/${order.id}`)
    expect(own.body).toMatchObject({ feasible: { missing: [] } })
    await lift(heldId)
    await hold('eve')
    const { body } = await room.session('ben').get(`/v1/subjects/order/${order.id}`)
    expect(body).toMatchObject({
      feasible: {
        missing: [{ kind: 'review', wanted: 1, eligible: 0, what: 'people', code: 'PERSON_HELD' }],
      },
    })
  })
})
