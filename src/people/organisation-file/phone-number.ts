import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { refuseField } from '../../domain/errors.ts'

/**
 * A phone number in E.164 (`+33123456789`). It must be written with its country, because nothing here may guess one.
 * Only its length is judged: which ranges are in use changes faster than the library's tables.
 */
export function parsePhoneNumber(value: string, path: string): string {
  const number = parsePhoneNumberFromString(value, { extract: false })
  if (number?.isPossible() !== true || !value.trim().startsWith('+')) {
    throw refuseField(path, 'PHONE_FORMAT', 'Write the number with its country, such as +33 1 23 45 67 89.')
  }
  return number.number
}
