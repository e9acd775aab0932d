import { defineWords } from '../../words/define-words.ts'

export const enrolWords = defineWords({
  en: {
    title: 'Enrol your security key',
    lead: 'A security key is a small device of your own, on USB or NFC. It signs payments and decisions for you, after you have entered its PIN and touched it.',
    points: [
      'What it signs with never leaves it: nobody can copy it, and no voice or face can stand in for it.',
      'It answers only at this address. Check that you came here by the invitation you were handed.',
      'Never lend it. Nobody will ever ask you for it, its PIN or a code.',
    ],
    label: 'Name of this key',
    labelHint: 'Optional, so that you can tell your keys apart.',
    labelPlaceholder: 'Key ring',
    submit: 'Enrol security key',
    waiting: 'Waiting for your key: enter its PIN and touch it.',
    missing: {
      title: 'The invitation is missing',
      body: 'Open the whole link you were handed, up to its last character. After a reload it has to be opened again, because it is kept nowhere.',
    },
    gone: {
      title: 'This invitation is not valid',
      body: 'It was used before, has expired, or is incomplete. Ask an administrator, in person, for a new one.',
    },
    done: 'Your key is enrolled',
    fingerprint: 'Fingerprint of the key',
    fingerprintHint: 'Write it down or keep this page open: others compare it with you in person.',
    copy: 'Copy',
    copied: 'Copied',
    states: {
      active: 'It is active. You can sign in with it now.',
      pending:
        'It waits: an administrator has to confirm it. Meet one, and compare this fingerprint line by line. Until then you can sign in to see that it waits, and nothing else.',
      pendingAdministrator:
        'It waits: the other administrator has to confirm it, and you theirs. Meet, and compare the fingerprints line by line.',
      quarantined: 'It is new: until its waiting time is over it can deny, hold and report, but approve nothing.',
      revoked: 'It has been revoked. Ask an administrator in person.',
    },
    signIn: 'Go to sign-in',
  },
  de: {
    title: 'Sicherheitsschlüssel eintragen',
    lead: 'Ein Sicherheitsschlüssel ist ein kleines Gerät, das Ihnen gehört, mit USB oder NFC. Er unterschreibt Zahlungen und Entscheidungen für Sie, nachdem Sie seine PIN eingegeben und ihn berührt haben.',
    points: [
      'Womit er unterschreibt, verlässt ihn nie: Niemand kann es kopieren, und keine Stimme und kein Gesicht kann ihn ersetzen.',
      'Er antwortet nur unter dieser Adresse. Prüfen Sie, dass Sie über Ihre Einladung hierher gekommen sind.',
      'Verleihen Sie ihn nie. Niemand wird Sie je nach ihm, seiner PIN oder einem Code fragen.',
    ],
    label: 'Name dieses Schlüssels',
    labelHint: 'Optional, damit Sie Ihre Schlüssel unterscheiden können.',
    labelPlaceholder: 'Schlüsselbund',
    submit: 'Sicherheitsschlüssel eintragen',
    waiting: 'Warten auf Ihren Schlüssel: PIN eingeben und berühren.',
    missing: {
      title: 'Die Einladung fehlt',
      body: 'Öffnen Sie den ganzen Link, den Sie erhalten haben, bis zum letzten Zeichen. Nach einem Neuladen muss er erneut geöffnet werden, denn er wird nirgends gespeichert.',
    },
    gone: {
      title: 'Diese Einladung gilt nicht',
      body: 'Sie wurde schon benutzt, ist abgelaufen oder unvollständig. Bitten Sie einen Administrator persönlich um eine neue.',
    },
    done: 'Ihr Schlüssel ist eingetragen',
    fingerprint: 'Fingerabdruck des Schlüssels',
    fingerprintHint:
      'Schreiben Sie ihn auf oder lassen Sie diese Seite offen: Andere vergleichen ihn persönlich mit Ihnen.',
    copy: 'Kopieren',
    copied: 'Kopiert',
    states: {
      active: 'Er ist aktiv. Sie können sich jetzt damit anmelden.',
      pending:
        'Er wartet: Ein Administrator muss ihn bestätigen. Treffen Sie sich, und vergleichen Sie diesen Fingerabdruck Zeile für Zeile. Bis dahin können Sie sich anmelden und sehen, dass er wartet, sonst nichts.',
      pendingAdministrator:
        'Er wartet: Der andere Administrator muss ihn bestätigen, und Sie dessen Schlüssel. Treffen Sie sich, und vergleichen Sie die Fingerabdrücke Zeile für Zeile.',
      quarantined:
        'Er ist neu: Bis seine Wartezeit vorbei ist, kann er ablehnen, sperren und melden, aber nichts freigeben.',
      revoked: 'Er wurde widerrufen. Fragen Sie einen Administrator persönlich.',
    },
    signIn: 'Zur Anmeldung',
  },
})
