/**
 * How an account is written, in the contract's document. What is in it is read by the rules
 * (`parseAccountIdentification`), which name the field that is wrong; a schema that read it would only say that neither
 * form fits.
 */
import { z } from 'zod'

const bic = { type: 'string', pattern: '^[A-Za-z0-9]{8}([A-Za-z0-9]{3})?$', example: 'XMPLFRPP' }

const IBAN = {
  iban: { type: 'string', description: 'With or without spaces', example: 'FR7699990000420002140001788' },
  bic,
}

const OTHER = {
  other: {
    type: 'object',
    description: 'An account without an IBAN',
    properties: {
      id: { type: 'string', maxLength: 34 },
      scheme: { type: 'string', maxLength: 35, description: "ISO 20022's code, such as BBAN, or the bank's own" },
      bic,
      country: { type: 'string', pattern: '^[A-Z]{2}$', description: 'ISO 3166-1, such as GB' },
    },
    required: ['id'],
    additionalProperties: false,
  },
}

const ELEMENTS = {
  elements: {
    type: 'object',
    additionalProperties: { type: 'string', maxLength: 500 },
    description: 'By which clearing code, branch and intermediaries it is reached, by their path in pain.001.001.09',
  },
}

type Members = Readonly<Record<string, object>>

/** Named, so that a generated client has one type of it; where it may be null, write `.or(z.null())`, which keeps the name. */
function account(id: string, description: string, also: Members = {}) {
  const form = (properties: Members, required: string) => ({
    type: 'object',
    properties: { ...properties, ...also },
    required: [required],
    additionalProperties: false,
  })
  const oneOf = [form(IBAN, 'iban'), form(OTHER, 'other')]
  return z.record(z.string(), z.unknown()).meta({ id, type: 'object', description, oneOf })
}

export const Account = account('Account', 'By `iban`, or as `other` where it has none')

export const VettedAccount = account('VettedAccount', 'An account, and by which way it is reached', ELEMENTS)
