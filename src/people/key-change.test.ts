import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { sql } from 'kysely'
import type { Response } from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { enrol, giveUp, signIn, type Enrolled, type Session } from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { createAttestationRoot, createSoftwareKey, TEST_ORIGIN, trustOnly } from '../../test/support/software-key.ts'
import { settleSubject } from '../consent/settle-subject.ts'
import type { Profile } from '../platform/config/profile.ts'
import type { SoftwareKey } from '../sandbox/software-key.ts'
import type { Handout } from './init-organisation.ts'
import { readKey } from './key-store.ts'
import { standings } from './standings.ts'

interface Member {
  readonly id: string
  readonly key: SoftwareKey
  readonly keyId: string
  readonly session: Session
}

interface InboxItem {
  readonly subject: { readonly type: string; readonly id: string }
  readonly requirementId: string
  readonly title: string
}

describeWithPostgres('key changes', () => {
  let room: TestPeopleRoom
  let handout: Handout
  let makeKey: () => Promise<SoftwareKey>
  async function begin(profile: Profile): Promise<void> {
    const root = await createAttestationRoot()
    makeKey = () => createSoftwareKey({ root })
    room = await openPeopleRoom({ profile, trust: trustOnly(root) })
    handout = await room.init()
  }
  afterEach(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  async function join(name: string): Promise<Member> {
    const key = await makeKey()
    const email = `${name}@example.com`
    const response = await enrol(room.app, handout.people[email]?.enrolment ?? '', key)
    if (response.status !== 201) throw new Error(response.text)
    const enrolled = response.body as Enrolled
    return { id: enrolled.person.id, key, keyId: enrolled.key.id, session: await signIn(room.app, email, key) }
  }

  async function inboxOf(member: Member): Promise<InboxItem[]> {
    const response = await member.session.get('/v1/inbox')
    return (response.body as { items: InboxItem[] }).items
  }

  async function sign(member: Member, item: InboxItem, decision: 'confirm' | 'deny'): Promise<Response> {
    const { subject, requirementId } = item
    const body = { subject, requirementId, decision, contactedBy: 'none', reason: 'as agreed' }
    const asked = await member.session.post('/v1/challenges', body)
    if (asked.status !== 201) return asked
    const { id, publicKey } = asked.body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
    const credential = await member.key.get(publicKey, { origin: TEST_ORIGIN })
    return member.session.post('/v1/evidence', { challengeId: id, credential })
  }

  async function addKey(
    member: Member,
    options: { confirmWith?: SoftwareKey } = {},
  ): Promise<{ response: Response; key: SoftwareKey }> {
    const key = await makeKey()
    const asked = await member.session.post('/v1/keys/challenges')
    if (asked.status !== 201) return { response: asked, key }
    const { challengeId, publicKey, confirmWith } = asked.body as {
      challengeId: string
      publicKey: PublicKeyCredentialCreationOptionsJSON
      confirmWith: PublicKeyCredentialRequestOptionsJSON
    }
    const credential = await key.create(publicKey, { origin: TEST_ORIGIN })
    const signer = options.confirmWith ?? member.key
    const confirmation = await signer.get({ ...confirmWith, allowCredentials: [] }, { origin: TEST_ORIGIN })
    return { response: await member.session.post('/v1/keys', { challengeId, credential, confirmation }), key }
  }

  const stateOf = async (keyId: string) => (await readKey(room.api, keyId))?.state
  const now = () => new Date().toISOString()

  describe('in production, for a first key', () => {
    let fay: Member
    let gil: Member
    let ben: Member
    beforeEach(async () => {
      await begin('production')
      const all = [await join('fay'), await join('gil'), await join('ben')]
      ;[fay, gil, ben] = all as [Member, Member, Member]
      for (const [one, other] of [
        [fay, gil],
        [gil, fay],
      ] as const) {
        const fingerprint = (await readKey(room.api, other.keyId))?.fingerprint
        const asked = await one.session.post('/v1/genesis/challenges', { fingerprint })
        const { challengeId, publicKey } = asked.body as {
          challengeId: string
          publicKey: PublicKeyCredentialRequestOptionsJSON
        }
        const credential = await one.key.get(publicKey, { origin: TEST_ORIGIN })
        await one.session.post('/v1/genesis/confirmations', { challengeId, credential })
      }
    })

    it('lets its owner see that it waits, and sign nothing', async () => {
      expect((await ben.session.get('/v1/keys')).body).toMatchObject({ items: [{ id: ben.keyId, state: 'pending' }] })
      expect((await standings(room.api, 'all', now())).get(ben.id)).toMatchObject({ hasActiveKey: false })
      expect((await ben.session.get('/v1/inbox')).body).toMatchObject({ code: 'CREDENTIAL_INACTIVE', status: 403 })
      const [item] = await inboxOf(fay)
      const own = await sign(ben, item as InboxItem, 'confirm')
      expect(own.body).toMatchObject({ code: 'CREDENTIAL_INACTIVE', status: 403 })
    })

    it('makes it active with the signature of one administrator', async () => {
      const [item] = await inboxOf(fay)
      expect(item?.title).toContain('Ben Example')
      expect(item?.title).toContain((await readKey(room.api, ben.keyId))?.fingerprint.slice(0, 4))
      const response = await sign(fay, item as InboxItem, 'confirm')
      expect(response.body).toMatchObject({ state: 'applied' })
      expect(await stateOf(ben.keyId)).toBe('active')
      expect((await standings(room.api, [ben.id], now())).get(ben.id)).toMatchObject({
        active: true,
        hasActiveKey: true,
      })
      const { rows } = await sql<{ body: string }>`SELECT body FROM log_entries WHERE kind = 'key.activated'`.execute(
        room.api,
      )
      expect(JSON.parse(rows[0]?.body ?? '')).toMatchObject({
        keyId: ben.keyId,
        subjectId: item?.subject.id,
        state: 'active',
      })
    })

    it('revokes it when an administrator denies it', async () => {
      const [item] = await inboxOf(gil)
      await sign(gil, item as InboxItem, 'deny')
      expect(await stateOf(ben.keyId)).toBe('revoked')
      expect((await ben.session.get('/v1/keys')).status).toBe(401)
      // Its owner is invited again, and this time another administrator than the one who did has to know the key.
      const renewed = await fay.session.post(`/v1/people/${ben.id}/invitations`)
      const { enrolment } = renewed.body as { enrolment: string }
      const { key } = (await enrol(room.app, enrolment, await makeKey())).body as Enrolled
      expect(await inboxOf(fay)).toEqual([])
      const [second] = await inboxOf(gil)
      await sign(gil, second as InboxItem, 'confirm')
      expect(await stateOf(key.id)).toBe('active')
    })

    it('revokes it when nobody answers for a month', async () => {
      const [item] = await inboxOf(fay)
      const wait = (days: number) =>
        sql`UPDATE subjects SET expires_at = expires_at - make_interval(days => ${days}) WHERE id = ${item?.subject.id}`.execute(
          room.owner,
        )
      await wait(29)
      await settleSubject(room.worker, room.kinds, item?.subject.id ?? '')
      expect(await stateOf(ben.keyId)).toBe('pending')
      await wait(1)
      await settleSubject(room.worker, room.kinds, item?.subject.id ?? '')
      expect(await stateOf(ben.keyId)).toBe('revoked')
    })

    it('leaves it revoked when its owner gave it up before it was confirmed', async () => {
      const [item] = await inboxOf(fay)
      await ben.session.post(`/v1/keys/${ben.keyId}/revoke`)
      await sign(fay, item as InboxItem, 'confirm')
      expect(await stateOf(ben.keyId)).toBe('revoked')
    })

    it('quarantines a further key for 72 hours once it is confirmed', async () => {
      const [item] = await inboxOf(fay)
      await sign(fay, item as InboxItem, 'confirm')
      const { response, key } = await addKey(ben)
      expect(response.status).toBe(201)
      const { key: added } = response.body as Enrolled
      expect(added.state).toBe('pending')
      const [further] = await inboxOf(gil)
      await sign(gil, further as InboxItem, 'confirm')
      const stored = await readKey(room.api, added.id)
      expect(stored?.state).toBe('quarantined')
      expect(Date.parse(stored?.quarantineEndsAt ?? '') - Date.now()).toBeGreaterThan(71.9 * 3_600_000)

      expect((await giveUp(ben.session, ben.keyId, ben.key)).status).toBe(204)
      const later = new Date(Date.now() + 73 * 3_600_000).toISOString()
      expect((await standings(room.api, [ben.id], now())).get(ben.id)?.hasActiveKey).toBe(false)
      expect((await standings(room.api, [ben.id], later)).get(ben.id)?.hasActiveKey).toBe(true)
      // While quarantined it vouches for no third key.
      const withNew = { ...ben, key, session: await signIn(room.app, 'ben@example.com', key) }
      const challenges = () => sql`SELECT id FROM challenges WHERE purpose = 'enrolment'`.execute(room.owner)
      const before = (await challenges()).rows.length
      expect((await addKey(withNew)).response.body).toMatchObject({ code: 'CREDENTIAL_QUARANTINED', status: 403 })
      expect((await challenges()).rows).toHaveLength(before)
    })
  })

  describe('in the demo, for a further key', () => {
    let fay: Member
    let ben: Member
    beforeEach(async () => {
      await begin('demo')
      fay = await join('fay')
      ben = await join('ben')
    })

    it('takes the signature of a key on record, then of an administrator, and no quarantine', async () => {
      const { response } = await addKey(ben)
      const { key } = response.body as Enrolled
      expect(key.state).toBe('pending')
      const [item] = await inboxOf(fay)
      await sign(fay, item as InboxItem, 'confirm')
      expect(await stateOf(key.id)).toBe('active')
    })

    it('is refused without that signature, or with one by somebody else', async () => {
      expect((await addKey(ben, { confirmWith: fay.key })).response.body).toMatchObject({
        code: 'CREDENTIAL_FOREIGN',
        status: 403,
      })
      const asked = await ben.session.post('/v1/keys/challenges')
      const { challengeId, publicKey } = asked.body as {
        challengeId: string
        publicKey: PublicKeyCredentialCreationOptionsJSON
      }
      const credential = await (await makeKey()).create(publicKey, { origin: TEST_ORIGIN })
      expect((await ben.session.post('/v1/keys', { challengeId, credential })).status).toBe(422)
      expect(await inboxOf(fay)).toEqual([])
    })

    it('is refused on a challenge that somebody else asked for', async () => {
      const asked = await ben.session.post('/v1/keys/challenges')
      const { challengeId, publicKey, confirmWith } = asked.body as {
        challengeId: string
        publicKey: PublicKeyCredentialCreationOptionsJSON
        confirmWith: PublicKeyCredentialRequestOptionsJSON
      }
      const credential = await (await makeKey()).create(publicKey, { origin: TEST_ORIGIN })
      const confirmation = await ben.key.get(confirmWith, { origin: TEST_ORIGIN })
      expect((await fay.session.post('/v1/keys', { challengeId, credential, confirmation })).status).toBe(404)
    })

    it('is refused to an administrator who would confirm their own', async () => {
      await addKey(fay)
      expect(await inboxOf(fay)).toEqual([])
      const { rows } = await sql<{ id: string }>`SELECT id FROM subjects WHERE type = 'key-change'`.execute(room.api)
      const view = await fay.session.get(`/v1/subjects/key-change/${rows[0]?.id ?? ''}`)
      const { requirements } = view.body as { requirements: { id: string }[] }
      const item = {
        subject: { type: 'key-change', id: rows[0]?.id ?? '' },
        requirementId: requirements[0]?.id ?? '',
        title: '',
      }
      expect((await sign(fay, item, 'confirm')).body).toMatchObject({ code: 'SELF_APPROVAL', status: 403 })
    })
  })
})
