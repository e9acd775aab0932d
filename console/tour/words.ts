import { defineWords } from '../words/define-words.ts'
import type { Step } from './progress.ts'

interface StepWords {
  readonly title: string
  /** What to do. */
  readonly does: string
  /** What could not be faked just now. */
  readonly proves: string
}

const en: Readonly<Record<Step, StepWords>> = {
  enrol: {
    title: 'Six people, one passkey each',
    does: 'You play all of them. Enrol a passkey for each: your laptop’s own is enough.',
    proves:
      'From here on a person is a key that signs, not a voice or a face. The demo takes the passkey of your laptop; with real money it has to be a security key that cannot be copied.',
  },
  supplierBen: {
    title: 'Put the supplier on file: Ben',
    does: 'As Ben, open the account change, compare it with the contract, and sign.',
    proves:
      'A bank account is known only after two people have signed for it. Being paid once, or being in a file, does not do it.',
  },
  supplierIvy: {
    title: 'Put the supplier on file: Ivy',
    does: 'As Ivy, sign for the same account. Ben could not sign twice.',
    proves: 'People are counted, not keys or accounts: the second signature had to be somebody else’s.',
  },
  fraudSubmit: {
    title: 'The fraud: a video call',
    does: '“It is Cleo, your CFO. Send 214,000 euros to Meridian, today, and speak to nobody.” Face and voice are cloned; Ana believes them. As Ana, send the payment.',
    proves: 'Ana may be deceived. Saying how she was asked can only add checks, never remove one.',
  },
  fraudDeny: {
    title: 'Ask the real Cleo',
    does: 'See below why it waits, and what Ana can do about it herself. Then become Cleo, open it, and deny it: “I did not ask for this.”',
    proves:
      'Only Cleo’s own key, in her own session, could have said yes. One no is enough, and rank or hurry are no way round it.',
  },
  twinSubmit: {
    title: 'Its honest twin',
    does: 'The same amount, asked for on a video call as well, by the real Cleo, to the supplier on file. The ERP sends it.',
    proves: 'No machine decides here who is honest. The same evidence is asked for.',
  },
  twinConfirm: {
    title: 'Cleo confirms that she asked',
    does: 'As Cleo, open the payment and sign that you did ask for it.',
    proves: 'A deepfake can look like Cleo. It cannot sign with her key.',
  },
  twinBen: {
    title: 'Ben approves, from the invoice',
    does: 'As Ben, type amount and account ending from the invoice below. Only then do you see the payment, and sign it.',
    proves:
      'Ben approved what the invoice says, not what a screen told him. Changed by a cent, his signature would be void.',
  },
  twinIvy: {
    title: 'Ivy approves, from the invoice',
    does: 'As Ivy, do the same. She does not see what Ben typed.',
    proves: 'Two people, each on their own, against the same sheet of paper.',
  },
  twinCall: {
    title: 'Dan calls back',
    does: 'As Dan, open the call, “ring” the number on file, and note what you are told. This page plays the phone.',
    proves: 'We rang a number we already had. Whoever answered had to say amount and account; Dan never said them.',
  },
  twinReview: {
    title: 'Eve reviews it',
    does: 'As Eve, read why it was flagged, write a reason, and sign “continue”.',
    proves: 'A fifth person, who neither asked, approved nor called, put their name to it in writing.',
  },
  twinWait: {
    title: 'Cooling-off',
    does: 'A day in which frauds come to light; in the demo 24 seconds. Then a separate process checks every signature again, and releases.',
    proves:
      'Time cannot be hurried by asking. Neither the database nor this page can release: the signer verifies everything itself.',
  },
  token: {
    title: 'Released',
    does: 'The ERP fetches a signed token and compares it with the payment in its own books before it pays.',
    proves: 'A token for another account, another amount or another installation is refused by the ERP itself.',
  },
}

