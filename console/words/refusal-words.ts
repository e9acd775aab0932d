import { Problem, type FieldProblem } from '../api/problem.ts'
import { defineWords } from './define-words.ts'

type Refusals = Readonly<Record<string, string>>

/** What the service says when it refuses is English and exact: it stays as it is. */
const en: Refusals = {}

/** By code, where one sentence does for whatever the code is said of; all others stay as the service wrote them. */
const de: Refusals = {
  ACCOUNT_FORMAT: 'Geben Sie das Konto als IBAN an oder als andere Kontonummer.',
  ACCOUNT_UNKNOWN: 'Wählen Sie eines der eigenen Konten.',
  ALREADY_SIGNED: 'Sie haben das schon unterschrieben. Eine Person zählt einmal.',
  AMOUNT_FORMAT:
    'Schreiben Sie den Betrag größer als null, in Ziffern, mit Punkt und so vielen Nachkommastellen, wie die Währung hat: 12500.00.',
  BIC_INVALID: 'Schreiben Sie den BIC mit seinen 8 oder 11 Zeichen, etwa XMPLFRPP.',
  CHALLENGE_CONSUMED: 'Darauf wurde schon geantwortet. Beginnen Sie neu.',
  CHALLENGE_EXPIRED: 'Das hat zu lange gedauert. Beginnen Sie neu.',
  CONTACT_ON_FILE: 'Dieser Kontakt ist bei diesem Empfänger schon hinterlegt.',
  CREDENTIAL_FOREIGN: 'Das war nicht der Schlüssel, der hierfür eingetragen ist. Unterschreiben Sie mit Ihrem eigenen.',
  CREDENTIAL_INACTIVE:
    'Dieser Schlüssel ist nicht aktiv. Nehmen Sie einen anderen, oder lassen Sie ihn erst bestätigen.',
  CREDENTIAL_QUARANTINED: 'Dieser Schlüssel ist neu: Er kann vorerst nur ablehnen, sperren und melden.',
  CURRENCY_UNKNOWN: 'Schreiben Sie die Währung als Kürzel in Großbuchstaben, etwa EUR.',
  DATE_FORMAT: 'Geben Sie einen Tag an, den es gibt.',
  DUTY_CONFLICT: 'Sie haben hier schon einen anderen Teil; diesen muss jemand anders tun.',
  EMAIL_FORMAT: 'Schreiben Sie eine E-Mail-Adresse, etwa buchhaltung@example.com.',
  ENDING_FORMAT:
    'Schreiben Sie die letzten vier Buchstaben oder Ziffern des Kontos. Verglichen wurde nichts, und es zählt kein Versuch.',
  EXTERNAL_ID_IN_USE:
    'Eine offene Zahlung trägt diese Nummer schon. Ändern Sie jene, oder lassen Sie diese an ihre Stelle treten.',
  EXTERNAL_ID_RELEASED:
    'Eine Zahlung mit dieser Nummer wurde schon freigegeben und ist fehlgeschlagen. Wurde sie nicht ausgeführt, nehmen Sie eine neue Nummer.',
  FINGERPRINT_UNKNOWN:
    'Kein anderer Administrator hat einen Schlüssel mit diesem Fingerabdruck eingetragen. Lassen Sie ihn sich noch einmal vorlesen.',
  GENESIS_CONFIRMED: 'Die Organisation hat schon begonnen. Weitere Schlüssel werden einzeln im Eingang bestätigt.',
  GENESIS_FIRST: 'Zuerst bestätigen zwei Administratoren ihre Schlüssel gegenseitig. Danach lässt sich neu einladen.',
  HELD: 'Das ist gesperrt. Weiter geht es, wenn die Sperre aufgehoben ist.',
  HOLD_ON_SELF: 'Diese Sperre gilt Ihnen: Andere beantragen, dass sie aufgehoben wird, und andere unterschreiben.',
  IBAN_AS_OTHER: 'Das ist eine IBAN: Geben Sie sie als IBAN an.',
  IBAN_INVALID: 'Vergleichen Sie die IBAN mit der Rechnung: Land, Länge oder Prüfziffern passen nicht.',
  KEY_KNOWN: 'Dieser Sicherheitsschlüssel ist schon eingetragen. Nehmen Sie einen anderen.',
  LIMIT_EXCEEDED:
    'Das liegt über Ihrem Limit oder über dem, was heute davon übrig ist. Freigeben muss es jemand mit einem höheren.',
  NOTHING_CHANGED: 'Das ändert nichts; was schon unterschrieben ist, zählt weiter.',
  NOT_RELEASED: 'Das ist nicht freigegeben.',
  PAYEE_UNKNOWN: 'Dieser Empfänger oder dieses Konto ist nicht (mehr) hinterlegt. Suchen Sie erneut.',
  PERSON_HELD:
    'Eine Sperre liegt auf Ihnen: Bis andere sie aufheben, können Sie ablehnen, sperren und melden, aber nicht unterschreiben.',
  PERSON_INACTIVE: 'Diese Person ist nicht aktiv. Ein Administrator kann sagen, warum.',
  PERSON_CHANGED: 'Inzwischen hat sich jemand anders angemeldet. Laden Sie die Seite neu.',
  PHONE_FORMAT: 'Schreiben Sie die Nummer mit ihrer Landesvorwahl, etwa +33 4 65 71 00 17.',
  ROLE: 'Dafür haben Sie nicht die Rolle. Ein Administrator kann sagen, wer sie hat.',
  SCOPE: 'Das dürfen Sie nicht. Ein Administrator kann sagen, wer es darf.',
  SELF_APPROVAL: 'Sie haben das beauftragt oder geändert; unterschreiben muss es jemand anders.',
  SUPERSEDES_RELEASED:
    'Jene Zahlung ist schon freigegeben. Klären Sie es mit der Bank, und reichen Sie eine neue Zahlung ein.',
  SUPERSEDES_UNKNOWN: 'Nennen Sie die ID einer eigenen früheren Zahlung.',
  TEXT_EMPTY: 'Füllen Sie das aus.',
  TEXT_SURROUNDING_SPACE: 'Entfernen Sie die Leerzeichen am Anfang und am Ende.',
  TEXT_TOO_LONG: 'Das ist zu lang. Kürzen Sie es.',
  TEXT_UNSEEN_CHARACTERS: 'Entfernen Sie unsichtbare Zeichen: Wer unterschreibt, muss jedes Zeichen sehen.',
  TOO_MANY_COMMENTS:
    'Mehr Kommentare nimmt diese Zahlung nicht auf. Sprechen Sie anderswo darüber; stimmt etwas nicht, lehnen Sie ab oder sperren Sie.',
  VERSION_CHANGED: 'Es wurde inzwischen geändert. Lesen Sie es noch einmal, bevor Sie weitermachen.',
}

export const refusalWords = defineWords({ en, de })

/** What the service refused, in the reader's language where there are words for it. */
export function refusedIn(
  words: Refusals,
  { code, detail }: { readonly code: string; readonly detail: string },
): string {
  return (Object.hasOwn(words, code) ? words[code] : undefined) ?? detail
}

/** The same of every field it was about. */
export function refusedFields(words: Refusals, error: unknown): readonly FieldProblem[] {
  if (!(error instanceof Problem)) return []
  return error.errors.map((field) => ({ ...field, detail: refusedIn(words, field) }))
}
