import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openReleaseRoom, type ReleaseRoom } from '../../test/support/release-room.ts'
import type { Requirement } from '../domain/requirement.ts'
import { createOrderKind } from '../orders/order-kind.ts'
import { jsonb } from '../platform/postgres/jsonb.ts'
import { createAudience, type Audience } from './audience.ts'

const LATER = '2199-01-01T00:00:00.000Z'
const approval = {
  id: 'req_1',
  kind: 'approval',
  group: 'treasury',
  quorum: 2,
  blindEntry: false,
  because: [],
  anyOf: null,
} as const
const waiting: Requirement[] = [
  approval,
  { id: 'req_2', kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1, because: [], anyOf: null },
  {
    id: 'req_3',
    kind: 'cooling_off',
    until: LATER,
    because: [],
    anyOf: [{ ...approval, id: 'req_4', group: 'seniors' }],
  },
]

describeWithPostgres('who is told', () => {
  let room: ReleaseRoom
  let audience: Audience
  let ana: string

  beforeAll(async () => {
    room = await openReleaseRoom()
    ana = await room.person('ana@example.com', { roles: ['requester', 'approver'], groups: ['treasury'], hasKey: true })
    const duties = async () => ({ requesters: [ana], instructors: [], instructorCounts: false, spending: null })
    audience = createAudience({ db: room.worker, kinds: new Map([['order', { ...createOrderKind(1), duties }]]) })
  })
  afterAll(() => room.close())

  async function order(state: 'awaiting_evidence' | 'denied', requirements = waiting): Promise<string> {
    const id = await room.order('erp', state)
    await sql`update assessments set requirements = ${jsonb(requirements as never)} where subject_id = ${id}`.execute(
      room.owner,
    )
    return id
  }

  it('is everyone who can answer what is open, and nobody who may not, cannot, or only could expedite', async () => {
    await room.client('erp')
    const person = (name: string, role: string, groups: string[], more = {}) =>
      room.person(`${name}@example.com`, { roles: [role], groups, hasKey: true, ...more })
    const ben = await person('ben', 'approver', ['treasury'])
    const dan = await person('dan', 'caller', [])
    await person('sid', 'approver', ['seniors'])
    await person('kim', 'approver', ['treasury'], { hasKey: false })
    await person('lee', 'approver', ['treasury'], { state: 'left' })
    await person('hal', 'auditor', [])
    const waits = await order('awaiting_evidence')
    expect([...(await audience.eligible(waits))].sort()).toEqual([ben, dan].sort())
    // Duties aside: who asked for it might be.
    expect([...(await audience.mayBeEligible(waits))].sort()).toEqual([ana, ben, dan].sort())
    expect(await audience.requesters(await order('denied'))).toEqual([ana])
  })

  it('is whoever has answered only where that counts no longer', async () => {
    const waits = await order('awaiting_evidence')
    const { rows } = await sql<{ id: string; digest: string }>`
      select person.id, version.digest from people person, subject_versions version
       where person.email = 'dan@example.com' and version.subject_id = ${waits}`.execute(room.owner)
    const [{ id: dan, digest } = { id: '', digest: '' }] = rows
    await sql`
      insert into challenges (id, purpose, subject_id, subject_version, requirement_id, person_id, decision, contacted_by,
                              challenge, created_at, expires_at)
        values ('chl_dan', 'evidence', ${waits}, 1, 'req_2', ${dan}, 'confirm', 'none', '', countersign_now(),
                countersign_now())`.execute(room.owner)
    await sql`
      insert into evidence (id, challenge_id, subject_type, subject_id, subject_version, subject_digest, requirement_id,
                            kind, decision, person_id, key_id, credential_id, contacted_by, statement, statement_digest,
                            client_data_json, authenticator_data, signature, entry_id, accepted_at)
        select 'evd_dan', 'chl_dan', 'order', ${waits}, 1, ${digest}, 'req_2', 'callback', 'confirm', ${dan}, id,
               credential_id, 'none', '{}', '', '', '', '', 'ent_1', countersign_now()
          from keys where person_id = ${dan}`.execute(room.owner)
    expect(await audience.eligible(waits)).not.toContain(dan)
    await sql`update keys set state = 'revoked' where person_id = ${dan}`.execute(room.owner)
    await sql`
      insert into keys (id, person_id, credential_id, public_key, algorithm, aaguid, fingerprint, state,
                        attestation_object, client_data_json, statement, entry_id)
        select 'key_dan_2', person_id, 'another of dan', public_key, algorithm, aaguid, fingerprint, 'active',
               attestation_object, client_data_json, statement, entry_id
          from keys where person_id = ${dan}`.execute(room.owner)
    expect(await audience.eligible(waits)).toContain(dan)
  })

  it('is nobody where nothing is open', async () => {
    expect(await audience.eligible(await order('awaiting_evidence', []))).toEqual([])
    expect(await audience.eligible('ord_unknown')).toEqual([])
    expect(await audience.mayBeEligible('ord_unknown')).toEqual([])
    expect(await audience.requesters('ord_unknown')).toEqual([])
  })
})
