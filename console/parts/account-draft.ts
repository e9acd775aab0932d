/** A payee's account as it is typed: by IBAN, or by a number of another scheme. */
export interface AccountDraft {
  readonly accountForm: 'iban' | 'other'
  readonly iban: string
  readonly bic: string
  readonly otherId: string
  readonly otherScheme: string
  readonly otherBic: string
  readonly otherCountry: string
  /** Of an account that is to come on file: a payment says it among its further elements. */
  readonly otherClearing: string
}

export const EMPTY_ACCOUNT: AccountDraft = {
  accountForm: 'iban',
  iban: '',
  bic: '',
  otherId: '',
  otherScheme: '',
  otherBic: '',
  otherCountry: '',
  otherClearing: '',
}

const CLEARING = 'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId'

/** `{iban, bic?}` or `{other: {id, scheme?, bic?, country?}, elements?}`. */
export function accountOf(draft: AccountDraft): Record<string, unknown> {
  if (draft.accountForm === 'iban') return { iban: draft.iban.replaceAll(/\s/g, ''), ...given({ bic: draft.bic }) }
  const { otherScheme: scheme, otherBic: bic, otherCountry: country } = draft
  const elements = given({ [CLEARING]: draft.otherClearing })
  return {
    other: { id: draft.otherId.trim(), ...given({ scheme, bic, country }) },
    ...(Object.keys(elements).length === 0 ? {} : { elements }),
  }
}

/** Without what was left empty. */
export function given(members: Readonly<Record<string, string>>): Record<string, string> {
  const trimmed = Object.entries(members).map(([name, value]) => [name, value.trim()] as const)
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ''))
}

const FIELDS: Readonly<Record<string, keyof AccountDraft>> = {
  iban: 'iban',
  bic: 'bic',
  other: 'otherId',
  'other.id': 'otherId',
  'other.scheme': 'otherScheme',
  'other.bic': 'otherBic',
  'other.country': 'otherCountry',
  elements: 'otherClearing',
  [`elements.${CLEARING}`]: 'otherClearing',
}

/** The field that a path inside an account is about; null for what none is for. */
export function accountFieldOf(
  path: string,
  { accountForm }: Pick<AccountDraft, 'accountForm'>,
): keyof AccountDraft | null {
  if (path === '') return accountForm === 'iban' ? 'iban' : 'otherId'
  return Object.hasOwn(FIELDS, path) ? (FIELDS[path] ?? null) : null
}
