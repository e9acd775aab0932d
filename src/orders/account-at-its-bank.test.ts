import { describeWithPostgres } from '../../test/support/database.ts'
import { LANDLORD, onFile, ORGANISATION } from '../../test/support/organisation.ts'
import { openPaymentRoom, requirementOf, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'

const MEMBER = 'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId'
const CRANES = { name: 'Harbour Cranes Inc', account: { other: { id: '4400 1234 77', country: 'US' } } }
const AT_BANK = { [MEMBER]: '021000021' }
const WITH_BIC = { name: 'Quai Nord SAS', account: { iban: 'FR7699990000420002140001788', bic: 'XMPLFRPP' } }

describeWithPostgres('An account on file', () => {
  let room: PaymentRoom
  let count = 0
  beforeAll(async () => {
    const cranes = { ...CRANES.account, elements: AT_BANK }
    const counterparties = [
      ...ORGANISATION.counterparties,
      { ...onFile(LANDLORD), name: CRANES.name, accounts: [cranes] },
      { ...onFile(LANDLORD), name: WITH_BIC.name, accounts: [WITH_BIC.account] },
    ]
    room = await openPaymentRoom({ organisation: { counterparties } })
  }, 120_000)
  afterAll(() => room.close())

  const routine = (payee: object, elements: Record<string, string> = {}) =>
    room.submit({
      ...{ amount: '2000.00', reference: `Lease ${(count += 1)}7`, instruction: { channel: 'erp' } },
      ...{ payee, elements },
    })
  const codes = (order: OrderAnswer) => order.signals.map(({ code }) => code)
  const kinds = (order: OrderAnswer) => order.requirements.map(({ kind }) => kind)
  const isFlagged = (order: OrderAnswer) => {
    expect(codes(order)).toEqual(expect.arrayContaining(['NEW_ACCOUNT', 'ACCOUNT_CHANGED']))
    expect(kinds(order)).toEqual(expect.arrayContaining(['callback', 'cooling_off']))
  }

  it('that is no IBAN is paid as every other day at the bank that it was vetted at, and the signer agrees', async () => {
    const order = await routine(CRANES, AT_BANK)
    expect([codes(order), kinds(order)]).toEqual([[], ['approval']])
    const subject = { type: 'order', id: order.id }
    const blindEntry = { amount: '2000.00', accountLast4: '3477' }
    const signed = await room.sign('ben', subject, requirementOf(order, 'approval'), 'confirm', { blindEntry })
    expect([signed.status, signed.text]).toEqual([201, expect.any(String)])
    await room.checkpoint()
    expect((await room.release(order.id)).orderVersion).toBe(1)
  }, 60_000)

  it.each([
    ['another bank', { [MEMBER]: '026009593' }],
    ['no bank', {}],
    ['another identification of the bank', { ...AT_BANK, 'CdtrAgt/FinInstnId/Othr/Id': 'X9' }],
    ['another name of the bank', { ...AT_BANK, 'CdtrAgt/FinInstnId/Nm': 'Another Bank' }],
    ['another legal entity', { ...AT_BANK, 'CdtrAgt/FinInstnId/LEI': '5299000J2N45DDNE4Y28' }],
    ['a branch', { ...AT_BANK, 'CdtrAgt/BrnchId/Id': '7' }],
    ['an intermediary', { ...AT_BANK, 'IntrmyAgt1/FinInstnId/BICFI': 'XMPLGB2L' }],
  ])('that is no IBAN is not that account with %s', async (_, elements) => {
    isFlagged(await routine(CRANES, elements))
  })

  it.each([
    ['another bank beside it', { iban: LANDLORD.account.iban }, { 'CdtrAgt/FinInstnId/Nm': 'Another Bank' }],
    ['an intermediary', { iban: LANDLORD.account.iban }, { 'IntrmyAgt1/FinInstnId/BICFI': 'XMPLGB2L' }],
  ])('by IBAN is not that account with %s', async (_, account, elements) => {
    isFlagged(await routine({ name: LANDLORD.name, account }, elements))
  })

  it('by IBAN is not that account with the BIC of another bank; a branch, or no BIC, is none', async () => {
    const { account, name } = WITH_BIC
    isFlagged(await routine({ name, account: { ...account, bic: 'XMPLGB2L' } }))
    for (const bic of ['XMPLFRPP', 'XMPLFRPPXXX', 'XMPLFRPP882', undefined])
      expect(codes(await routine({ name, account: { ...account, bic } }))).toEqual([])
  })

  it('named by its id is paid by the way that was vetted, and by no other', async () => {
    const [found] = await rows(room)
    const payee = { counterpartyId: found?.counterparty_id, accountId: found?.id }
    const order = (await routine(payee)) as OrderAnswer & { elements: object; payee: { account: unknown } }
    expect(codes(order)).toEqual([])
    expect((await room.head(order.id)).content).toMatchObject({
      payment: { payeeAccount: CRANES.account, elements: AT_BANK },
    })
    const body = { externalId: 'W-1', requestedBy: ['ana@example.com'], originatingAccount: 'main-eur' }
    const refused = await room.erp('post', '/v1/payment-orders', {
      ...{ ...body, amount: '2000.00', currency: 'EUR', executionDate: '2026-12-01', reference: 'W-1' },
      ...{ payee, elements: { [MEMBER]: '026009593' } },
    })
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([422, 'ELEMENT_NOT_ON_FILE'])
  })

  it('does not lead a payment that is amended to another account', async () => {
    const [cranes] = await rows(room)
    const order = await routine(
      { counterpartyId: cranes?.counterparty_id, accountId: cranes?.id },
      { 'Purp/Cd': 'SUPP' },
    )
    const [, other] = await rows(room)
    const change = { payee: { counterpartyId: other?.counterparty_id, accountId: other?.id } }
    const amended = await room.erp('patch', `/v1/payment-orders/${order.id}`, change, { 'If-Match': '"1"' })
    expect([amended.status, (amended.body as { elements: object }).elements]).toEqual([200, { 'Purp/Cd': 'SUPP' }])
    expect(codes(amended.body as OrderAnswer)).toEqual([])
  })
})

async function rows(room: PaymentRoom) {
  type Table = { external_accounts: { id: string; counterparty_id: string; identification: object } }
  const all = await room.owner.withTables<Table>().selectFrom('external_accounts').selectAll().execute()
  const isCranes = (one: object) => Number('other' in one)
  return all.sort((a, b) => isCranes(b.identification) - isCranes(a.identification))
}
