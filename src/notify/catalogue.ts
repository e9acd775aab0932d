/** Every mail there is. Rooms name them in `outbox.add({kind: 'mail', template, …})`. */
export const TEMPLATES = [
  'evidence-required',
  'escalated',
  'denied',
  'expired',
  'alarm',
  'impersonation-report',
  'contact-change-proposed',
  'contact-change-applied',
  'contact-removal-proposed',
  'contact-removal-applied',
  'invitation-renewed',
  'key-enrolled',
  'key-confirmed',
  'key-revoked',
  'key-suspected',
  'recovery-started',
  'person-changed',
  'webhook-disabled',
  'notice',
] as const
export type Template = (typeof TEMPLATES)[number]

export const OUTSIDE_TEMPLATES = [
  'contact-change-proposed',
  'contact-change-applied',
  'contact-removal-proposed',
  'contact-removal-applied',
  'notice',
] as const satisfies readonly Template[]
export type OutsideTemplate = (typeof OUTSIDE_TEMPLATES)[number]

export interface MailText {
  readonly subject: string
  readonly body: string
}

export interface Catalogue {
  readonly templates: Readonly<Record<Template, MailText>>
  /** What mails to payees' contacts say; they know nothing of us but our name. */
  readonly outside: Readonly<Record<OutsideTemplate, MailText>>
  readonly reference: string
  /** How to get there, for our own people; `{origin}` is replaced. */
  readonly closing: string
  readonly closingOutside: string
}
