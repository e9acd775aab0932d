import { defineWords } from './define-words.ts'

/** What can be frozen, and how a hold is spoken of. */
export const holdWords = defineWords({
  en: {
    scopes: {
      order: 'One payment',
      counterparty: 'A payee',
      person: 'A person',
      channel: 'A channel',
      entity: 'A company',
      everything: 'Everything',
    },
    stopped: 'All payments are stopped',
    since: 'Since',
    by: 'by',
    reason: 'Why',
    lift: {
      ask: 'Ask for it to be lifted',
      lead: 'Lifting takes the signatures of others; neither whoever asks nor whom the hold is on can be one of them.',
      reason: 'Why it can be lifted',
      reasonNeeded: 'Write down why: others decide by it.',
      send: 'Ask others to sign',
      cancel: 'Leave it',
      open: 'Others are asked to lift it',
      done: 'What lifted it',
    },
  },
  de: {
    scopes: {
      order: 'Eine Zahlung',
      counterparty: 'Ein Empfänger',
      person: 'Eine Person',
      channel: 'Ein Kanal',
      entity: 'Eine Gesellschaft',
      everything: 'Alles',
    },
    stopped: 'Alle Zahlungen sind gestoppt',
    since: 'Seit',
    by: 'durch',
    reason: 'Warum',
    lift: {
      ask: 'Aufhebung beantragen',
      lead: 'Zum Aufheben müssen andere unterschreiben; weder wer es beantragt noch wem die Sperre gilt, gehört zu ihnen.',
      reason: 'Warum sie aufgehoben werden kann',
      reasonNeeded: 'Schreiben Sie auf, warum: Andere entscheiden danach.',
      send: 'Andere um Unterschrift bitten',
      cancel: 'Doch nicht',
      open: 'Andere sind um die Aufhebung gebeten',
      done: 'Wodurch sie aufgehoben wurde',
    },
  },
})
