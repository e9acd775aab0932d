/** Languages of the console. Another one: add it here, and tsc names every catalogue that lacks it. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** One catalogue in every language. */
export type Words<Catalogue> = Readonly<Record<Language, Catalogue>>

/** English sets the shape; a string that another language lacks, or has too many, does not compile. */
export function defineWords<Catalogue extends object>(words: {
  readonly en: Catalogue
  readonly de: NoInfer<Catalogue>
}): Words<Catalogue> {
  return words
}

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value)
}

/** The reader's own variant of a language, such as en-GB, for dates and digits. */
export function localeFor(language: Language, preferred: readonly string[]): string {
  const known = preferred.flatMap(wellFormed).find((locale) => locale.split('-')[0] === language)
  return known ?? { en: 'en-GB', de: 'de-DE' }[language]
}

/** As `Intl` takes it, which throws at anything else: a browser may repeat what POSIX calls it, such as `en-US@posix`. */
function wellFormed(locale: string): string[] {
  try {
    return Intl.getCanonicalLocales(locale.replace(/[@.].*$/, ''))
  } catch {
    return []
  }
}

export function languageFor(stored: unknown, preferred: readonly string[]): Language {
  if (isLanguage(stored)) return stored
  const spoken = preferred.flatMap(wellFormed).map((locale) => locale.split('-')[0])
  return spoken.find(isLanguage) ?? 'en'
}
