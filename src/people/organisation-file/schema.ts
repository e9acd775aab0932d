/** The shape of organisation.yaml, before any of its words are understood (interpret-organisation.ts does that). */
import { z } from 'zod'
import { CHANNELS } from '../../domain/payment-order.ts'
import { ROLES } from '../../domain/person.ts'

/** ISO 20022 Max140Text. */
export const NAME_LENGTH = 140

const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'Use letters, digits, full stops, hyphens and underscores.')
const currency = z.string().regex(/^[A-Z]{3}$/, 'Use an ISO 4217 code in capitals, such as EUR.')
const quoted = z.string('Write this in quotes: amounts and rates are text, never numbers.')
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as "15:30", in quotes.')
const hours = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'Write hours such as "09:00-18:00", in quotes.')

const limit = z.strictObject({ entity: id, currency, perOrder: quoted, perDay: quoted })

const person = z.strictObject({
  email: z.email(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)).min(1),
  groups: z.array(id).default([]),
  limits: z.array(limit).default([]),
  externalIds: z.record(id, z.string().min(1).max(140)).default({}),
  phones: z.array(z.string()).default([]),
  automatic: z.boolean().default(false),
})

/** A number on its own, or with the time zone its owner lives in; or an address. */
const contact = z.union([
  z.string().transform((phone) => ({ phone })),
  z.strictObject({ phone: z.string(), timeZone: z.string().optional() }),
  z.strictObject({ email: z.email(), timeZone: z.string().optional() }),
])

const counterparty = z.strictObject({
  name: z.string(),
  // Understood by the room that knows account numbers.
  accounts: z.array(z.union([z.string().transform((iban) => ({ iban })), z.looseObject({})])).min(1),
  contacts: z.array(contact).default([]),
  provenance: z.string(),
})

const rates = z
  .object({ asOf: z.iso.date(), maxAgeDays: z.int().min(0).max(366) })
  .catchall(quoted.regex(/^[0-9]{1,9}(\.[0-9]{1,12})?$/, 'Write a rate such as "0.92".'))

/** `rates:` alone, in a file of its own. */
export const ratesFileSchema = z.strictObject({ rates })

export const organisationSchema = z.strictObject({
  organisation: z.strictObject({ name: z.string(), baseCurrency: currency, locale: z.string() }),
  entities: z
    .array(
      z.strictObject({
        id,
        name: z.string(),
        timeZone: z.string(),
        holidays: z.string().optional(),
        businessHours: hours,
        cutOff: time,
      }),
    )
    .min(1),
  accounts: z.array(z.strictObject({ id, entity: id, iban: z.string(), currency })).min(1),
  groups: z.array(z.strictObject({ id })).default([]),
  people: z.array(person).min(1),
  counterparties: z.array(counterparty).default([]),
  clients: z
    .array(
      z.strictObject({
        id,
        scopes: z.array(z.string().regex(/^[a-z]+:[a-z]+$/, 'A scope is written such as orders:write.')).min(1),
        channels: z.array(z.enum(CHANNELS)).default([]),
      }),
    )
    .default([]),
  webhooks: z.array(z.strictObject({ client: id, url: z.url({ protocol: /^https?$/ }) })).default([]),
  rates: rates.optional(),
  policy: z.string().min(1),
})

export type RawOrganisation = z.output<typeof organisationSchema>

/** One item of a list of the file. */
export type Raw<K extends keyof RawOrganisation> = RawOrganisation[K] extends readonly (infer T)[] ? T : never
