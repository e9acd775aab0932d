import { defineWords } from '../words/define-words.ts'

/** What can go wrong with a security key, and what to do next. */
export const keyWords = defineWords({
  en: {
    unsupported: {
      title: 'This browser cannot use security keys',
      body: 'Open Countersign in an up-to-date browser, at its own https address.',
    },
    cancelled: {
      title: 'No key answered',
      body: 'It was cancelled, it took too long, or the key that was touched is not enrolled here. Put in your key, start again, enter its PIN and touch it.',
    },
    wrongSite: {
      title: 'This is not the address of your Countersign',
      body: 'Your key answers at one address only. Close this page, open Countersign by your own bookmark, and report where you got this address from.',
    },
    alreadyEnrolled: {
      title: 'This key is enrolled already',
      body: 'Use it to sign in, or take another key.',
    },
    noUserVerification: {
      title: 'This key has no PIN or fingerprint yet',
      body: 'Set one up in the settings of your system or browser, then start again.',
    },
    unsuitable: {
      title: 'This key cannot be used here',
      body: 'A FIDO2 security key is needed that keeps what it signs with to itself. Take another one, or ask an administrator which models are taken.',
    },
    unknown: {
      title: 'This key does not sign in here',
      body: 'It is not enrolled, or belongs to somebody else than the address. Use your own key; if you never enrolled one, open the invitation you were given.',
    },
    inactive: {
      title: 'This key or account is no longer active',
      body: 'Use another key of yours, or ask an administrator in person.',
    },
    expired: { title: 'That took too long', body: 'Start again and touch your key within five minutes.' },
    synced: {
      title: 'This is a synced passkey',
      body: 'It can be copied to other devices. Use a security key that keeps its secret.',
    },
    unattested: {
      title: 'The maker of this key could not be confirmed',
      body: 'Allow the browser to pass on the make and model of the key, or ask an administrator which models are taken.',
    },
  },
  de: {
    unsupported: {
      title: 'Dieser Browser kann keine Sicherheitsschlüssel verwenden',
      body: 'Öffnen Sie Countersign in einem aktuellen Browser unter seiner eigenen https-Adresse.',
    },
    cancelled: {
      title: 'Kein Schlüssel hat geantwortet',
      body: 'Es wurde abgebrochen, hat zu lange gedauert, oder der berührte Schlüssel ist hier nicht eingetragen. Stecken Sie Ihren Schlüssel ein, beginnen Sie neu, geben Sie die PIN ein und berühren Sie ihn.',
    },
    wrongSite: {
      title: 'Das ist nicht die Adresse Ihres Countersign',
      body: 'Ihr Schlüssel antwortet nur unter einer Adresse. Schließen Sie diese Seite, öffnen Sie Countersign über Ihr eigenes Lesezeichen, und melden Sie, woher Sie diese Adresse haben.',
    },
    alreadyEnrolled: {
      title: 'Dieser Schlüssel ist schon eingetragen',
      body: 'Melden Sie sich mit ihm an, oder nehmen Sie einen anderen.',
    },
    noUserVerification: {
      title: 'Dieser Schlüssel hat noch keine PIN und keinen Fingerabdruck',
      body: 'Richten Sie das in den Einstellungen Ihres Systems oder Browsers ein und beginnen Sie neu.',
    },
    unsuitable: {
      title: 'Dieser Schlüssel ist hier nicht verwendbar',
      body: 'Nötig ist ein FIDO2-Sicherheitsschlüssel, der sein Geheimnis für sich behält. Nehmen Sie einen anderen, oder fragen Sie einen Administrator nach den zugelassenen Modellen.',
    },
    unknown: {
      title: 'Dieser Schlüssel meldet hier nicht an',
      body: 'Er ist nicht eingetragen oder gehört nicht zu der Adresse. Nehmen Sie Ihren eigenen; haben Sie noch keinen eingetragen, öffnen Sie Ihre Einladung.',
    },
    inactive: {
      title: 'Dieser Schlüssel oder dieses Konto ist nicht mehr aktiv',
      body: 'Nehmen Sie einen anderen Ihrer Schlüssel, oder fragen Sie einen Administrator persönlich.',
    },
    expired: {
      title: 'Das hat zu lange gedauert',
      body: 'Beginnen Sie neu und berühren Sie den Schlüssel innerhalb von fünf Minuten.',
    },
    synced: {
      title: 'Das ist ein synchronisierter Passkey',
      body: 'Er kann auf andere Geräte kopiert werden. Nehmen Sie einen Sicherheitsschlüssel, der sein Geheimnis behält.',
    },
    unattested: {
      title: 'Der Hersteller dieses Schlüssels ließ sich nicht bestätigen',
      body: 'Erlauben Sie dem Browser, Marke und Modell weiterzugeben, oder fragen Sie einen Administrator nach den zugelassenen Modellen.',
    },
  },
})
export type KeyWords = (typeof keyWords)['en']
