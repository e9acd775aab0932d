import { defineWords } from '../../words/define-words.ts'

export const logWords = defineWords({
  en: {
    title: 'Log',
    lead: 'Everything that counts is written here once and never changed. Each signed checkpoint covers all of it.',
    tabs: { checkpoint: 'Checkpoint', entries: 'Entries', events: 'Events', verify: 'Verify' },
    checkpoint: {
      title: 'Newest checkpoint',
      none: 'There is no checkpoint yet.',
      noneBody: 'The first one comes with the first entries, within seconds of the set-up.',
      size: 'Entries',
      root: 'Root hash',
      origin: 'Log',
      fetched: 'Fetched',
      lastEntry: 'Last entry it covers',
      noTime:
        'A checkpoint carries no time of its own; auditors and administrators who approve nothing see here when its last entry was written.',
      note: 'Signed note',
      noteHint: 'Keep it somewhere else. A later checkpoint must prove that it extends this one.',
      unreadable: 'This is not a checkpoint as we know it. Below is what the service sent.',
    },
    entries: {
      label: 'Entries of the log',
      filter: 'Kind, ID or subject',
      note: (shown: number, loaded: number, size: number) =>
        `${shown} of ${loaded} loaded entries; the checkpoint covers ${size}. The filter looks at what is loaded.`,
      empty: { title: 'No entry fits', body: 'Load more of the log, or change the filter.' },
      none: { title: 'The log is empty', body: 'The first entries come with the set-up of the organisation.' },
      fields: 'What it says',
    },
    events: {
      label: 'Events',
      note: 'What webhooks carry, from the beginning. For auditors; API clients read their own.',
      empty: { title: 'No event yet', body: 'The first one comes with the first payment.' },
    },
    verify: {
      title: 'An order’s evidence, offline',
      lead: 'The bundle of a released payment holds everything that its release rests on. Anyone can check it without us.',
      order: 'ID of the payment',
      orderHint: 'Such as ord_01…, from the address of the payment.',
      bundle: 'Download the bundle',
      trust: 'Download what to trust',
      trustHint:
        'Keep this file from set-up on and compare it with the one you have: a bundle checked against trust fetched with it proves little.',
      forAuditors: 'Bundles are for auditors, and for the API client that submitted the payment.',
      how: 'How to verify',
      steps: [
        'Download the bundle, and take the trust file you kept from set-up.',
        'Run this command on a machine of your own. It needs nothing but the two files.',
        'It ends with “The bundle verifies: this release was rightly made.” and exit code 0, or it names every finding and exits with 1.',
      ],
      command: 'command',
      done: (name: string) => `${name} is downloaded.`,
    },
  },
  de: {
    title: 'Protokoll',
    lead: 'Alles, was zählt, steht hier einmal und wird nie geändert. Jeder unterschriebene Prüfpunkt deckt alles davor ab.',
    tabs: { checkpoint: 'Prüfpunkt', entries: 'Einträge', events: 'Ereignisse', verify: 'Nachprüfen' },
    checkpoint: {
      title: 'Neuester Prüfpunkt',
      none: 'Noch gibt es keinen Prüfpunkt.',
      noneBody: 'Der erste kommt mit den ersten Einträgen, Sekunden nach der Einrichtung.',
      size: 'Einträge',
      root: 'Wurzel-Hash',
      origin: 'Protokoll',
      fetched: 'Abgerufen',
      lastEntry: 'Letzter Eintrag darin',
      noTime:
        'Ein Prüfpunkt trägt selbst keine Zeit; Revisoren und Administratoren, die nichts freigeben, sehen hier, wann sein letzter Eintrag geschrieben wurde.',
      note: 'Unterschriebene Notiz',
      noteHint: 'Heben Sie sie woanders auf. Ein späterer Prüfpunkt muss beweisen, dass er diesen fortsetzt.',
      unreadable: 'Das ist kein Prüfpunkt, wie wir ihn kennen. Darunter steht, was der Dienst gesandt hat.',
    },
    entries: {
      label: 'Einträge des Protokolls',
      filter: 'Art, ID oder Gegenstand',
      note: (shown: number, loaded: number, size: number) =>
        `${shown} von ${loaded} geladenen Einträgen; der Prüfpunkt deckt ${size} ab. Gefiltert wird, was geladen ist.`,
      empty: { title: 'Kein Eintrag passt', body: 'Laden Sie mehr vom Protokoll oder ändern Sie den Filter.' },
      none: { title: 'Das Protokoll ist leer', body: 'Die ersten Einträge kommen mit der Einrichtung.' },
      fields: 'Was er sagt',
    },
    events: {
      label: 'Ereignisse',
      note: 'Was Webhooks tragen, von Anfang an. Für Revisoren; API-Clients lesen ihre eigenen.',
      empty: { title: 'Noch kein Ereignis', body: 'Das erste kommt mit der ersten Zahlung.' },
    },
    verify: {
      title: 'Nachweis einer Zahlung, ohne uns',
      lead: 'Das Bündel einer freigegebenen Zahlung enthält alles, worauf die Freigabe beruht. Jeder kann es ohne uns prüfen.',
      order: 'ID der Zahlung',
      orderHint: 'Etwa ord_01…, aus der Adresse der Zahlung.',
      bundle: 'Bündel herunterladen',
      trust: 'Vertrauensdatei herunterladen',
      trustHint:
        'Heben Sie diese Datei seit der Einrichtung auf und vergleichen Sie: Ein Bündel, geprüft gegen mitgeliefertes Vertrauen, beweist wenig.',
      forAuditors: 'Bündel sind für Revisoren und für den API-Client, der die Zahlung eingereicht hat.',
      how: 'So wird geprüft',
      steps: [
        'Laden Sie das Bündel herunter und nehmen Sie die Vertrauensdatei, die Sie seit der Einrichtung aufheben.',
        'Führen Sie diesen Befehl auf einem eigenen Rechner aus. Er braucht nur die beiden Dateien.',
        'Er endet mit „The bundle verifies: this release was rightly made.“ und Exit-Code 0, oder er nennt jeden Befund und endet mit 1.',
      ],
      command: 'Befehl',
      done: (name: string) => `${name} ist heruntergeladen.`,
    },
  },
})
