import { defineWords } from '../../words/define-words.ts'

export const callsWords = defineWords({
  en: {
    title: 'Call desk',
    lead: 'We ring people ourselves, at numbers we already had. They state amount and account; we never say them.',
    payee: 'Ring the payee or who asked',
    due: 'Due',
    held: 'On hold: a call can be made, nothing is released',
    make: 'Make the call',
    empty: 'No calls wait for you',
    emptyBody:
      'When a payment or a change wants a call that you may make, it stands here. You need do nothing until then.',
  },
  de: {
    title: 'Rückrufe',
    lead: 'Wir rufen selbst an, unter Nummern, die wir schon hatten. Betrag und Konto nennt die andere Seite; wir nie.',
    payee: 'Den Empfänger oder Auftraggeber anrufen',
    due: 'Fällig',
    held: 'Gesperrt: Anrufen geht, freigegeben wird nichts',
    make: 'Anrufen',
    empty: 'Kein Rückruf wartet auf Sie',
    emptyBody:
      'Sobald eine Zahlung oder Änderung einen Rückruf braucht, den Sie machen dürfen, steht er hier. Bis dahin ist nichts zu tun.',
  },
})
