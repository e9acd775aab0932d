import { defineWords } from '../words/define-words.ts'

export const accountWords = defineWords({
  en: {
    form: 'Kind of account',
    iban: 'IBAN',
    other: 'Other account number',
    ibanHints: {
      empty: 'From the invoice. It is grouped as you type.',
      country: 'An IBAN begins with two letters and two digits, such as FR76.',
      short: 'Not complete yet.',
      digits: 'The check digits do not fit. Compare it with the invoice.',
      fits: 'The check digits fit. That says nothing about whose account it is.',
    },
    bic: 'BIC (optional)',
    bicHint: '8 or 11 characters.',
    otherId: 'Account number',
    scheme: 'Scheme (optional)',
    country: 'Country (optional)',
    countryHint: 'Two letters, such as US.',
    clearing: 'Clearing code of the bank (optional)',
    clearingHint: 'Such as 021000021. The bank is named by it, or by its BIC.',
  },
  de: {
    form: 'Art des Kontos',
    iban: 'IBAN',
    other: 'Andere Kontonummer',
    ibanHints: {
      empty: 'Von der Rechnung. Sie wird beim Tippen gruppiert.',
      country: 'Eine IBAN beginnt mit zwei Buchstaben und zwei Ziffern, etwa FR76.',
      short: 'Noch nicht vollständig.',
      digits: 'Die Prüfziffern passen nicht. Vergleichen Sie mit der Rechnung.',
      fits: 'Die Prüfziffern passen. Wessen Konto es ist, sagt das nicht.',
    },
    bic: 'BIC (optional)',
    bicHint: '8 oder 11 Zeichen.',
    otherId: 'Kontonummer',
    scheme: 'Schema (optional)',
    country: 'Land (optional)',
    countryHint: 'Zwei Buchstaben, etwa US.',
    clearing: 'Nationaler Bankcode (optional)',
    clearingHint: 'Etwa 021000021. Durch ihn oder den BIC ist die Bank genannt.',
  },
})
