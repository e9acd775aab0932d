import { defineWords } from '../words/define-words.ts'

/** What a subject still wants, from whom and until when. */
export const wantedWords = defineWords({
  en: {
    title: 'Still wanted',
    over: 'What was wanted',
    done: 'Done',
    missing: (n: number, of: number) => (of > 1 ? `${n} of ${of} missing` : 'Missing'),
    mine: 'You can do this',
    signed: 'Signed by',
    from: 'From',
    nobody: 'Nobody who could is free to do this. Ask an administrator.',
    group: (name: string) => (name === 'role:administrator' ? 'Administrators' : `Group ${name}`),
    until: 'Until',
    or: 'or instead',
    why: 'Why you cannot',
    due: 'Due',
    none: 'Nothing is asked for.',
    earliest: 'Earliest release',
    cutOff: 'Bank cut-off',
    expires: 'Expires',
    shortageByHolds:
      'Not enough people are free to do what is wanted, because holds stand on some of them. Ask for these to be lifted, or it will expire.',
    shortage: 'Not enough people are free to do what is wanted. It will expire unless that changes.',
    contact: {
      CONTACT_NOT_ON_FILE: {
        payee: 'Nobody can make the call to the payee: no phone number of theirs is on file.',
        instructor: 'Nobody can make the call to whoever is said to have asked: no phone number of theirs is on file.',
      },
      CONTACT_TOO_NEW: {
        payee: 'The payee cannot be called yet: their number on file is too new.',
        instructor: 'Whoever is said to have asked cannot be called yet: their number on file is too new.',
      },
      putOnFile: (days: number) =>
        days === 0
          ? 'Have a number put on file, from a source of your own. Two people sign for it.'
          : `Have a number put on file, from a source of your own. Two people sign for it, and it can be called ${days === 1 ? 'a day' : `${days} days`} later. If that is too late, cancel the payment and submit it anew then.`,
      from: 'It can be called from',
      never: 'Do not call a number that came with the payment.',
      directory: 'Open the directory',
    },
    callee: { payee: 'to the payee', instructor: 'to whoever is said to have asked' },
    blindEntry: 'Amount and account are typed before they are shown',
    mayNot: {
      HOLD_ON_SELF: 'This hold is on you: others ask for it to be lifted, and others sign.',
      PERSON_HELD: 'A hold stands on you: until others lift it you may deny, hold and report, but not sign.',
      SELF_APPROVAL: 'You asked for or changed this, so somebody else has to approve it.',
      DUTY_CONFLICT: 'You already have another part in this; somebody else has to do this one.',
      NOT_ELIGIBLE: 'This is not yours to answer.',
      LIMIT_EXCEEDED: 'This is above your limit, or above what is left of it today.',
      CREDENTIAL_QUARANTINED: 'Your key is new: it may deny, hold and report, but not sign yet.',
      CREDENTIAL_INACTIVE: 'Your key is not active. Use another one, or have it confirmed first.',
      ALREADY_SIGNED: 'You have signed this already. One person counts once.',
      PERSON_INACTIVE: 'You are not active here. An administrator can say why.',
    },
  },
  de: {
    title: 'Noch nötig',
    over: 'Was nötig war',
    done: 'Erledigt',
    missing: (n: number, of: number) => (of > 1 ? `${n} von ${of} fehlen` : 'Fehlt'),
    mine: 'Das können Sie tun',
    signed: 'Unterschrieben von',
    from: 'Von',
    nobody: 'Niemand, der es könnte, ist dafür frei. Fragen Sie einen Administrator.',
    group: (name: string) => (name === 'role:administrator' ? 'Administratoren' : `Gruppe ${name}`),
    until: 'Bis',
    or: 'oder stattdessen',
    why: 'Warum Sie nicht',
    due: 'Fällig',
    none: 'Es wird nichts verlangt.',
    earliest: 'Früheste Freigabe',
    cutOff: 'Annahmeschluss der Bank',
    expires: 'Läuft ab',
    shortageByHolds:
      'Für das, was nötig ist, sind nicht genug Personen frei, weil Sperren auf einigen liegen. Beantragen Sie, dass diese aufgehoben werden, sonst läuft es ab.',
    shortage: 'Für das, was nötig ist, sind nicht genug Personen frei. Ändert sich das nicht, läuft es ab.',
    contact: {
      CONTACT_NOT_ON_FILE: {
        payee: 'Niemand kann den Empfänger zurückrufen: Es ist keine Telefonnummer hinterlegt.',
        instructor:
          'Niemand kann zurückrufen, wer beauftragt haben soll: Es ist keine Telefonnummer dieser Person hinterlegt.',
      },
      CONTACT_TOO_NEW: {
        payee: 'Der Empfänger kann noch nicht zurückgerufen werden: Die hinterlegte Nummer ist zu neu.',
        instructor:
          'Wer beauftragt haben soll, kann noch nicht zurückgerufen werden: Die hinterlegte Nummer ist zu neu.',
      },
      putOnFile: (days: number) =>
        days === 0
          ? 'Lassen Sie eine Nummer aus eigener Quelle hinterlegen. Zwei Personen unterschreiben dafür.'
          : `Lassen Sie eine Nummer aus eigener Quelle hinterlegen. Zwei Personen unterschreiben dafür, und ${days === 1 ? 'einen Tag' : `${days} Tage`} später kann sie angerufen werden. Ist das zu spät, ziehen Sie die Zahlung zurück, und reichen Sie sie dann neu ein.`,
      from: 'Angerufen werden kann sie ab',
      never: 'Rufen Sie keine Nummer an, die mit der Zahlung kam.',
      directory: 'Verzeichnis öffnen',
    },
    callee: { payee: 'beim Empfänger', instructor: 'bei dem, der beauftragt haben soll' },
    blindEntry: 'Betrag und Konto werden eingegeben, bevor sie gezeigt werden',
    mayNot: {
      HOLD_ON_SELF: 'Diese Sperre gilt Ihnen: Andere beantragen, dass sie aufgehoben wird, und andere unterschreiben.',
      PERSON_HELD:
        'Eine Sperre liegt auf Ihnen: Bis andere sie aufheben, können Sie ablehnen, sperren und melden, aber nicht unterschreiben.',
      SELF_APPROVAL: 'Sie haben das beauftragt oder geändert; unterschreiben muss es jemand anders.',
      DUTY_CONFLICT: 'Sie haben hier schon einen anderen Teil; diesen muss jemand anders tun.',
      NOT_ELIGIBLE: 'Das ist nicht Ihre Aufgabe.',
      LIMIT_EXCEEDED: 'Das liegt über Ihrem Limit oder über dem, was heute davon übrig ist.',
      CREDENTIAL_QUARANTINED:
        'Ihr Schlüssel ist neu: Er kann ablehnen, sperren und melden, aber noch nicht unterschreiben.',
      CREDENTIAL_INACTIVE:
        'Ihr Schlüssel ist nicht aktiv. Nehmen Sie einen anderen, oder lassen Sie ihn erst bestätigen.',
      ALREADY_SIGNED: 'Sie haben das schon unterschrieben. Eine Person zählt einmal.',
      PERSON_INACTIVE: 'Sie sind hier nicht aktiv. Ein Administrator kann sagen, warum.',
    },
  },
})
