/** What can be said of an IBAN while it is typed. A hint: the service decides. */
export type IbanHint = 'empty' | 'country' | 'short' | 'digits' | 'fits'

/** ISO 13616: two letters, two check digits, at least eleven more here; ISO 7064 mod 97-10 leaves 1. */
export function ibanHint(typed: string): IbanHint {
  const iban = typed.replaceAll(/\s/g, '').toUpperCase()
  if (iban === '') return 'empty'
  if (!/^[A-Z]{0,2}$/.test(iban) && !/^[A-Z]{2}\d{0,2}/.test(iban)) return 'country'
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(iban)) return 'short'
  return remainder(iban.slice(4) + iban.slice(0, 4)) === 1 ? 'fits' : 'digits'
}

function remainder(text: string): number {
  let rest = 0
  for (const character of text) rest = Number(`${rest}${Number.parseInt(character, 36)}`) % 97
  return rest
}
