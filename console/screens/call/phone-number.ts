import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

export interface DialledNumber {
  /** `+33 4 65 71 00 17`: digits grouped as in its country. */
  readonly international: string
  /** `04 65 71 00 17`; null where it would be the same. */
  readonly national: string | null
  /** ISO 3166. */
  readonly country: string | null
}

/** A number as people read it out and dial it. What is no number is shown as it is on file. */
export function dialledNumber(value: string): DialledNumber {
  const parsed = parsePhoneNumberFromString(value)
  if (parsed === undefined) return { international: value, national: null, country: null }
  return {
    international: parsed.formatInternational(),
    national: parsed.formatNational(),
    country: parsed.country ?? null,
  }
}
