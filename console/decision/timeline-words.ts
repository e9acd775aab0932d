import { defineWords } from '../words/define-words.ts'

/** What happened to a subject. */
export const timelineWords = defineWords({
  en: {
    title: 'Timeline',
    submitted: 'Submitted',
    amended: 'Amended',
    assessed_again: 'Checked again',
    escalated: 'Escalated',
    approved: 'Approved',
    cancelled: 'Cancelled',
    confirm: { approval: 'Signed', instructor_confirmation: 'Confirmed having asked', callback: 'Signed the call' },
    review: 'Reviewed: continue',
    denied: 'Denied',
    version: (n: number) => `Version ${n}`,
    void: 'No longer counts',
    log: (index: number) => `Log entry ${index}`,
  },
  de: {
    title: 'Verlauf',
    submitted: 'Eingereicht',
    amended: 'Geändert',
    assessed_again: 'Erneut geprüft',
    escalated: 'Eskaliert',
    approved: 'Freigegeben',
    cancelled: 'Zurückgezogen',
    confirm: {
      approval: 'Unterschrieben',
      instructor_confirmation: 'Auftrag bestätigt',
      callback: 'Anruf unterschrieben',
    },
    review: 'Geprüft: fortfahren',
    denied: 'Abgelehnt',
    version: (n: number) => `Fassung ${n}`,
    void: 'Zählt nicht mehr',
    log: (index: number) => `Protokolleintrag ${index}`,
  },
})

export type TimelineWords = (typeof timelineWords)['en']
