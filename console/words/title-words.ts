import type { Language } from './define-words.ts'

type Rule = readonly [pattern: RegExp, write: (...found: readonly string[]) => string]

const SCOPES: Readonly<Record<string, string>> = {
  order: 'Zahlung',
  counterparty: 'Empfänger',
  person: 'Person',
  channel: 'Kanal',
  entity: 'Gesellschaft',
}

const KINDS: Readonly<Record<string, string>> = { phone: 'Telefon', email: 'E-Mail' }

/** What the service calls a subject, in other languages. */
const TITLES: Readonly<Record<Exclude<Language, 'en'>, readonly Rule[]>> = {
  de: [
    [
      /^Confirm the security key (\S+(?: \S+)*?) of (.+)$/u,
      (key = '', person = '') => `Sicherheitsschlüssel ${key} von ${person} bestätigen`,
    ],
    [/^Lift the hold on everything$/u, () => 'Sperre von allem aufheben'],
    [
      /^Lift the hold on (\w+) (.+)$/u,
      (scope = '', target = '') => `Sperre aufheben: ${SCOPES[scope] ?? scope} ${target}`,
    ],
    [
      /^Take an? (\w+) contact of (.+) off file$/u,
      (kind = '', payee = '') => `Kontakt von ${payee} entfernen: ${KINDS[kind] ?? kind}`,
    ],
    [
      /^Take an account of (.+) off file, ending (\w+)$/u,
      (payee = '', end = '') => `Konto von ${payee} entfernen, endet auf ${end}`,
    ],
    [/^Take an account of (.+) off file$/u, (payee = '') => `Konto von ${payee} entfernen`],
    [/^New (\w+) contact of (.+)$/u, (kind = '', payee = '') => `Neuer Kontakt von ${payee}: ${KINDS[kind] ?? kind}`],
    [/^New account of (.+), ending (\w+)$/u, (payee = '', end = '') => `Neues Konto von ${payee}, endet auf ${end}`],
    [/^New account of (.+)$/u, (payee = '') => `Neues Konto von ${payee}`],
    [/^New payee (.+)$/u, (payee = '') => `Neuer Empfänger ${payee}`],
    [/^(\d+) new payees, (.+) first$/u, (n = '', payee = '') => `${n} neue Empfänger, zuerst ${payee}`],
  ],
}

/** A title in the reader's language; one that this console does not know stays as the service wrote it. */
export function titleIn(language: Language, title: string): string {
  if (language === 'en') return title
  for (const [pattern, write] of TITLES[language]) {
    const found = pattern.exec(title)
    if (found !== null) return write(...found.slice(1))
  }
  return title
}