const de: Readonly<Record<Step, StepWords>> = {
  enrol: {
    title: 'Sechs Personen, je ein Passkey',
    does: 'Sie spielen alle. Tragen Sie für jede einen Passkey ein: Der Ihres Laptops genügt.',
    proves:
      'Von nun an ist eine Person ein Schlüssel, der unterschreibt, keine Stimme und kein Gesicht. Die Demo nimmt den Passkey Ihres Laptops; mit echtem Geld muss es ein Sicherheitsschlüssel sein, den niemand kopieren kann.',
  },
  supplierBen: {
    title: 'Lieferanten hinterlegen: Ben',
    does: 'Öffnen Sie als Ben die Kontoänderung, vergleichen Sie sie mit dem Vertrag, und unterschreiben Sie.',
    proves:
      'Ein Konto gilt erst als bekannt, wenn zwei Personen dafür unterschrieben haben. Einmal bezahlt zu sein genügt nicht.',
  },
  supplierIvy: {
    title: 'Lieferanten hinterlegen: Ivy',
    does: 'Unterschreiben Sie als Ivy für dasselbe Konto. Ben könnte nicht zweimal unterschreiben.',
    proves: 'Gezählt werden Personen, nicht Schlüssel: Die zweite Unterschrift musste von jemand anderem kommen.',
  },
  fraudSubmit: {
    title: 'Der Betrug: ein Videoanruf',
    does: '„Hier ist Cleo, Ihre Finanzchefin. Überweisen Sie heute 214.000 Euro an Meridian, und sprechen Sie mit niemandem.“ Gesicht und Stimme sind gefälscht; Ana glaubt ihnen. Senden Sie als Ana die Zahlung.',
    proves: 'Ana darf getäuscht werden. Was sie über die Anfrage angibt, kann Prüfungen nur hinzufügen, nie wegnehmen.',
  },
  fraudDeny: {
    title: 'Die echte Cleo fragen',
    does: 'Sehen Sie unten, warum die Zahlung wartet und was Ana selbst tun kann. Werden Sie dann Cleo, öffnen Sie sie, und lehnen Sie ab: „Darum habe ich nicht gebeten.“',
    proves:
      'Nur Cleos eigener Schlüssel in ihrer eigenen Sitzung hätte Ja sagen können. Ein Nein genügt, und weder Rang noch Eile führen daran vorbei.',
  },
  twinSubmit: {
    title: 'Der ehrliche Zwilling',
    does: 'Derselbe Betrag, auch per Video erbeten, von der echten Cleo, an den hinterlegten Lieferanten. Das ERP sendet ihn.',
    proves: 'Keine Maschine entscheidet hier, wer ehrlich ist. Verlangt wird derselbe Nachweis.',
  },
  twinConfirm: {
    title: 'Cleo bestätigt, dass sie gefragt hat',
    does: 'Öffnen Sie als Cleo die Zahlung, und unterschreiben Sie, dass Sie darum gebeten haben.',
    proves: 'Ein Deepfake kann aussehen wie Cleo. Mit ihrem Schlüssel unterschreiben kann er nicht.',
  },
  twinBen: {
    title: 'Ben gibt frei, nach der Rechnung',
    does: 'Tippen Sie als Ben Betrag und Kontoendung von der Rechnung unten ab. Erst dann sehen Sie die Zahlung und unterschreiben sie.',
    proves:
      'Ben hat freigegeben, was auf der Rechnung steht, nicht was ein Bildschirm ihm sagte. Um einen Cent geändert, wäre seine Unterschrift nichtig.',
  },
  twinIvy: {
    title: 'Ivy gibt frei, nach der Rechnung',
    does: 'Tun Sie als Ivy dasselbe. Sie sieht nicht, was Ben getippt hat.',
    proves: 'Zwei Personen, jede für sich, gegen dasselbe Blatt Papier.',
  },
  twinCall: {
    title: 'Dan ruft zurück',
    does: 'Öffnen Sie als Dan den Anruf, „wählen“ Sie die hinterlegte Nummer, und notieren Sie, was Ihnen gesagt wird. Diese Seite spielt das Telefon.',
    proves:
      'Wir haben eine Nummer angerufen, die wir schon hatten. Betrag und Konto musste die Gegenseite nennen; Dan hat sie nie gesagt.',
  },
  twinReview: {
    title: 'Eve prüft',
    does: 'Lesen Sie als Eve, warum die Zahlung auffiel, schreiben Sie einen Grund, und unterschreiben Sie „fortfahren“.',
    proves: 'Eine fünfte Person, die weder gefragt, freigegeben noch angerufen hat, steht schriftlich dafür ein.',
  },
  twinWait: {
    title: 'Wartezeit',
    does: 'Ein Tag, in dem Betrug ans Licht kommt; in der Demo 24 Sekunden. Dann prüft ein eigener Prozess jede Unterschrift noch einmal und gibt frei.',
    proves:
      'Zeit lässt sich durch Bitten nicht verkürzen. Weder die Datenbank noch diese Seite kann freigeben: Der Signierer prüft alles selbst.',
  },
  token: {
    title: 'Freigegeben',
    does: 'Das ERP holt ein signiertes Token und vergleicht es mit der Zahlung in den eigenen Büchern, bevor es zahlt.',
    proves:
      'Ein Token für ein anderes Konto, einen anderen Betrag oder eine andere Installation weist das ERP selbst zurück.',
  },
}

