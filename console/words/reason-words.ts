import type { Language } from './define-words.ts'

/** What the service writes about a signal, in other languages, by its own English sentence. */
const SENTENCES: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<string, string>>>> = {
  de: {
    'The request came by phone; a voice is not proof.': 'Der Auftrag kam per Telefon; eine Stimme ist kein Beweis.',
    'The request came by video call; a face is not proof.':
      'Der Auftrag kam per Videoanruf; ein Gesicht ist kein Beweis.',
    'The request came by chat; an account can be taken over or imitated.':
      'Der Auftrag kam per Chat; ein Konto dort kann übernommen oder nachgeahmt werden.',
    'The request came by email; an account can be taken over or imitated.':
      'Der Auftrag kam per E-Mail; ein Postfach kann übernommen oder nachgeahmt werden.',
    'The request came by sms; an account can be taken over or imitated.':
      'Der Auftrag kam per SMS; eine Nummer kann übernommen oder nachgeahmt werden.',
    'Nobody said how the request came in, so it counts as high risk.':
      'Niemand hat gesagt, wie der Auftrag kam; deshalb gilt er als hohes Risiko.',
    'Someone contacted a signer about this payment by phone.':
      'Jemand hat einen Unterzeichner wegen dieser Zahlung angerufen.',
    'Someone contacted a signer about this payment on a video call.':
      'Jemand hat einen Unterzeichner wegen dieser Zahlung per Videoanruf angesprochen.',
    'Someone contacted a signer about this payment by chat.':
      'Jemand hat einem Unterzeichner wegen dieser Zahlung im Chat geschrieben.',
    'Someone contacted a signer about this payment by email.':
      'Jemand hat einem Unterzeichner wegen dieser Zahlung eine E-Mail geschrieben.',
    'Someone contacted a signer about this payment in person.':
      'Jemand hat einen Unterzeichner wegen dieser Zahlung persönlich angesprochen.',
    'A signer was called about this; a voice is not proof.':
      'Ein Unterzeichner wurde hierzu angerufen; eine Stimme ist kein Beweis.',
    'A signer was on a video call about this; a face is not proof.':
      'Ein Unterzeichner hatte hierzu einen Videoanruf; ein Gesicht ist kein Beweis.',
    'A signer got a message about this by chat.': 'Ein Unterzeichner bekam hierzu eine Nachricht im Chat.',
    'A signer got a message about this by email.': 'Ein Unterzeichner bekam hierzu eine E-Mail.',
    'Somebody is reported to pose as a person this order names.':
      'Laut einer Meldung gibt sich jemand als eine Person aus, die dieser Auftrag nennt.',
    'This payee is not on file; nobody has checked who it is.':
      'Dieser Empfänger ist nicht hinterlegt; niemand hat geprüft, wer das ist.',
    'This bank account is not on file; paying an account does not make it known.':
      'Dieses Bankkonto ist nicht hinterlegt; bekannt wird ein Konto nicht dadurch, dass es bezahlt wird.',
    'This bank account is not on file, or not by this way; paying an account does not make it known.':
      'Dieses Bankkonto ist nicht oder nicht auf diesem Weg hinterlegt; bekannt wird ein Konto nicht dadurch, dass es bezahlt wird.',
    'The payee is on file with a different bank account.': 'Der Empfänger ist mit einem anderen Bankkonto hinterlegt.',
    'The payee is on file with a different bank account, or with another way to it.':
      'Der Empfänger ist mit einem anderen Bankkonto oder einem anderen Weg dorthin hinterlegt.',
    'The payee is, or was, on file with a different bank account, or with another way to it.':
      'Der Empfänger ist oder war mit einem anderen Bankkonto oder einem anderen Weg dorthin hinterlegt.',
    'The bank details on file were changed recently.': 'Die hinterlegte Bankverbindung wurde kürzlich geändert.',
    'A change like this one was denied, or stopped by an alarm, within the last 30 days.':
      'Eine Änderung wie diese wurde in den letzten 30 Tagen abgelehnt oder durch einen Alarm gestoppt.',
    'A change like this one was denied, stopped by an alarm, or taken back by another one, within the last 30 days.':
      'Eine Änderung wie diese wurde in den letzten 30 Tagen abgelehnt, durch einen Alarm gestoppt oder durch eine andere rückgängig gemacht.',
    'The bank details of a payee on file are to change.':
      'Die Bankverbindung eines hinterlegten Empfängers soll geändert werden.',
    'A new payee is to be put on file.': 'Ein neuer Empfänger soll hinterlegt werden.',
    'A payment like this one exists already.': 'Eine Zahlung wie diese gibt es schon.',
    'With earlier payments this adds up to more than the small-amount line.':
      'Mit früheren Zahlungen zusammen übersteigt das die Grenze für kleine Beträge.',
    'An earlier order like this one was not released; its checks carry over.':
      'Ein früherer, ähnlicher Auftrag wurde nicht freigegeben; seine Prüfungen gelten weiter.',
    'This was submitted outside business hours.': 'Das wurde außerhalb der Geschäftszeiten eingereicht.',
    'Carried over from an earlier version or an earlier order.':
      'Übernommen aus einer früheren Fassung oder einem früheren Auftrag.',
    'The directory did not answer, so the account counts as new and changed.':
      'Das Verzeichnis hat nicht geantwortet; deshalb gilt das Konto als neu und geändert.',
    'Earlier payments could not be read, so they count as many and as alike.':
      'Frühere Zahlungen waren nicht lesbar; deshalb gelten sie als viele und als gleich.',
    'Earlier payments could not be converted, so they count as over the line.':
      'Frühere Zahlungen waren nicht umrechenbar; deshalb gelten sie als über der Grenze.',
    'The amount could not be converted, so it counts as unusually large.':
      'Der Betrag war nicht umrechenbar; deshalb gilt er als ungewöhnlich hoch.',
    'Business hours could not be read, so this counts as outside them.':
      'Die Geschäftszeiten waren nicht lesbar; deshalb gilt das als außerhalb.',
  },
}

interface Told {
  readonly text: string
  readonly lang: Language
}

/** A reason in the reader's language; one that this console has no words for yet stays as the service wrote it. */
export function reasonIn(language: Language, reason: string): Told {
  if (language === 'en') return { text: reason, lang: 'en' }
  const known = Object.hasOwn(SENTENCES[language], reason) ? SENTENCES[language][reason] : undefined
  return known === undefined ? { text: reason, lang: 'en' } : { text: known, lang: language }
}
