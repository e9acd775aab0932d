import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { sql } from 'kysely'
import type { Response } from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { ORGANISATION } from '../../test/support/organisation.ts'
import { askToEnrol, enrol, giveUp, signIn, type Enrolled, type Session } from '../../test/support/people-calls.ts'
import { INVOICE, openPaymentRoom, requirementOf, type PaymentRoom } from '../../test/support/payment-room.ts'
import { createSoftwareKey, TEST_ORIGIN } from '../../test/support/software-key.ts'
import type { SoftwareKey } from '../sandbox/software-key.ts'
import { InvitationAnswer } from './schema.ts'

interface Member {
  readonly key: SoftwareKey
  readonly session: Session
}

describeWithPostgres('an invitation that was lost', () => {
  let room: PaymentRoom
  let gil: Member
  beforeEach(async () => {
    const [approver] = ORGANISATION.people.filter(({ email }) => email === 'ben@example.com')
    const zoe = { ...approver, email: 'zoe@example.com', name: 'Zoe Example', phones: [] }
    room = await openPaymentRoom({ organisation: { people: [...ORGANISATION.people, zoe] } })
    gil = await join('gil', room.invitation('gil'))
  }, 60_000)
  afterEach(() => room.close())

  async function join(name: string, token: string): Promise<Member> {
    const key = await createSoftwareKey()
    const response = await enrol(room.app, token, key)
    if (response.status !== 201) throw new Error(response.text)
    return { key, session: await signIn(room.app, `${name}@example.com`, key) }
  }

  const renew = (by: Session, name: string) => by.post(`/v1/people/${room.personId(name)}/invitations`, {})

  async function renewed(by: Session, name: string): Promise<string> {
    return InvitationAnswer.parse((await renew(by, name)).body).enrolment
  }

  const confirmKey = (member: Member, keyId: string) => decideKey(member, keyId, 'confirm')

  async function decideKey(member: Member, keyId: string, decision: 'confirm' | 'deny'): Promise<Response> {
    const { rows } = await sql<{ id: string; requirement: string }>`
      SELECT s.id, r.id AS requirement FROM subjects s JOIN requirements r ON r.subject_id = s.id
        JOIN subject_versions v ON v.subject_id = s.id WHERE s.type = 'key-change' AND v.content->>'keyId' = ${keyId}`.execute(
      room.owner,
    )
    const [change] = rows
    const subject = { type: 'key-change', id: change?.id ?? '' }
    const body = { subject, requirementId: change?.requirement, decision, contactedBy: 'none', reason: 'Not theirs' }
    return answer(member, await member.session.post('/v1/challenges', body))
  }

  async function approve(member: Member, orderId: string, requirementId: string): Promise<Response> {
    const subject = { type: 'order', id: orderId }
    const body = { subject, requirementId, decision: 'confirm', contactedBy: 'none', blindEntry: INVOICE }
    return answer(member, await member.session.post('/v1/challenges', body))
  }

  async function answer(member: Member, asked: Response): Promise<Response> {
    if (asked.status >= 300) return asked
    const { id, publicKey } = asked.body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
    const credential = await member.key.get(publicKey, { origin: TEST_ORIGIN })
    return member.session.post('/v1/evidence', { challengeId: id, credential })
  }

  /** Everything an order asks for, the second approval by this member. */
  async function payWith(member: Member): Promise<string> {
    const order = await room.submit()
    const subject = { type: 'order', id: order.id }
    await room.sign('cfo', subject, requirementOf(order, 'instructor_confirmation'), 'confirm')
    await room.sign('ben', subject, requirementOf(order, 'approval'), 'confirm', { blindEntry: INVOICE })
    expect((await approve(member, order.id, requirementOf(order, 'approval'))).status).toBe(201)
    await room.call('dan', order)
    await room.sign('eve', subject, requirementOf(order, 'review'), 'continue', { reason: 'Checked' })
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    await room.settle(order.id)
    await room.checkpoint()
    return order.id
  }

  it('is replaced, and the key of the new one pays once another administrator has confirmed it', async () => {
    const token = await renewed(room.session('fay'), 'zoe')
    expect((await askForKey(room.invitation('zoe'))).status).toBe(404)

    const key = await createSoftwareKey()
    const enrolled = (await enrol(room.app, token, key)).body as Enrolled
    // At once for nobody: whoever renewed it could have used it themselves.
    expect(enrolled.key.state).toBe('pending')
    const zoe = { key, session: await signIn(room.app, 'zoe@example.com', key) }
    const order = await room.submit()
    expect((await approve(zoe, order.id, requirementOf(order, 'approval'))).status).toBe(403)
    const fay: Member = { key: room.keys.get('fay') ?? key, session: room.session('fay') }
    expect((await confirmKey(fay, enrolled.key.id)).body).toMatchObject({ status: 403 })
    expect((await confirmKey(gil, enrolled.key.id)).status).toBe(201)

    const signed = await room.release(await payWith(zoe))
    expect(signed.token).toMatch(/^ey/)
  }, 60_000)

  it('is replaced after its key was refused, by whomever, and the owner takes the seat', async () => {
    const stolen = await renewed(room.session('fay'), 'zoe')
    const thief = await createSoftwareKey()
    const planted = ((await enrol(room.app, stolen, thief)).body as Enrolled).key.id
    // Not while it waits: whoever enrolled it may be Zoe.
    expect((await renew(room.session('fay'), 'zoe')).body).toMatchObject({ status: 409, code: 'KEY_ON_RECORD' })
    const dan: Member = { key: room.keys.get('dan') ?? thief, session: room.session('dan') }
    expect((await decideKey(dan, planted, 'deny')).status).toBe(201)
    expect((await room.session('fay').get(`/v1/people/${room.personId('zoe')}`)).body).toMatchObject({
      invitable: true,
    })

    const token = await renewed(room.session('fay'), 'zoe')
    expect((await askForKey(stolen)).status).toBe(404)
    const key = await createSoftwareKey()
    const enrolled = (await enrol(room.app, token, key)).body as Enrolled
    const fay: Member = { key: room.keys.get('fay') ?? key, session: room.session('fay') }
    expect((await confirmKey(fay, enrolled.key.id)).body).toMatchObject({ status: 403, code: 'SELF_APPROVAL' })
    expect((await confirmKey(gil, enrolled.key.id)).status).toBe(201)
    const zoe = { key, session: await signIn(room.app, 'zoe@example.com', key) }
    expect((await room.release(await payWith(zoe))).token).toMatch(/^ey/)

    // A seat that was taken is nobody's to give away any more, not even once its owner has left it.
    expect((await renew(room.session('fay'), 'zoe')).body).toMatchObject({ status: 409, code: 'KEY_ON_RECORD' })
    expect((await giveUp(zoe.session, enrolled.key.id, key)).status).toBe(204)
    expect((await renew(room.session('fay'), 'zoe')).body).toMatchObject({ status: 409, code: 'KEY_ON_RECORD' })
    expect((await room.session('fay').get(`/v1/people/${room.personId('zoe')}`)).body).toMatchObject({
      invitable: false,
    })
  }, 60_000)

  it('is replaced after whoever had it gave its key up while it waited', async () => {
    const thief = await createSoftwareKey()
    const enrolled = (await enrol(room.app, await renewed(room.session('fay'), 'zoe'), thief)).body as Enrolled
    const session = await signIn(room.app, 'zoe@example.com', thief)
    expect((await session.post(`/v1/keys/${enrolled.key.id}/revoke`)).status).toBe(204)
    expect((await renew(gil.session, 'zoe')).status).toBe(201)
  }, 60_000)

  it('enrols nobody any more for the signer, even when the database is made to take it', async () => {
    await renewed(room.session('fay'), 'zoe')
    await sql`UPDATE enrolments SET expires_at = 'infinity' WHERE person_id = ${room.personId('zoe')}`.execute(
      room.owner,
    )
    const thief = await join('zoe', room.invitation('zoe'))
    const refused = await room.release(await payWith(thief)).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'EVIDENCE_REFUSED', errors: [{ code: 'KEY_SECOND' }] })
  }, 60_000)

  it('is not replaced by an invitation that nobody renewed, even when the database says so', async () => {
    const token = 'a secret of my own'
    const hash = sql`encode(sha256(convert_to(${token}, 'UTF8')), 'hex')`
    const [zoe, fay] = [room.personId('zoe'), room.personId('fay')]
    await sql`INSERT INTO enrolments (token_hash, person_id, expires_at, invited_by)
               VALUES (${hash}, ${zoe}, 'infinity', ${fay})`.execute(room.owner)
    const key = await createSoftwareKey()
    const enrolled = (await enrol(room.app, token, key)).body as Enrolled
    await sql`UPDATE keys SET state = 'active' WHERE id = ${enrolled.key.id}`.execute(room.owner)
    const session = await signIn(room.app, 'zoe@example.com', key)
    const refused = await room.release(await payWith({ key, session })).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'EVIDENCE_REFUSED' })
    expect(JSON.stringify(refused)).toContain('KEY_NOT_INVITED')
  }, 60_000)

  it('seats nobody under the name of somebody else, whatever the administrator was shown', async () => {
    const token = await renewed(room.session('fay'), 'zoe')
    const rename = (name: string) =>
      sql`UPDATE people SET name = ${name} WHERE id = ${room.personId('zoe')}`.execute(room.owner)
    await rename('Kim Example')
    const key = await createSoftwareKey()
    const enrolled = (await enrol(room.app, token, key)).body as Enrolled
    expect((await confirmKey(gil, enrolled.key.id)).status).toBe(201)
    await rename('Zoe Example')
    const session = await signIn(room.app, 'zoe@example.com', key)
    const refused = await room.release(await payWith({ key, session })).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'EVIDENCE_REFUSED' })
    expect(JSON.stringify(refused)).toContain('KEY_UNCONFIRMED')
  }, 60_000)

  it('is an administrator’s to replace, for somebody without a key, and told to whom it is about', async () => {
    expect((await renew(room.session('ben'), 'zoe')).body).toMatchObject({ status: 403, code: 'ROLE' })
    expect((await renew(room.session('fay'), 'kim')).body).toMatchObject({ status: 409, code: 'KEY_ON_RECORD' })
    expect((await renew(room.session('fay'), 'nobody')).status).toBe(404)
    const first = await renewed(room.session('fay'), 'zoe')
    const second = await renewed(gil.session, 'zoe')
    expect((await askForKey(first)).status).toBe(404)
    expect((await askForKey(second)).status).toBe(201)
    const { rows } = await sql<{ payload: object }>`
      SELECT payload FROM outbox WHERE kind = 'mail' AND payload->>'template' = 'invitation-renewed'`.execute(
      room.owner,
    )
    expect(rows).toMatchObject(
      [room.personId('zoe'), room.personId('zoe')].map((id) => ({ payload: { personIds: [id] } })),
    )
    const { rows: stored } = await sql<{ text: string }>`SELECT enrolments::text AS text FROM enrolments
      UNION ALL SELECT body FROM log_entries UNION ALL SELECT outbox::text FROM outbox`.execute(room.owner)
    expect(stored.map(({ text }) => text).join()).not.toMatch(new RegExp(`${first}|${second}`))
  }, 60_000)

  async function askForKey(token: string): Promise<{ readonly status: number }> {
    return askToEnrol(room.app, token).then(
      () => ({ status: 201 }),
      (error: unknown) => ({ status: /404/.test(String(error)) ? 404 : 500 }),
    )
  }
})
