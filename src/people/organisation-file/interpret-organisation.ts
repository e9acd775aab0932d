import Holidays from 'date-holidays'
import type { FieldError } from '../../domain/errors.ts'
import { plainText } from '../../domain/text.ts'
import { parseIban } from '../../orders/account-identification.ts'
import type { FileAccount, OrganisationFile, Rates } from '../organisation.ts'
import { collectFindings, isTimeZone, requireCurrency, requireKnown, requireUnique, type Findings } from './findings.ts'
import { counterpartyOf } from './interpret-counterparty.ts'
import { checkExternalIds, personOf } from './interpret-person.ts'
import { NAME_LENGTH, type Raw, type RawOrganisation } from './schema.ts'

/** Without rates every foreign amount is one that could not be converted: high risk. */
const NO_RATES: Rates = { asOf: '1970-01-01', maxAgeDays: 0, rates: {} }

type Understood = Omit<OrganisationFile, 'policyPath'>

/** What the words of the file mean, and everything that is wrong with them. */
export function interpretOrganisation(raw: RawOrganisation): { file: Understood; errors: readonly FieldError[] } {
  const findings = collectFindings()
  const { name, baseCurrency, locale } = raw.organisation
  findings.attempt(() => plainText(name, 'organisation.name', NAME_LENGTH))
  requireCurrency(baseCurrency, 'organisation.baseCurrency', findings)
  if (!isLocale(locale)) findings.add('organisation.locale', 'LOCALE', 'Use a BCP 47 tag, such as en-GB.')

  raw.entities.forEach((entity, index) => checkEntity(entity, `entities[${index}]`, findings))
  requireUnique(
    raw.entities.map(({ id }) => id),
    (index) => `entities[${index}].id`,
    findings,
  )
  const accounts = raw.accounts.flatMap((account, index) => accountOf(account, `accounts[${index}]`, raw, findings))
  requireUnique(
    raw.accounts.map(({ id }) => id),
    (index) => `accounts[${index}].id`,
    findings,
  )
  requireUnique(
    accounts.map(({ iban }) => iban),
    (index) => `accounts.${accounts[index]?.id}.iban`,
    findings,
  )
  requireUnique(
    raw.groups.map(({ id }) => id),
    (index) => `groups[${index}].id`,
    findings,
  )
  const people = raw.people.map((person, index) => personOf(person, `people[${index}]`, raw, findings))
  requireUnique(
    people.map(({ email }) => email.toLowerCase()),
    (index) => `people[${index}].email`,
    findings,
  )
  checkExternalIds(people, findings)
  const counterparties = raw.counterparties.map((one, index) =>
    counterpartyOf(one, `counterparties[${index}]`, raw, findings),
  )
  requireUnique(
    raw.clients.map(({ id }) => id),
    (index) => `clients[${index}].id`,
    findings,
  )
  checkWebhooks(raw, findings)

  const file = {
    organisation: raw.organisation,
    entities: raw.entities.map((entity) => ({ ...entity, holidays: entity.holidays ?? null })),
    accounts,
    groups: raw.groups.map(({ id }) => id),
    people,
    counterparties,
    clients: raw.clients,
    webhooks: raw.webhooks,
    rates: raw.rates === undefined ? NO_RATES : interpretRates(raw.rates, raw.organisation.baseCurrency, findings),
  }
  return { file, errors: findings.errors }
}

function checkEntity(entity: Raw<'entities'>, path: string, findings: Findings): void {
  findings.attempt(() => plainText(entity.name, `${path}.name`, NAME_LENGTH))
  if (!isTimeZone(entity.timeZone)) {
    findings.add(`${path}.timeZone`, 'TIME_ZONE', 'Use a name of the IANA time zone database, such as Europe/Paris.')
  }
  const [from = '', to = ''] = entity.businessHours.split('-')
  if (from >= to) findings.add(`${path}.businessHours`, 'BUSINESS_HOURS', 'The hours must end after they begin.')
  if (entity.holidays !== undefined && !hasHolidays(entity.holidays)) {
    findings.add(`${path}.holidays`, 'HOLIDAYS', 'There is no calendar of that name. Use a country code, such as FR.')
  }
}

function accountOf(account: Raw<'accounts'>, path: string, raw: RawOrganisation, findings: Findings): FileAccount[] {
  requireKnown(account.entity, raw.entities, `${path}.entity`, 'ENTITY_UNKNOWN', findings)
  requireCurrency(account.currency, `${path}.currency`, findings)
  const iban = findings.attempt(() => parseIban(account.iban, `${path}.iban`))
  return iban === null ? [] : [{ ...account, iban }]
}

function checkWebhooks(raw: RawOrganisation, findings: Findings): void {
  raw.webhooks.forEach((webhook, index) => {
    requireKnown(webhook.client, raw.clients, `webhooks[${index}].client`, 'CLIENT_UNKNOWN', findings)
  })
  requireUnique(
    raw.webhooks.map(({ url }) => url),
    (index) => `webhooks[${index}].url`,
    findings,
  )
}

/** What one of each currency is in the base currency, and for how long that counts. */
export function interpretRates(
  { asOf, maxAgeDays, ...rates }: NonNullable<RawOrganisation['rates']>,
  baseCurrency: string,
  findings: Findings,
): Rates {
  for (const [currency, rate] of Object.entries(rates)) {
    requireCurrency(currency, `rates.${currency}`, findings)
    if (currency === baseCurrency) findings.add(`rates.${currency}`, 'RATE', 'The base currency has no rate.')
    if (/^[0.]+$/.test(rate)) findings.add(`rates.${currency}`, 'RATE', 'A rate is more than zero.')
  }
  return { asOf, maxAgeDays, rates }
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1
  } catch {
    return false
  }
}

/** A country, or a country and its state: `FR`, `DE-BY`. */
function hasHolidays(calendar: string): boolean {
  const [country = '', state] = calendar.split('-')
  const calendars = new Holidays()
  if (calendars.getCountries()[country] === undefined) return false
  return state === undefined || calendars.getStates(country)?.[state] !== undefined
}
