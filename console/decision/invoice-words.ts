import { defineWords } from '../words/define-words.ts'

/** What is said where somebody types from the invoice what is kept from them. */
export const invoiceWords = defineWords({
  en: {
    amountHint: 'As digits: 12500.00',
    readAs: (amount: string) => `Read as ${amount}`,
    badAmount: 'Write digits, with a point or comma before the cents only: 12500.00. This was no try.',
    ending: 'Last four characters of the account on the invoice',
    endingHint: 'Letters and digits, without spaces',
    badEnding: 'Write four letters or digits. This was no try.',
    check: 'Compare with the payment',
    tries: 'You have three tries in all for this version.',
    mismatch: 'Not the amount or account of this payment',
    left: (n: number) => (n === 1 ? 'One try is left.' : `${n} tries are left.`),
    look: 'Look at the invoice again. If that is really what it says, this payment is not what was invoiced: deny it.',
    locked: 'No tries are left',
    lockedBody:
      'What you typed did not match. You cannot sign this any more; somebody else has to look at the invoice. You can still deny it.',
    deny: 'Deny…',
  },
  de: {
    amountHint: 'In Ziffern: 12500,00',
    readAs: (amount: string) => `Gelesen als ${amount}`,
    badAmount: 'Schreiben Sie Ziffern, mit Komma oder Punkt nur vor den Cent: 12500,00. Das war kein Versuch.',
    ending: 'Die letzten vier Zeichen des Kontos auf der Rechnung',
    endingHint: 'Buchstaben und Ziffern, ohne Leerzeichen',
    badEnding: 'Schreiben Sie vier Buchstaben oder Ziffern. Das war kein Versuch.',
    check: 'Mit der Zahlung vergleichen',
    tries: 'Sie haben für diese Fassung insgesamt drei Versuche.',
    mismatch: 'Nicht der Betrag oder das Konto dieser Zahlung',
    left: (n: number) => (n === 1 ? 'Ein Versuch bleibt.' : `${n} Versuche bleiben.`),
    look: 'Sehen Sie noch einmal auf die Rechnung. Steht es dort wirklich so, ist diese Zahlung nicht die berechnete: Lehnen Sie sie ab.',
    locked: 'Kein Versuch übrig',
    lockedBody:
      'Was Sie eingegeben haben, stimmte nicht. Sie können das nicht mehr unterschreiben; jemand anders muss auf die Rechnung sehen. Ablehnen können Sie es noch.',
    deny: 'Ablehnen…',
  },
})