export const tourWords = defineWords({
  en: {
    title: 'Guided tour',
    lead: 'A deepfake asks for 214,000 euros, and does not get them. Its honest twin does. You play everybody; it takes about five minutes.',
    steps: en,
    stepOf: (n: number, total: number) => `Step ${n} of ${total}`,
    done: 'Done',
    now: 'Now',
    later: 'Later',
    proves: 'What could not be faked',
    become: (name: string) => `Become ${name}`,
    you: (name: string) => `You are ${name}`,
    nobody: 'Nobody is signed in',
    open: 'Open it',
    openCall: 'Open the call',
    enrol: (name: string) => `Enrol ${name}`,
    enrolled: 'enrolled',
    waiting: 'Waiting for your passkey…',
    roles: {
      ben: 'approves',
      ivy: 'approves',
      ana: 'asks for payments',
      cfo: 'the CFO',
      dan: 'calls back',
      eve: 'reviews',
    },
    lost: 'The invitations were shown once, and this page was reloaded since. To begin anew, stop the service and start it with an empty DATA_DIR.',
    continueAs: 'Sign in as anybody who has a passkey, and the tour goes on where it was.',
    invitations: 'Invitation links',
    invitationsHint:
      'For other browsers or devices. They are kept nowhere: copy what you need before you leave this page.',
    send: 'Send the payment',
    sendErp: 'Let the ERP send it',
    whyWaits: 'Why it was flagged',
    wants: 'What is still missing',
    tryApprove: 'Let Ana approve it herself',
    refusedWith: 'The service refuses:',
    invoice: 'Invoice',
    invoiceFrom: 'From',
    invoiceNumber: 'Number',
    invoiceAmount: 'Amount due',
    invoiceAccount: 'Payable to',
    phone: 'On the phone',
    phoneHint: 'Ask, never tell. Press a question to hear the answer.',
    askAmount: '“What amount is it?”',
    sayAmount: '“Two hundred and fourteen thousand euros, no cents: 214000.00.”',
    askAccount: '“How does the account end?”',
    sayAccount: '“One seven eight eight.”',
    token: 'What the token says',
    tokenNone:
      'The token goes to the ERP. This page lost the ERP’s secret when it was reloaded, so only the ERP can show it.',
    check: 'How the ERP checks it',
    log: 'See it in the log',
    payment: 'See the payment',
    hide: 'Hide tour',
    show: 'Show tour',
    close: 'End the tour',
    overview: 'All steps',
    switchTo: 'Sign in as…',
    switchHint: 'Still needs that person’s passkey',
    setUp: {
      title: 'Welcome',
      lead: 'This installation is empty. Set up a fictional company with ten people, one supplier and a strict payment policy, then play a fraud and its honest twin through by hand.',
      points: [
        'You need a passkey: your laptop’s own will do in the demo.',
        'It takes about five minutes. No real money moves.',
        'Everything after this button goes through the same checks as in production.',
      ],
      button: 'Set up the demo company',
      other: 'Prefer the command line?',
    },
  },
  de: {
    title: 'Geführte Tour',
    lead: 'Ein Deepfake verlangt 214.000 Euro und bekommt sie nicht. Der ehrliche Zwilling schon. Sie spielen alle; es dauert etwa fünf Minuten.',
    steps: de,
    stepOf: (n: number, total: number) => `Schritt ${n} von ${total}`,
    done: 'Erledigt',
    now: 'Jetzt',
    later: 'Später',
    proves: 'Was sich nicht fälschen ließ',
    become: (name: string) => `${name} werden`,
    you: (name: string) => `Sie sind ${name}`,
    nobody: 'Niemand ist angemeldet',
    open: 'Öffnen',
    openCall: 'Anruf öffnen',
    enrol: (name: string) => `${name} eintragen`,
    enrolled: 'eingetragen',
    waiting: 'Warten auf Ihren Passkey…',
    roles: {
      ben: 'gibt frei',
      ivy: 'gibt frei',
      ana: 'reicht Zahlungen ein',
      cfo: 'Finanzchefin',
      dan: 'ruft zurück',
      eve: 'prüft',
    },
    lost: 'Die Einladungen wurden einmal gezeigt, und diese Seite wurde seither neu geladen. Um neu zu beginnen, beenden Sie den Dienst und starten ihn mit leerem DATA_DIR.',
    continueAs: 'Melden Sie sich als jemand mit Passkey an, dann geht die Tour weiter, wo sie war.',
    invitations: 'Einladungslinks',
    invitationsHint:
      'Für andere Browser oder Geräte. Sie werden nirgends gespeichert: Kopieren Sie, was Sie brauchen, bevor Sie diese Seite verlassen.',
    send: 'Zahlung senden',
    sendErp: 'Das ERP senden lassen',
    whyWaits: 'Warum sie auffiel',
    wants: 'Was noch fehlt',
    tryApprove: 'Ana selbst freigeben lassen',
    refusedWith: 'Der Dienst weist es zurück:',
    invoice: 'Rechnung',
    invoiceFrom: 'Von',
    invoiceNumber: 'Nummer',
    invoiceAmount: 'Zu zahlen',
    invoiceAccount: 'Zahlbar an',
    phone: 'Am Telefon',
    phoneHint: 'Fragen, nie sagen. Drücken Sie eine Frage, um die Antwort zu hören.',
    askAmount: '„Um welchen Betrag geht es?“',
    sayAmount: '„Zweihundertvierzehntausend Euro, keine Cent: 214000.00.“',
    askAccount: '„Wie endet das Konto?“',
    sayAccount: '„Eins sieben acht acht.“',
    token: 'Was das Token sagt',
    tokenNone:
      'Das Token geht an das ERP. Diese Seite hat dessen Geheimnis beim Neuladen verloren; zeigen kann es nur noch das ERP.',
    check: 'Wie das ERP es prüft',
    log: 'Im Protokoll ansehen',
    payment: 'Zahlung ansehen',
    hide: 'Tour ausblenden',
    show: 'Tour einblenden',
    close: 'Tour beenden',
    overview: 'Alle Schritte',
    switchTo: 'Anmelden als…',
    switchHint: 'Braucht weiterhin den Passkey dieser Person',
    setUp: {
      title: 'Willkommen',
      lead: 'Diese Installation ist leer. Richten Sie eine erfundene Firma mit zehn Personen, einem Lieferanten und einer strengen Zahlungsrichtlinie ein, und spielen Sie dann einen Betrug und seinen ehrlichen Zwilling selbst durch.',
      points: [
        'Sie brauchen einen Passkey: In der Demo genügt der Ihres Laptops.',
        'Es dauert etwa fünf Minuten. Es fließt kein echtes Geld.',
        'Nach diesem Knopf geht alles durch dieselben Prüfungen wie im Echtbetrieb.',
      ],
      button: 'Demo-Firma einrichten',
      other: 'Lieber auf der Kommandozeile?',
    },
  },
})
