import { parseAmount } from '../../domain/money.ts'
import type { Limit, Role } from '../../domain/person.ts'
import { plainText } from '../../domain/text.ts'
import type { FilePerson } from '../organisation.ts'
import { requireKnown, requireUnique, type Findings } from './findings.ts'
import { parsePhoneNumber } from './phone-number.ts'
import { NAME_LENGTH, type Raw, type RawOrganisation } from './schema.ts'

/** Administrators decide who may act, so they never act themselves. */
const NOT_FOR_ADMINISTRATORS: readonly Role[] = ['approver', 'instructor', 'caller']

export function personOf(person: Raw<'people'>, path: string, raw: RawOrganisation, findings: Findings): FilePerson {
  findings.attempt(() => plainText(person.name, `${path}.name`, NAME_LENGTH))
  requireUnique(person.roles, (index) => `${path}.roles[${index}]`, findings)
  requireUnique(person.groups, (index) => `${path}.groups[${index}]`, findings)
  const excluded = person.roles.filter((role) => NOT_FOR_ADMINISTRATORS.includes(role))
  if (person.roles.includes('administrator') && excluded.length > 0) {
    const detail = `An administrator cannot be ${excluded.join(' or ')} too: give one of the roles to somebody else.`
    findings.add(`${path}.roles`, 'ADMINISTRATOR_ROLES', detail)
  }
  person.groups.forEach((group, index) =>
    requireKnown(group, raw.groups, `${path}.groups[${index}]`, 'GROUP_UNKNOWN', findings),
  )
  const limits = person.limits.flatMap((limit, index) => limitOf(limit, `${path}.limits[${index}]`, raw, findings))
  requireUnique(
    limits.map((limit) => `${limit.entity} ${limit.perOrder.currency}`),
    (index) => `${path}.limits[${index}]`,
    findings,
  )
  const phones = person.phones.flatMap((phone, index) => {
    return findings.attempt(() => parsePhoneNumber(phone, `${path}.phones[${index}]`)) ?? []
  })
  requireUnique(phones, (index) => `${path}.phones[${index}]`, findings)
  return { ...person, limits, phones }
}

function limitOf(
  limit: Raw<'people'>['limits'][number],
  path: string,
  raw: RawOrganisation,
  findings: Findings,
): Limit[] {
  requireKnown(limit.entity, raw.entities, `${path}.entity`, 'ENTITY_UNKNOWN', findings)
  const perOrder = findings.attempt(() => parseAmount(limit.perOrder, limit.currency, `${path}.perOrder`))
  const perDay = findings.attempt(() => parseAmount(limit.perDay, limit.currency, `${path}.perDay`))
  if (perOrder === null || perDay === null) return []
  if (perDay.minor < perOrder.minor)
    findings.add(`${path}.perDay`, 'LIMIT', 'The limit of a day cannot be below that of one order.')
  return [{ entity: limit.entity, perOrder, perDay }]
}

/** An external id names one person, whatever the system: an ERP that says who asked must never be able to mean two. */
export function checkExternalIds(people: readonly FilePerson[], findings: Findings): void {
  const owners = new Map<string, number>()
  people.forEach((person, index) => {
    for (const [system, externalId] of Object.entries(person.externalIds)) {
      const path = `people[${index}].externalIds.${system}`
      findings.attempt(() => plainText(externalId, path, NAME_LENGTH))
      const owner = owners.get(externalId) ?? index
      if (owner !== index) findings.add(path, 'DUPLICATE', `This is also the id of people[${owner}].`)
      owners.set(externalId, owner)
    }
  })
}
