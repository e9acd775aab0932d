import { toCardinal as german } from 'n2words/de-DE'
import { toCardinal as english } from 'n2words/en-GB'
import type { Language } from '../words/define-words.ts'

/** What a hundredth is called where everybody knows; elsewhere it is written as on a cheque: 05/100. */
const HUNDREDTHS: Readonly<Record<Language, Readonly<Record<string, readonly [one: string, many: string]>>>> = {
  en: { EUR: ['cent', 'cents'], USD: ['cent', 'cents'], GBP: ['penny', 'pence'], CHF: ['centime', 'centimes'] },
  de: { EUR: ['Cent', 'Cent'], USD: ['Cent', 'Cent'], GBP: ['Penny', 'Pence'], CHF: ['Rappen', 'Rappen'] },
}
const SPELL = { en: english, de: german } as const
const AND = { en: 'and', de: 'und' } as const

/**
 * `12500.05` EUR as "twelve thousand five hundred euros and five cents": a digit too many is easier to hear than to
 * see. From the decimal string alone; null for what is none.
 */
export function amountInWords(language: Language, amount: string, currency: string): string | null {
  const parts = /^(\d{1,18})(?:\.(\d{1,4}))?$/.exec(amount)
  if (parts === null) return null
  const [, whole = '', fraction] = parts
  const spell = SPELL[language]
  const words = `${spelledWhole(language, whole)} ${currencyName(language, BigInt(whole) === 1n ? 1 : 2, currency)}`
  if (fraction === undefined) return words
  const names = fraction.length === 2 ? HUNDREDTHS[language][currency] : undefined
  if (names === undefined) return `${words} ${AND[language]} ${fraction}/1${'0'.repeat(fraction.length)}`
  const count = BigInt(fraction)
  const spelled = language === 'de' && count === 1n ? 'ein' : spell(count)
  return `${words} ${AND[language]} ${spelled} ${count === 1n ? names[0] : names[1]}`
}

function spelledWhole(language: Language, whole: string): string {
  const count = BigInt(whole)
  // The bare number is "eins", the number of something "ein".
  return language === 'de' && count === 1n ? 'ein' : SPELL[language](count)
}

function currencyName(language: Language, count: number, currency: string): string {
  try {
    const format = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay: 'name',
      maximumFractionDigits: 0,
    })
    return format.formatToParts(count).find((part) => part.type === 'currency')?.value ?? currency
  } catch {
    return currency
  }
}
