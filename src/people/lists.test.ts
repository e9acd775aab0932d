import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { enrol, signIn, type Session } from '../../test/support/people-calls.ts'
import { openPeopleRoom, type TestPeopleRoom } from '../../test/support/people-room.ts'
import { createSoftwareKey, TEST_ORIGIN } from '../../test/support/software-key.ts'
import type { Handout } from './init-organisation.ts'
import type { PersonDetail } from './schema.ts'

describeWithPostgres('lists of people', () => {
  let room: TestPeopleRoom
  let handout: Handout
  let ben: Session
  let fay: Session
  beforeAll(async () => {
    room = await openPeopleRoom()
    handout = await room.init()
    ;[ben, fay] = [await join('ben'), await join('fay')]
  })
  afterAll(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  const idOf = (name: string): string => handout.people[`${name}@example.com`]?.id ?? ''

  async function join(name: string): Promise<Session> {
    const key = await createSoftwareKey()
    await enrol(room.app, handout.people[`${name}@example.com`]?.enrolment ?? '', key)
    return signIn(room.app, `${name}@example.com`, key)
  }

  it('name everybody to whoever is signed in, and nobody else', async () => {
    const { body } = await ben.get('/v1/people')
    const { items } = body as { items: unknown[] }
    expect(items).toHaveLength(6)
    expect(items).toContainEqual({
      id: idOf('ana'),
      email: 'ana@example.com',
      name: 'Ana Example',
      roles: ['requester'],
      groups: [],
      state: 'pending',
    })
    expect((await request(room.app).get('/v1/people')).status).toBe(401)
  })

  it('show limits and keys to their owner and to administrators only', async () => {
    const path = `/v1/people/${idOf('ben')}`
    const own = (await ben.get(path)).body as PersonDetail
    expect(own.limits[0]).toEqual({ entity: 'eu', currency: 'EUR', perOrder: '50000.00', perDay: '200000.00' })
    expect(own.keys).toMatchObject([{ state: 'active', label: 'blue key' }])
    expect((await fay.get(path)).body).toEqual(own)
    const colleague = (await ben.get(`/v1/people/${idOf('fay')}`)).body as object
    expect(colleague).not.toHaveProperty('keys')
    expect(colleague).not.toHaveProperty('limits')
    expect((await ben.get('/v1/people/per_unknown')).status).toBe(404)
  })

  it('give the members of each group', async () => {
    const { body } = await ben.get('/v1/groups')
    expect(body).toEqual({
      items: [
        { id: 'escalation', members: [] },
        { id: 'treasury', members: [idOf('ben')] },
      ],
    })
  })

  it('show API clients to administrators, without their secrets', async () => {
    expect((await fay.get('/v1/clients')).body).toEqual({
      items: [{ id: 'erp', scopes: ['orders:write', 'events:read'], channels: ['erp', 'voice'], state: 'active' }],
    })
    expect((await ben.get('/v1/clients')).status).toBe(403)
  })

  it.each(['/v1/people', '/v1/groups', '/v1/clients'])('cannot be changed: %s', async (path) => {
    for (const method of ['post', 'put', 'patch', 'delete'] as const) {
      const call = request(room.app)[method](path)
      const response = await call.set('Cookie', fay.cookie).set('Origin', TEST_ORIGIN).send({})
      expect(response.body).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 })
      expect(response.headers['allow']).toBe('GET, HEAD')
    }
  })
})
