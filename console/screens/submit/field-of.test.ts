import { EMPTY } from './draft.ts'
import { fieldOf, placeErrors } from './field-of.ts'

const onFile = { payeeFrom: 'directory', accountForm: 'iban' } as const
const isNew = { payeeFrom: 'new', accountForm: 'other' } as const

describe('where a refusal is shown', () => {
  it.each([
    ['amount', 'amount'],
    ['payee.account.iban', 'iban'],
    ['payee.account.other.country', 'otherCountry'],
    ['instruction.instructedBy', 'instructedBy'],
    ['requestedBy[3]', 'requestedBy'],
  ])('%s is told at %s', (path, field) => {
    expect(fieldOf(path, isNew)).toBe(field)
  })

  it('looks for the payee where the payee was given', () => {
    expect(fieldOf('payee', onFile)).toBe('counterpartyId')
    expect(fieldOf('payee', isNew)).toBe('name')
    expect(fieldOf('payee.account', isNew)).toBe('otherId')
  })

  it('loses nothing that belongs to no field', () => {
    const errors = [
      { path: 'amount', code: 'AMOUNT_FORMAT', detail: 'Write it with two decimals.' },
      { path: 'amount', code: 'FIELD_INVALID', detail: 'Again.' },
      { path: 'constructor', code: 'FIELD_UNKNOWN', detail: 'Leave it out.' },
    ]
    const { placed, others } = placeErrors(errors, { ...EMPTY, amount: '12.5' }, 'Fill this in.')
    expect(placed).toEqual({ amount: 'Write it with two decimals.' })
    expect(others).toEqual([errors[2]])
  })

  it('asks for what was left empty instead of describing its shape', () => {
    const error = { path: 'externalId', code: 'FIELD_INVALID', detail: 'Too small: expected >=1 characters' }
    expect(placeErrors([error], EMPTY, 'Fill this in.').placed).toEqual({ externalId: 'Fill this in.' })
  })
})
