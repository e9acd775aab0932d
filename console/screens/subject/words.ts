import { defineWords } from '../../words/define-words.ts'
import { removalWords } from '../../words/removal-words.ts'

export const subjectScreenWords = defineWords({
  en: {
    id: 'ID',
    version: (n: number) => `Version ${n}`,
    proposed: 'What is proposed',
    by: 'Proposed by',
    bySetUp: 'Nobody: it comes from the set-up of this organisation',
    why: 'Why flagged',
    you: 'You',
    aside: 'Progress and record',
    unknown: 'This console has no words of its own for this. Every value that is signed is listed below.',
    headings: {
      'account-change': {
        onboard: 'New payee',
        add_account: 'New bank account',
        retire_account: removalWords.en.titles.account,
      },
      onboardMany: (n: number) => `${n} new payees`,
      'contact-change': { add_contact: 'New contact', retire_contact: removalWords.en.titles.contact },
      'key-change': 'Confirm a security key',
      hold: 'Lift a hold',
    },
    account: {
      payee: 'Payee',
      new: 'New account',
      old: 'On file now',
      oldHidden: (date: string) =>
        `Another account is on file since ${date}. Its number is not shown to whoever approves.`,
      noOld: 'No account of this payee is on file.',
      provenance: 'Where it comes from and how it was checked',
      contacts: 'Contacts that come with it',
      contactsHint: 'A number that came with the account proves nothing about it.',
      callback: 'The payee is called at a contact that was on file before, and states the ending of the new account.',
      noCallback: 'This payee is not on file, so there is no contact to call; a reviewer checks where it comes from.',
      none: 'Not shown to you.',
    },
    contact: {
      payee: 'Payee',
      new: 'New contact',
      onFile: 'On file already',
      none: 'None',
      hint: 'Ring one that is on file and ask whether the new one is theirs.',
      kinds: { phone: 'Phone', email: 'E-mail' },
      provenance: 'Where it comes from and how it was checked',
    },
    removal: {
      payee: 'Payee',
      account: {
        first: 'A bank account is taken off file. None is put there.',
        going: 'Account that goes off file',
        staying: 'Accounts that stay on file',
        onFile: 'Accounts on file now',
        count: (n: number) =>
          n === 1
            ? '1. Its number is not shown to whoever approves.'
            : `${n}. Their numbers are not shown to whoever approves.`,
      },
      contact: {
        first: 'A contact is taken off file. None is put there.',
        going: 'Contact that goes off file',
        staying: 'Contacts that stay on file',
      },
      none: 'None',
      hidden: 'Not shown to you.',
    },
    key: {
      person: 'Whose key',
      fingerprint: 'Fingerprint',
      compare:
        'Have the person read it to you, face to face or at a number you already have, and compare every group. Sign only if all of it is the same.',
      model: 'Model',
      label: 'Name of the key',
      attested: 'Its maker was confirmed',
      unattested: 'Its maker was not confirmed',
      maker: 'Maker',
      endorsed: 'A key this person already had has vouched for it.',
    },
    hold: {
      which: 'What is held',
      why: 'Why it should be lifted',
      leftToAdministrators:
        'Too few of those who approve are left to lift this, so two administrators decide. Speak with the person it is about.',
      effect: 'When this is in force, what it covers can be paid again.',
      show: 'Show holds',
      scopes: {
        order: 'A payment',
        counterparty: 'A payee',
        person: 'A person',
        channel: 'A channel',
        entity: 'An entity',
        everything: 'All payments',
      },
    },
  },
  de: {
    id: 'ID',
    version: (n: number) => `Fassung ${n}`,
    proposed: 'Was vorgeschlagen wird',
    by: 'Vorgeschlagen von',
    bySetUp: 'Niemand: Es stammt aus der Einrichtung dieser Organisation',
    why: 'Warum markiert',
    you: 'Sie',
    aside: 'Fortgang und Aufzeichnung',
    unknown: 'Diese Konsole hat dafür keine eigenen Worte. Jeder Wert, der unterschrieben wird, steht unten.',
    headings: {
      'account-change': {
        onboard: 'Neuer Empfänger',
        add_account: 'Neues Bankkonto',
        retire_account: removalWords.de.titles.account,
      },
      onboardMany: (n: number) => `${n} neue Empfänger`,
      'contact-change': { add_contact: 'Neuer Kontakt', retire_contact: removalWords.de.titles.contact },
      'key-change': 'Sicherheitsschlüssel bestätigen',
      hold: 'Sperre aufheben',
    },
    account: {
      payee: 'Empfänger',
      new: 'Neues Konto',
      old: 'Jetzt hinterlegt',
      oldHidden: (date: string) =>
        `Seit ${date} ist ein anderes Konto hinterlegt. Wer freigibt, sieht seine Nummer nicht.`,
      noOld: 'Zu diesem Empfänger ist kein Konto hinterlegt.',
      provenance: 'Woher es stammt und wie es geprüft wurde',
      contacts: 'Kontakte, die mitkommen',
      contactsHint: 'Eine Nummer, die mit dem Konto kam, beweist nichts darüber.',
      callback:
        'Der Empfänger wird über einen Kontakt angerufen, der schon hinterlegt war, und nennt das Ende des neuen Kontos.',
      noCallback:
        'Dieser Empfänger ist nicht hinterlegt, es gibt also keinen Kontakt zum Anrufen; ein Prüfer prüft die Herkunft.',
      none: 'Wird Ihnen nicht gezeigt.',
    },
    contact: {
      payee: 'Empfänger',
      new: 'Neuer Kontakt',
      onFile: 'Schon hinterlegt',
      none: 'Keiner',
      hint: 'Rufen Sie einen hinterlegten an und fragen Sie, ob der neue ihrer ist.',
      kinds: { phone: 'Telefon', email: 'E-Mail' },
      provenance: 'Woher er stammt und wie er geprüft wurde',
    },
    removal: {
      payee: 'Empfänger',
      account: {
        first: 'Ein hinterlegtes Bankkonto wird entfernt. Keines kommt hinzu.',
        going: 'Konto, das entfernt wird',
        staying: 'Konten, die hinterlegt bleiben',
        onFile: 'Jetzt hinterlegte Konten',
        count: (n: number) =>
          n === 1 ? '1. Wer freigibt, sieht seine Nummer nicht.' : `${n}. Wer freigibt, sieht ihre Nummern nicht.`,
      },
      contact: {
        first: 'Ein hinterlegter Kontakt wird entfernt. Keiner kommt hinzu.',
        going: 'Kontakt, der entfernt wird',
        staying: 'Kontakte, die hinterlegt bleiben',
      },
      none: 'Keine',
      hidden: 'Wird Ihnen nicht gezeigt.',
    },
    key: {
      person: 'Wessen Schlüssel',
      fingerprint: 'Fingerabdruck des Schlüssels',
      compare:
        'Lassen Sie ihn sich von der Person vorlesen, persönlich oder unter einer Nummer, die Sie schon haben, und vergleichen Sie jede Gruppe. Unterschreiben Sie nur, wenn alles gleich ist.',
      model: 'Modell',
      label: 'Name des Schlüssels',
      attested: 'Der Hersteller wurde bestätigt',
      unattested: 'Der Hersteller wurde nicht bestätigt',
      maker: 'Hersteller',
      endorsed: 'Ein Schlüssel, den die Person schon hatte, bürgt für ihn.',
    },
    hold: {
      which: 'Was gesperrt ist',
      why: 'Warum sie aufgehoben werden soll',
      leftToAdministrators:
        'Von denen, die freigeben, sind zu wenige übrig; darum entscheiden zwei Administratoren. Sprechen Sie mit der Person, um die es geht.',
      effect: 'Tritt das in Kraft, kann wieder bezahlt werden, was unter die Sperre fiel.',
      show: 'Sperren zeigen',
      scopes: {
        order: 'Eine Zahlung',
        counterparty: 'Ein Empfänger',
        person: 'Eine Person',
        channel: 'Ein Kanal',
        entity: 'Eine Gesellschaft',
        everything: 'Alle Zahlungen',
      },
    },
  },
})
