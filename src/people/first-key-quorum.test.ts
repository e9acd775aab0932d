import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { sql } from 'kysely'
import type { Response } from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { ORGANISATION, policyYaml } from '../../test/support/organisation.ts'
import { enrol, signIn, type Enrolled, type Session } from '../../test/support/people-calls.ts'
import { INVOICE, openPaymentRoom, requirementOf, type PaymentRoom } from '../../test/support/payment-room.ts'
import { testKeyring } from '../../test/support/people-room.ts'
import { createSoftwareKey, TEST_ORIGIN, trustAnyKey } from '../../test/support/software-key.ts'
import { now as readNow } from '../platform/clock.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import type { SoftwareKey } from '../sandbox/software-key.ts'
import { readKey } from './key-store.ts'
import { openKeyChange } from './open-key-change.ts'
import { InvitationAnswer, PersonDetail } from './schema.ts'
import { hashSecret } from './secret.ts'
import { readPerson } from './store.ts'

interface Member {
  readonly key: SoftwareKey
  readonly keyId: string
  readonly session: Session
}

describeWithPostgres('a first key where policy asks two administrators', () => {
  let room: PaymentRoom
  let gil: Member
  let lea: Member
  /** Enrolled with an invitation that Fay handed out. */
  let zoe: Member
  let token: string
  beforeEach(async () => {
    const [approver] = ORGANISATION.people.filter(({ email }) => email === 'ben@example.com')
    const [administrator] = ORGANISATION.people.filter(({ email }) => email === 'gil@example.com')
    const more = [
      { ...approver, email: 'zoe@example.com', name: 'Zoe Example', phones: [] },
      { ...administrator, email: 'lea@example.com', name: 'Lea Example' },
    ]
    const policy = `${policyYaml({ coolingOff: 'PT1S' })}\nkeys: {administrators: 2}`
    room = await openPaymentRoom({ organisation: { people: [...ORGANISATION.people, ...more] }, policy })
    ;[gil, lea] = [await join('gil', room.invitation('gil')), await join('lea', room.invitation('lea'))]
    const renewal = await room.session('fay').post(`/v1/people/${room.personId('zoe')}/invitations`, {})
    token = InvitationAnswer.parse(renewal.body).enrolment
    zoe = await join('zoe', token)
  }, 60_000)
  afterEach(() => room.close())

  async function join(name: string, invitation: string): Promise<Member> {
    const key = await createSoftwareKey()
    const { body } = await enrol(room.app, invitation, key)
    return { key, keyId: (body as Enrolled).key.id, session: await signIn(room.app, `${name}@example.com`, key) }
  }

  /** The newest change that is to confirm this key. */
  async function confirm({ key, session }: Member, keyId: string): Promise<Response> {
    const { rows } = await sql<{ id: string; requirement: string }>`
      SELECT s.id, r.id AS requirement FROM subjects s JOIN requirements r ON r.subject_id = s.id
        JOIN subject_versions v ON v.subject_id = s.id
       WHERE s.type = 'key-change' AND v.content->>'keyId' = ${keyId} ORDER BY s.id DESC`.execute(room.owner)
    const subject = { type: 'key-change', id: rows[0]?.id ?? '' }
    const body = { subject, requirementId: rows[0]?.requirement, decision: 'confirm', contactedBy: 'none' }
    const asked = await session.post('/v1/challenges', body)
    if (asked.status !== 201) return asked
    const { id, publicKey } = asked.body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
    return session.post('/v1/evidence', {
      challengeId: id,
      credential: await key.get(publicKey, { origin: TEST_ORIGIN }),
    })
  }

  async function keyOnFile() {
    const { body } = await room.session('fay').get(`/v1/people/${room.personId('zoe')}`)
    return PersonDetail.parse(body).keys.find(({ id }) => id === zoe.keyId)
  }

  /** Zoe's approval is the second of two. */
  async function payWithZoe(): Promise<string> {
    const order = await room.submit()
    const subject = { type: 'order', id: order.id }
    await room.sign('cfo', subject, requirementOf(order, 'instructor_confirmation'), 'confirm')
    await room.sign('ben', subject, requirementOf(order, 'approval'), 'confirm', { blindEntry: INVOICE })
    const wanted = { requirementId: requirementOf(order, 'approval'), decision: 'confirm', contactedBy: 'none' }
    const asked = await zoe.session.post('/v1/challenges', { subject, ...wanted, blindEntry: INVOICE })
    const { id: challengeId, publicKey } = asked.body as {
      id: string
      publicKey: PublicKeyCredentialRequestOptionsJSON
    }
    const credential = await zoe.key.get(publicKey, { origin: TEST_ORIGIN })
    expect((await zoe.session.post('/v1/evidence', { challengeId, credential })).status).toBe(201)
    await room.call('dan', order)
    await room.sign('eve', subject, requirementOf(order, 'review'), 'continue', { reason: 'Checked' })
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    await room.settle(order.id)
    await room.checkpoint()
    return order.id
  }

  it('counts with the second, neither of them whoever handed out the invitation, and pays', async () => {
    const fay = { key: room.keys.get('fay') ?? zoe.key, keyId: '', session: room.session('fay') }
    expect((await confirm(fay, zoe.keyId)).body).toMatchObject({ code: 'SELF_APPROVAL', status: 403 })
    expect((await confirm(gil, zoe.keyId)).status).toBe(201)
    expect((await keyOnFile())?.state).toBe('pending')
    expect((await confirm(lea, zoe.keyId)).status).toBe(201)
    expect((await keyOnFile())?.state).toBe('active')
    expect((await room.release(await payWithZoe())).token).toMatch(/^ey/)
  }, 60_000)

  it('says for good who confirmed it, and tells its owner at every address', async () => {
    expect(await keyOnFile()).toMatchObject({ activatedAt: null, confirmedBy: [] })
    for (const member of [gil, lea]) await confirm(member, zoe.keyId)
    const both = [room.personId('gil'), room.personId('lea')]
    const onFile = await keyOnFile()
    expect(onFile).toMatchObject({ confirmedBy: both, activatedAt: expect.any(String) as string })
    const own = (await zoe.session.get('/v1/keys')).body as { items: unknown[] }
    expect(own.items).toMatchObject([{ id: zoe.keyId, confirmedBy: both }])
    const { rows: entries } = await sql<{ body: string }>`
      SELECT body FROM log_entries WHERE kind = 'key.activated'`.execute(room.owner)
    expect(entries.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { keyId: zoe.keyId, personId: room.personId('zoe'), fingerprint: onFile?.fingerprint, confirmedBy: both },
    ])
    const { rows: mails } = await sql<{ payload: object }>`
      SELECT payload FROM outbox WHERE kind = 'mail' AND payload->>'template' = 'key-confirmed'`.execute(room.owner)
    expect(mails).toMatchObject([{ payload: { personIds: [room.personId('zoe')], data: { keyId: zoe.keyId } } }])
  }, 60_000)

  it('is believed by no signer when it was made out to be a further one, which takes one', async () => {
    const rules = { profile: 'demo', trust: trustAnyKey(), kinds: room.kinds, keyring: testKeyring() } as const
    await transaction(room.worker, async (tx) => {
      const [key, person] = [await readKey(tx, zoe.keyId), await readPerson(tx, room.personId('zoe'))]
      if (key === null || person === null) throw new Error('Zoe has not enrolled')
      const renewed = { tokenHash: hashSecret(token), invitedBy: room.personId('fay') }
      const asked = { key, person, attestation: 'unattested', endorsedBy: gil.keyId, renewed } as const
      await openKeyChange(tx, rules, asked, await readNow(tx))
    })
    expect((await confirm(gil, zoe.keyId)).status).toBe(201)
    expect((await keyOnFile())?.state).toBe('active')
    const refused = await room.release(await payWithZoe()).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'EVIDENCE_REFUSED' })
    expect(JSON.stringify(refused)).toContain('KEY_UNCONFIRMED')
  }, 60_000)
})
