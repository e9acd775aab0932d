import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { describeWithPostgres } from '../../test/support/database.ts'
import { CounterpartyDetail, CounterpartyPage } from './schema.ts'

const IBAN = 'FR7699990000420002140001788'
const SECRETS = [IBAN, IBAN.slice(-4), '+33465710017', 'accounts@ateliers.example', 'Master agreement']

describeWithPostgres('accounts and contacts on file', () => {
  let room: ChangeRoom
  let id: string
  beforeAll(async () => {
    room = await openChangeRoom()
    const onboarding = await room.onboardingId()
    await room.sign(onboarding, 'ben', 'approval')
    await room.sign(onboarding, 'ivy', 'approval')
    const { body } = await room.as('hal').get('/v1/counterparties').expect(200)
    id = CounterpartyPage.parse(body).items[0]?.id ?? ''
  })
  afterAll(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  const paths = () => ['', `/${id}`, `/${id}/accounts`, `/${id}/contacts`].map((path) => `/v1/counterparties${path}`)

  it('are shown to those who ring, keep and look after them', async () => {
    for (const name of ['dan', 'eve', 'hal', 'client:erp'] as const) {
      const { body } = await room.as(name).get(`/v1/counterparties/${id}`).expect(200)
      const payee = CounterpartyDetail.strict().parse(body)
      expect(payee.accounts).toMatchObject([{ status: 'active', version: 1, identification: { iban: IBAN } }])
      expect(payee.contacts.map((one) => one.value).sort()).toEqual(['+33465710017', 'accounts@ateliers.example'])
      expect(payee.contacts.map((one) => one.ageDays)).toEqual([0, 0])
    }
  })

  it('are for others no more than a date and whose signatures it was, an approver who edits included', async () => {
    for (const name of ['ana', 'ben', 'cfo', 'fay', 'kim'] as const) {
      for (const path of paths()) {
        const { text } = await room.as(name).get(path).expect(200)
        for (const secret of SECRETS) expect([name, path, text.includes(secret)]).toEqual([name, path, false])
      }
      const { body } = await room.as(name).get(`/v1/counterparties/${id}`).expect(200)
      expect(body.accounts).toMatchObject([{ identification: null, version: 1, activatedAt: expect.any(String) }])
    }
  })

  it('are found by name, whatever the case, and by nothing else', async () => {
    const find = async (q: string) =>
      CounterpartyPage.parse((await room.as('dan').get(`/v1/counterparties?q=${encodeURIComponent(q)}`)).body).items
    expect(await find('ateliers DU')).toHaveLength(1)
    for (const q of [IBAN, IBAN.slice(-4), '%', '_', "' or 1=1 --", 'Master'])
      expect([q, await find(q)]).toEqual([q, []])
  })
})
