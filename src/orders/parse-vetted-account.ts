import { refuseField } from '../domain/errors.ts'
import { isRoutingElement, namesBank, type VettedAccount } from '../domain/vetted-account.ts'
import { parseAccountIdentification } from './account-identification.ts'
import { readElements } from './read-elements.ts'

/**
 * Reads an account that is to come on file: an account as an order names it, with `elements` where it takes more to say
 * how it is reached. Refuses with 422 BANK_REQUIRED a number that could be one at any bank, and what
 * `parseAccountIdentification` and `readElements` refuse.
 */
export function parseVettedAccount(value: unknown, path: string): VettedAccount {
  const { elements: written, ...identification } = isRecord(value) ? value : { elements: undefined }
  const account = parseAccountIdentification(isRecord(value) ? identification : value, path)
  const elements = parseElements(written, `${path}.elements`)
  const vetted: VettedAccount = Object.keys(elements).length === 0 ? account : { ...account, elements }
  if (namesBank(vetted)) return vetted
  throw refuseField(
    `${path}.other`,
    'BANK_REQUIRED',
    'The same number is another account at another bank. Name the bank: "bic", or in "elements" its clearing code (CdtrAgt/FinInstnId/ClrSysMmbId/MmbId), its LEI or its Othr/Id.',
  )
}

function parseElements(value: unknown, path: string): Readonly<Record<string, string>> {
  if (value === undefined) return {}
  if (!isRecord(value) || !hasTexts(value))
    throw refuseField(path, 'ACCOUNT_FORMAT', 'Give elements as {"<path in pain.001.001.09>": "<text>"}.')
  const elements = readElements(value, path)
  const other = Object.keys(elements).find((one) => !isRoutingElement(one))
  if (other === undefined) return elements
  throw refuseField(
    `${path}.${other}`,
    'ELEMENT_NOT_ROUTING',
    'An account is reached by CdtrAgt, IntrmyAgt1 to IntrmyAgt3 and CdtrAcct/Id. Give the rest with the payment.',
  )
}

function hasTexts(value: Record<string, unknown>): value is Record<string, string> {
  return Object.values(value).every((one) => typeof one === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
