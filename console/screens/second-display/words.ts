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
    several: {
      title: (n: number) =>
        `${n === 2 ? 'Two different things are' : `${n} different things are`} waiting for your key. Do not touch it.`,
      more: 'More is waiting for your key than this screen can show. Do not touch it.',
      body: 'Your computer can show you one of them and have your key sign another. None of them can be relied on now, also not the one that looks right.',
      todo: [
        'Cancel on the computer.',
        'Wait until there is one left here, or none. Each can be signed for five minutes; this screen keeps up by itself.',
        'Start again on the computer, and compare again.',
      ],
      onlyOne: 'Did you ask for one only? Then tell security.',
      report: 'Report it now',
    },
    late: {
      title: 'This screen is not up to date. Do not touch your key.',
      body: 'It has heard nothing from the service for a while, so it cannot say what your key is about to sign.',
    },
    paused: 'Paused: tap to go on',
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
    several: {
      title: (n: number) =>
        `${n === 2 ? 'Zwei verschiedene Dinge warten' : `${n} verschiedene Dinge warten`} auf Ihren Schlüssel. Berühren Sie ihn nicht.`,
      more: 'Auf Ihren Schlüssel wartet mehr, als dieser Bildschirm zeigen kann. Berühren Sie ihn nicht.',
      body: 'Ihr Computer kann Ihnen das eine zeigen und den Schlüssel das andere unterschreiben lassen. Verlassen Sie sich jetzt auf nichts davon, auch nicht auf das, was richtig aussieht.',
      todo: [
        'Brechen Sie am Computer ab.',
        'Warten Sie, bis hier nur noch eines steht oder nichts mehr. Jedes kann fünf Minuten lang unterschrieben werden; dieser Bildschirm zieht von selbst nach.',
        'Beginnen Sie am Computer von vorn, und vergleichen Sie neu.',
      ],
      onlyOne: 'Sie haben nur eines angefordert? Dann sagen Sie es der Sicherheit.',
      report: 'Jetzt melden',
    },
    late: {
      title: 'Dieser Bildschirm ist nicht aktuell. Berühren Sie den Schlüssel nicht.',
      body: 'Er hat eine Weile nichts vom Dienst gehört und kann nicht sagen, was Ihr Schlüssel gleich unterschreibt.',
    },
    paused: 'Angehalten: tippen, um fortzufahren',
    blind: 'Betrag und Konto gehören nicht zu dieser Erklärung.',
  },
})
