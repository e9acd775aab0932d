import { defineWords } from '../../words/define-words.ts'

export const secondDisplayWords = defineWords({
  en: {
    title: 'Second display',
    lead: 'What your key is about to sign, straight from the service. Open this on your phone, signed in there yourself, and compare it with your computer.',
    empty: {
      title: 'Nothing is about to be signed',
      body: 'Press Sign on your computer. The same payment and the same code appear here within seconds.',
    },
    decisions: { confirm: 'You would SIGN', continue: 'You would let this CONTINUE', deny: 'You would DENY' },
    code: 'Short code',
    compare: 'The same on both screens? Then touch your key. Anything else: do not touch it, and report it.',
    until: 'Can be signed until',
    report: 'Report it',
    unreadable: 'This statement cannot be read. Do not sign it.',
    earlier: 'Asked earlier',
    paused: 'Paused: touch to go on',
    look: 'Look again',
    blind: 'Amount and account are not part of this statement.',
  },
  de: {
    title: 'Zweiter Bildschirm',
    lead: 'Was Ihr Schlüssel gleich unterschreibt, direkt vom Dienst. Öffnen Sie das am Telefon, dort selbst angemeldet, und vergleichen Sie es mit dem Computer.',
    empty: {
      title: 'Nichts steht zur Unterschrift an',
      body: 'Drücken Sie am Computer auf Unterschreiben. Dieselbe Zahlung und derselbe Code erscheinen hier in Sekunden.',
    },
    decisions: {
      confirm: 'Sie würden UNTERSCHREIBEN',
      continue: 'Sie würden FORTFAHREN lassen',
      deny: 'Sie würden ABLEHNEN',
    },
    code: 'Kurzcode',
    compare:
      'Auf beiden Bildschirmen gleich? Dann berühren Sie den Schlüssel. Sonst berühren Sie ihn nicht und melden es.',
    until: 'Kann unterschrieben werden bis',
    report: 'Melden',
    unreadable: 'Diese Erklärung ist nicht lesbar. Unterschreiben Sie sie nicht.',
    earlier: 'Früher gefragt',
    paused: 'Angehalten: berühren, um fortzufahren',
    look: 'Erneut nachsehen',
    blind: 'Betrag und Konto gehören nicht zu dieser Erklärung.',
  },
})
