import type { Invoice } from './invoices.ts'
import type { Office } from './office.ts'
import { exampleIban, LANDLORD, ORGANISATION, SUPPLIER } from './organisation.ts'

/**
 * What was said on a day at this office and is nobody else's business: names, addresses, accounts, amounts, references,
 * texts, secrets, and tokens whole and in parts.
 */
export function secretsOf(
  { service }: Office,
  invoices: readonly Invoice[],
  given: readonly string[],
  texts: readonly string[] = [],
): string[] {
  const { people, counterparties, organisation, accounts } = ORGANISATION
  const { secrets } = service
  const all = [
    ...people.flatMap(({ email, name }) => [email, name]),
    ...people.flatMap((person) => ('phones' in person ? person.phones : [])),
    ...[SUPPLIER, LANDLORD].flatMap(({ name, account, phone }) => [name, account.iban, phone]),
    ...counterparties.map(({ provenance }) => provenance),
    ...[organisation.name, 'example.com', exampleIban(1), ...accounts.map(({ iban }) => iban)],
    ...invoices.flatMap(({ amount, payee, reference, externalId }) => [
      ...[payee.name, payee.account.iban, reference, externalId, amount, amount.replace('.', '')],
    ]),
    ...[...texts, 'Compared with contract and invoice.'],
    ...Object.values(secrets.people).map(({ enrolment }) => enrolment),
    ...[...Object.values(secrets.clients), ...Object.values(secrets.webhooks)].map(({ secret }) => secret),
    ...given.flatMap((token) => [token, ...token.split(/[.=]/).filter((part) => part.length > 20)]),
  ]
  return [...new Set(all.filter((secret): secret is string => secret !== undefined))]
}
