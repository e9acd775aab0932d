import { sql } from 'kysely'
import { createHash } from 'node:crypto'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPeopleRoom, POLICY, type PeopleRoomOptions, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { refusalOf } from '../../test/support/software-key.ts'
import { parsePolicy } from '../risk/policy-document.ts'
import { unsealText } from '../platform/sealed-text.ts'
import { beganWith, clientItem, genesisDigest, personItem } from './genesis.ts'
import { WEBHOOK_SECRET } from './init-organisation.ts'
import type { FileCounterparty } from './organisation.ts'
import { enrolmentHashes, readClients, readOrganisation, readPeople } from './store.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

describeWithPostgres('setting up an organisation', () => {
  const rooms: TestPeopleRoom[] = []
  const open = async (options: PeopleRoomOptions = {}): Promise<TestPeopleRoom> => {
    const room = await openPeopleRoom(options)
    rooms.push(room)
    return room
  }
  afterEach(() => Promise.all(rooms.splice(0).map((room) => room.close())))

  it('invites everybody, with secrets that are in the database only as hashes', async () => {
    const room = await open()
    const handout = await room.init()
    expect(Object.keys(handout.people)).toHaveLength(6)
    const secrets = [
      ...Object.values(handout.people).map(({ enrolment }) => enrolment),
      ...[...Object.values(handout.clients), ...Object.values(handout.webhooks)].map(({ secret }) => secret),
    ]
    const dump = await everythingIn(room)
    expect(dump).toContain(sha256(handout.people['ana@example.com']?.enrolment ?? ''))
    expect(dump).toContain(sha256(handout.clients['erp']?.secret ?? ''))
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThanOrEqual(43)
      expect(dump).not.toContain(secret)
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'))
    }
    expect((await readPeople(room.api, 'all')).map(({ state }) => state)).toEqual(Array(6).fill('pending'))
  })

  it('seals the secret of a webhook, for that endpoint alone', async () => {
    const room = await open()
    const { webhooks } = await room.init()
    const { rows } = await sql<{ id: string; secret: string }>`SELECT id, secret FROM webhook_endpoints`.execute(
      room.worker,
    )
    const [endpoint] = rows
    const { id = '', secret = '' } = endpoint ?? {}
    const unsealFor = (binding: string) => unsealText(room.keyring, secret, { purpose: WEBHOOK_SECRET, binding })
    expect(unsealFor(id)).toBe(webhooks['http://127.0.0.1:9090/hook']?.secret)
    expect(unsealFor(id)).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(() => unsealFor('whk_other')).toThrow('sealed box')
  })

  it('begins the log with a digest under which every person and client can be shown', async () => {
    const room = await open()
    await room.init()
    const { rows } = await sql<{ kind: string; body: string }>`SELECT kind, body FROM log_entries ORDER BY seq`.execute(
      room.api,
    )
    const organisation = await readOrganisation(room.api)
    if (organisation === null) throw new Error('no organisation')
    expect(rows[0]?.kind).toBe('genesis')
    const entry = JSON.parse(rows[0]?.body ?? '') as Record<string, unknown>
    expect(entry['digest']).toBe(genesisDigest(organisation.genesis))
    expect(entry['digest']).toBe(organisation.genesisDigest)
    expect(rows[0]?.body).not.toMatch(/Example|ana@/)

    const hashes = await enrolmentHashes(room.api, 'all')
    for (const person of await readPeople(room.api, 'all')) {
      expect(beganWith(organisation.genesis, personItem(person, hashes.get(person.id) ?? ''))).toBe(true)
      const promoted = { ...person, roles: [...person.roles, 'policy_author' as const] }
      expect(beganWith(organisation.genesis, personItem(promoted, hashes.get(person.id) ?? ''))).toBe(false)
    }
    for (const client of await readClients(room.api)) {
      expect(beganWith(organisation.genesis, clientItem(client))).toBe(true)
    }
  })

  it('is refused where an organisation exists, and changes nothing then', async () => {
    const room = await open()
    await room.init()
    const before = await everythingIn(room)
    expect(await refusalOf(room.init())).toMatchObject({ code: 'ORGANISATION_EXISTS', status: 409 })
    expect(await everythingIn(room)).toBe(before)
  })

  it('lets one of two win that run at once', async () => {
    const room = await open()
    const outcomes = await Promise.allSettled([room.init(), room.init()])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await readPeople(room.api, 'all')).toHaveLength(6)
  })

  it('creates nothing when its secrets cannot be handed over', async () => {
    const handOver = () => Promise.reject(new Error('disk full'))
    const room = await open({ setUp: { handOver } })
    await expect(room.init()).rejects.toThrow('disk full')
    expect(await readOrganisation(room.api)).toBeNull()
  })

  it('hands the counterparties on, to become known by a signed change and not by being listed', async () => {
    const proposed: FileCounterparty[] = []
    const counterparty =
      'counterparties: [{name: Ateliers SAS, accounts: [{iban: FR7699990000420002140001788}], provenance: contract}]\nclients:'
    const room = await open({
      edit: (yaml) => yaml.replace('clients:', counterparty),
      setUp: { proposeOnboarding: async (_tx, given) => void proposed.push(...given) },
    })
    await room.init()
    expect(proposed.map(({ name }) => name)).toEqual(['Ateliers SAS'])
    const { rows } = await sql`SELECT FROM counterparties`.execute(room.api)
    expect(rows).toEqual([])
  })

  it('is confirmed at once in the demo, and waits for two administrators in production', async () => {
    const [demo, production] = [await open(), await open({ profile: 'production' })]
    await Promise.all([demo.init(), production.init()])
    expect((await readOrganisation(demo.api))?.confirmedAt).not.toBeNull()
    expect((await readOrganisation(production.api))?.confirmedAt).toBeNull()
  })

  it('is refused in production with one administrator', async () => {
    const edit = (yaml: string) => yaml.replaceAll(/.*(gil|lea)@example.*\n/g, '')
    const room = await open({ profile: 'production', edit })
    const refusal = await refusalOf(room.init())
    expect(refusal.errors).toMatchObject([{ path: 'people', code: 'ADMINISTRATORS_TOO_FEW' }])
  })

  it('is refused with a policy that asks more administrators for first keys than there are', async () => {
    const document = { ...parsePolicy(POLICY), keys: { administrators: 4 } }
    const room = await open({ setUp: { policy: { document, source: POLICY } } })
    const refusal = await refusalOf(room.init())
    expect(refusal.errors).toMatchObject([{ path: 'policy', code: 'ADMINISTRATORS_TOO_FEW' }])
  })

  it('is refused with a policy that asks a group nobody defined', async () => {
    const room = await open({ edit: (yaml) => yaml.replace(', {id: escalation}', '') })
    const refusal = await refusalOf(room.init())
    expect(refusal.errors).toMatchObject([{ path: 'policy', code: 'GROUP_UNKNOWN' }])
  })
})

/** Every row of every table, as text. */
async function everythingIn(room: TestPeopleRoom): Promise<string> {
  const tables = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`.execute(room.owner)
  let dump = ''
  for (const { name } of tables.rows) {
    const { rows } = await sql`SELECT to_jsonb(t)::text AS row FROM ${sql.table(name)} t ORDER BY 1`.execute(room.owner)
    dump += `${name} ${JSON.stringify(rows)}\n`
  }
  return dump
}
