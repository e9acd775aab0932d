import { defineWords } from './define-words.ts'

/**
 * How it is spoken of that an account or a contact goes off file, where that is proposed and where it is signed. Nothing
 * here may be taken for an addition.
 */
export const removalWords = defineWords({
  en: {
    titles: { account: 'Take a bank account off file', contact: 'Take a contact off file' },
    why: 'Why it goes off file, and how that was checked',
    effects: {
      account:
        'When this is in force, the account is unknown again: a payment to it is treated as one to an account that nobody has checked, and payments that relied on it and are not released yet wait again.',
      phone:
        'When this is in force, the number is not called any more, and calls made to it no longer count for payments that are not released yet.',
      email:
        'When this is in force, the address is not written to any more when contacts of this payee are proposed or changed.',
    },
    noPhoneLeft:
      'No phone contact is left then: nobody can be called about this payee until another one has been put on file and has been there for long enough.',
    phonesLeft: 'Calls then go to the phone contacts that are left, once they have been on file for long enough.',
    noCall: 'It takes no call and no waiting time, only the signatures.',
  },
  de: {
    titles: { account: 'Hinterlegtes Bankkonto entfernen', contact: 'Hinterlegten Kontakt entfernen' },
    why: 'Warum es entfernt wird und wie das geprüft wurde',
    effects: {
      account:
        'Tritt das in Kraft, ist das Konto wieder unbekannt: Eine Zahlung darauf wird behandelt wie eine auf ein Konto, das niemand geprüft hat, und Zahlungen, die sich darauf stützten und noch nicht freigegeben sind, warten wieder.',
      phone:
        'Tritt das in Kraft, wird die Nummer nicht mehr angerufen, und Anrufe dort zählen nicht mehr für Zahlungen, die noch nicht freigegeben sind.',
      email:
        'Tritt das in Kraft, wird an die Adresse nicht mehr geschrieben, wenn Kontakte dieses Empfängers vorgeschlagen oder geändert werden.',
    },
    noPhoneLeft:
      'Dann ist kein Telefonkontakt übrig: Zu diesem Empfänger kann niemand angerufen werden, bis ein anderer hinterlegt ist, und das lange genug.',
    phonesLeft: 'Angerufen werden dann die übrigen Telefonkontakte, sobald sie lange genug hinterlegt sind.',
    noCall: 'Es braucht dafür weder einen Anruf noch eine Wartezeit, nur die Unterschriften.',
  },
})
