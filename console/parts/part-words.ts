import { defineWords } from '../words/define-words.ts'
import { refusalWords } from '../words/refusal-words.ts'

export const partWords = defineWords({
  en: {
    loading: 'Loading',
    retry: 'Try again',
    reload: 'Reload the page',
    close: 'Close',
    refused: 'That was not possible',
    refusals: refusalWords.en,
    tooManyFor: (seconds: number) =>
      `There were too many attempts. Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`,
    problems: {
      unexpected: {
        title: 'Something went wrong',
        body: 'Try again. If it stays, tell whoever runs Countersign for you what you did.',
      },
      offline: {
        title: 'No connection to Countersign',
        body: 'What you see may be out of date. Check your connection, then try again.',
      },
      tooMany: { title: 'Too many attempts', body: 'Wait a minute, then try again.' },
      signedOut: { title: 'You are signed out', body: 'Sign in again to go on.' },
      notFound: {
        title: 'Not there',
        body: 'It does not exist, or it is not for you to see. Check the address, or go back to the inbox.',
      },
      internal: {
        title: 'Something failed on our side',
        body: 'Nothing was released by it. Try again; if it stays, tell whoever runs Countersign for you.',
      },
    },
  },
  de: {
    loading: 'Wird geladen',
    retry: 'Erneut versuchen',
    reload: 'Seite neu laden',
    close: 'Schließen',
    refused: 'Das war nicht möglich',
    refusals: refusalWords.de,
    tooManyFor: (seconds: number) =>
      `Es waren zu viele Versuche. Versuchen Sie es in ${seconds === 1 ? 'einer Sekunde' : `${seconds} Sekunden`} wieder.`,
    problems: {
      unexpected: {
        title: 'Etwas ist schiefgegangen',
        body: 'Versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie dem Betreiber von Countersign, was Sie getan haben.',
      },
      offline: {
        title: 'Keine Verbindung zu Countersign',
        body: 'Was Sie sehen, ist möglicherweise veraltet. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
      },
      tooMany: { title: 'Zu viele Versuche', body: 'Warten Sie eine Minute und versuchen Sie es dann wieder.' },
      signedOut: { title: 'Sie sind abgemeldet', body: 'Melden Sie sich wieder an, um fortzufahren.' },
      notFound: {
        title: 'Nicht gefunden',
        body: 'Das gibt es nicht, oder es ist nicht für Sie bestimmt. Prüfen Sie die Adresse oder gehen Sie zum Eingang.',
      },
      internal: {
        title: 'Bei uns ist etwas ausgefallen',
        body: 'Freigegeben wurde dadurch nichts. Versuchen Sie es erneut; bleibt es dabei, sagen Sie es dem Betreiber.',
      },
    },
  },
})
export type PartWords = (typeof partWords)['en']
