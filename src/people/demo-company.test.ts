import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPeopleRoom, ORGANISATION, POLICY, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { createSoftwareKey, trustAnyKey } from '../../test/support/software-key.ts'
import type { Profile } from '../platform/config/profile.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { parsePolicy } from '../risk/policy-document.ts'
import type { DemoCompanyAnswer } from './demo-schema.ts'
import { sealSeed, secretsFrom } from './demo-seed.ts'
import { foundDemoCompany } from './found-demo-company.ts'
import { parseOrganisationFile } from './organisation-file.ts'
import { readOrganisation } from './store.ts'

const LOCAL = 'http://localhost:8080'
const FUTURE = '2999-01-01T00:00:00.000Z'

describeWithPostgres("setting up the demo's company from a browser", () => {
  const rooms: TestPeopleRoom[] = []
  const open = async (profile: Profile = 'demo', origin = LOCAL): Promise<TestPeopleRoom> => {
    const trust = trustAnyKey({ origins: [origin], rpId: new URL(origin).hostname })
    const room = await openPeopleRoom({ profile, trust })
    rooms.push(room)
    return room
  }
  afterEach(async () => {
    const opened = rooms.splice(0)
    const faults = opened.flatMap((room) => room.faults)
    await Promise.all(opened.map((room) => room.close()))
    expect(faults).toEqual([])
  })

  const setUp = (room: TestPeopleRoom, origin: string | null = LOCAL) => {
    const call = request(room.app).post('/v1/demo/company')
    return (origin === null ? call : call.set('Origin', origin)).send({})
  }
  const offered = async (room: TestPeopleRoom): Promise<unknown> => {
    const { body } = await request(room.app).get('/v1/installation')
    return (body as { demoCompany: unknown }).demoCompany
  }

  it('hands everybody’s invitation to the page, once, and they let people enrol', async () => {
    const room = await open()
    expect(await offered(room)).toBe(true)
    const answer = await setUp(room)
    expect(answer.status).toBe(201)
    expect(answer.headers['cache-control']).toBe('no-store')
    const { people, clients, organisation } = answer.body as DemoCompanyAnswer
    expect(organisation.name).toBe('Example Ltd')
    expect(Object.keys(people)).toHaveLength(6)
    expect(new Set(Object.values(people).map(({ enrolment }) => enrolment)).size).toBe(6)
    expect(clients['erp']?.secret).toMatch(/^[\w-]{43}$/)

    const token = people['ana@example.com']?.enrolment ?? ''
    const asked = await request(room.app).post(`/v1/enrolments/${token}/challenges`).set('Origin', LOCAL)
    const { challengeId, publicKey } = asked.body as { challengeId: string; publicKey: never }
    const credential = await (await createSoftwareKey()).create(publicKey, { origin: LOCAL })
    const enrolled = await request(room.app).post(`/v1/enrolments/${token}`).send({ challengeId, credential })
    expect(enrolled.body).toMatchObject({ person: { email: 'ana@example.com' }, key: { state: 'active' } })
    expect(await offered(room)).toBe(false)
  })

  it('is gone as soon as there is an organisation, however it came', async () => {
    const room = await open()
    await room.init()
    expect((await setUp(room)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })

  it('happens once when two press at once', async () => {
    const room = await open()
    const answers = await Promise.all([setUp(room), setUp(room)])
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses[0]).toBe(201)
    expect([404, 409]).toContain(statuses[1])
  })

  it.each(['sandbox', 'production'] as const)('does not exist in the profile %s', async (profile) => {
    const room = await open(profile)
    expect((await setUp(room)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await offered(room)).toBe(false)
    const founding = { id: 'one', sealedSeed: sealSeed(room.keyring, 'seed', 'one'), until: FUTURE }
    await expect(room.process.foundDemoCompany(founding)).rejects.toMatchObject({ status: 404 })
    expect(await readOrganisation(room.owner)).toBeNull()
  })

  it('does not exist where others than this machine can reach it', async () => {
    const origin = 'https://pay.example.com'
    const room = await open('demo', origin)
    expect((await setUp(room, origin)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await offered(room)).toBe(false)
  })

  it.each([null, 'http://localhost:9999', 'https://evil.example.com'])(
    'is refused from the page %s',
    async (origin) => {
      const room = await open()
      expect((await setUp(room, origin)).body).toMatchObject({ status: 403, code: 'ORIGIN' })
      expect(await readOrganisation(room.owner)).toBeNull()
    },
  )

  it('asked again with the same seed finds its work done, and with another one an organisation', async () => {
    const room = await open()
    const founding = { id: 'one', sealedSeed: sealSeed(room.keyring, 'seed', 'one'), until: FUTURE }
    await room.process.foundDemoCompany(founding)
    await room.process.foundDemoCompany({ ...founding, until: '2000-01-01T00:00:00.000Z' })
    const other = { ...founding, sealedSeed: sealSeed(room.keyring, 'other', 'one') }
    await expect(room.process.foundDemoCompany(other)).rejects.toMatchObject({ code: 'ORGANISATION_EXISTS' })
  })

  it('takes no seed that was sealed for another founding, and none that nobody waits for', async () => {
    const room = await open()
    const sealedSeed = sealSeed(room.keyring, 'seed', 'one')
    await expect(room.process.foundDemoCompany({ id: 'two', sealedSeed, until: FUTURE })).rejects.toThrow()
    const late = { id: 'one', sealedSeed, until: '2000-01-01T00:00:00.000Z' }
    await expect(room.process.foundDemoCompany(late)).rejects.toMatchObject({ code: 'TOO_LATE' })
    expect(await readOrganisation(room.owner)).toBeNull()
  })

  it('needs the owner of the tables: the worker’s own role cannot do it', async () => {
    const room = await open()
    const company = {
      openOwner: () => createDatabase({ url: room.url, role: 'worker', max: 1, onError: () => undefined }),
      read: async () => ({
        file: parseOrganisationFile(ORGANISATION, '/'),
        policy: { document: parsePolicy(POLICY), source: POLICY },
      }),
      proposeOnboarding: async () => undefined,
    }
    const founding = { id: 'one', sealedSeed: sealSeed(room.keyring, 'seed', 'one'), until: FUTURE }
    await expect(foundDemoCompany(company, room.keyring, founding)).rejects.toMatchObject({
      code: 'NOT_OWNER',
    })
  })

  it('makes secrets that differ by owner and by seed', () => {
    const secrets = [secretsFrom('a')('person:x'), secretsFrom('a')('client:x'), secretsFrom('b')('person:x')]
    expect(new Set(secrets).size).toBe(3)
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/)
  })
})
