import type { OwnOrder } from '../../api/submission.ts'
import { changeOf, draftOf, EMPTY, localMinute, toOrder } from './draft.ts'

const typed = {
  ...EMPTY,
  externalId: ' INV-4712 ',
  payeeFrom: 'new',
  name: 'Ateliers du Rhone SAS',
  iban: 'FR76 9999 0000 4200',
  originatingAccount: 'main-eur',
  amount: '12500.00',
  currency: 'EUR',
  executionDate: '2026-12-01',
  reference: 'INV-4712',
  channel: 'video',
  instructedBy: 'cfo@example.com',
} as const

/** As far as a form is filled from it. */
function order(changed: Partial<OwnOrder>): OwnOrder {
  const read = {
    ...toOrder(typed),
    requestedBy: ['per_1'],
    payee: {
      name: typed.name,
      account: { iban: 'FR76999900004200' },
      accountVersion: 0,
      counterpartyId: null,
      accountId: null,
    },
    instruction: { channel: 'video', instructedBy: 'per_2', receivedAt: '2026-11-30T09:12:41Z', note: null },
    ...changed,
  }
  return read as unknown as OwnOrder
}

describe('the form of a payment', () => {
  it('is sent as it was typed, without spaces around it and without what is empty', () => {
    expect(toOrder(typed)).toEqual({
      externalId: 'INV-4712',
      originatingAccount: 'main-eur',
      amount: '12500.00',
      currency: 'EUR',
      payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR76999900004200' } },
      executionDate: '2026-12-01',
      reference: 'INV-4712',
      instruction: { channel: 'video', instructedBy: 'cfo@example.com' },
    })
  })

  it('declares no channel that nobody chose', () => {
    expect(toOrder(EMPTY).instruction).toEqual({})
  })

  it('leaves a mistake in the amount for the service to refuse, rather than reading something into it', () => {
    expect(toOrder({ ...typed, amount: '12.500' }).amount).toBe('12.500')
  })

  it('names a payee on file by its account, and another by name and number', () => {
    const onFile = { ...typed, payeeFrom: 'directory', counterpartyId: 'cpt_1', accountId: 'acc_1' } as const
    expect(toOrder(onFile).payee).toEqual({ counterpartyId: 'cpt_1', accountId: 'acc_1' })
    const other = { ...typed, accountForm: 'other', otherId: '12345678', otherCountry: 'US' } as const
    expect(toOrder(other).payee).toMatchObject({ account: { other: { id: '12345678', country: 'US' } } })
  })
})

describe('changing an order', () => {
  it('sends nothing while nothing was changed', () => {
    const before = draftOf(order({}))
    expect(changeOf(before, before)).toEqual({})
  })

  it('sends what was changed and nothing besides', () => {
    const before = draftOf(order({}))
    expect(changeOf(before, { ...before, amount: '100.00' })).toEqual({ amount: '100.00' })
  })

  it('does not touch amount and account that are hidden from whoever changes it', () => {
    const before = draftOf(order({ amount: null, payee: { ...order({}).payee, account: null } }))
    expect(before).toMatchObject({ amount: '', iban: '' })
    expect(changeOf(before, { ...before, executionDate: '2026-12-02' })).toEqual({ executionDate: '2026-12-02' })
  })

  it('replaces the instruction as a whole, so that it keeps who asked', () => {
    const before = draftOf(order({}))
    expect(changeOf(before, { ...before, note: 'Corrected' }).instruction).toMatchObject({
      channel: 'video',
      instructedBy: 'per_2',
      note: 'Corrected',
    })
  })

  it('writes a moment for the form in the zone of the browser', () => {
    expect(localMinute(new Date(2026, 0, 5, 7, 3))).toBe('2026-01-05T07:03')
  })
})
