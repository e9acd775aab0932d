import { defineWords } from '../../words/define-words.ts'

export const reviewWords = defineWords({
  en: {
    title: 'Reviews',
    lead: 'What reviewers are asked to look at, most urgent first. You let it continue or deny it, with what you checked in writing.',
    mine: 'Waits for your review',
    others: 'Escalated',
    othersHint: 'Somebody called for a second look, or it waited too long.',
    nothing: {
      title: 'Nothing waits for your review',
      body: 'When a payment or change needs a reviewer, it appears here by itself.',
    },
    noOthers: 'Nothing else is escalated.',
    due: 'Due',
    since: 'Escalated',
    overdue: 'Was due',
    hidden: 'Hidden until you enter it',
  },
  de: {
    title: 'Prüfungen',
    lead: 'Was Prüfer ansehen sollen, das Dringendste zuerst. Sie lassen es fortfahren oder lehnen es ab, und schreiben auf, was Sie geprüft haben.',
    mine: 'Wartet auf Ihre Prüfung',
    others: 'Eskaliert',
    othersHint: 'Jemand hat um einen zweiten Blick gebeten, oder es hat zu lange gewartet.',
    nothing: {
      title: 'Nichts wartet auf Ihre Prüfung',
      body: 'Braucht eine Zahlung oder Änderung einen Prüfer, erscheint sie hier von selbst.',
    },
    noOthers: 'Sonst ist nichts eskaliert.',
    due: 'Fällig',
    since: 'Eskaliert',
    overdue: 'War fällig',
    hidden: 'Verborgen, bis Sie ihn eingeben',
  },
})
