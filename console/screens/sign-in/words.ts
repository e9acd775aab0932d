import { defineWords } from '../../words/define-words.ts'

export const signInWords = defineWords({
  en: {
    title: 'Sign in',
    lead: 'With your security key. There is no password.',
    email: 'E-mail address',
    emailHint: 'Optional. Leave it empty if your key knows you.',
    submit: 'Sign in with security key',
    waiting: 'Waiting for your key: enter its PIN and touch it.',
    noKeyTitle: 'No key yet, or lost it?',
    noKey:
      'Open the invitation you were handed. If you have none, or lost your key, go to an administrator in person. Nobody will ask you for a key, PIN or code by phone, mail or chat.',
  },
  de: {
    title: 'Anmelden',
    lead: 'Mit Ihrem Sicherheitsschlüssel. Ein Passwort gibt es nicht.',
    email: 'E-Mail-Adresse',
    emailHint: 'Optional. Lassen Sie sie leer, wenn Ihr Schlüssel Sie kennt.',
    submit: 'Mit Sicherheitsschlüssel anmelden',
    waiting: 'Warten auf Ihren Schlüssel: PIN eingeben und berühren.',
    noKeyTitle: 'Noch kein Schlüssel, oder verloren?',
    noKey:
      'Öffnen Sie die Einladung, die Sie erhalten haben. Haben Sie keine oder den Schlüssel verloren, gehen Sie persönlich zu einem Administrator. Niemand wird Sie am Telefon, per E-Mail oder im Chat nach Schlüssel, PIN oder Code fragen.',
  },
})
