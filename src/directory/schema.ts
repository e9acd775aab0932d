/** Wire types of the directory. What a string means (an IBAN, a number) is checked by the rules, not here. */
import { z } from 'zod'
import { VettedAccount } from './account-schema.ts'

const requestedBy = z
  .array(
    z
      .string()
      .max(200)
      .regex(/^\P{Cc}+$/u, 'Write an e-mail address or an external id.'),
  )
  .max(20)
  .optional()
  .describe('People on file who asked for this, by e-mail address or external id. Required of API clients.')
const provenance = z
  .string()
  .min(1)
  .max(500)
  .describe('Where this comes from and how it was checked: part of what is signed.')

export const ContactBody = z.strictObject({
  kind: z.enum(['phone', 'email']),
  value: z.string().min(1).max(254),
  timeZone: z.string().min(1).max(64).describe('IANA name, such as Europe/Paris: when this contact can be called'),
})
export type ContactBody = z.infer<typeof ContactBody>

export const CounterpartyBody = z.strictObject({
  name: z.string().min(1).max(500),
  provenance,
  accounts: z.array(VettedAccount).min(1).max(20),
  contacts: z.array(ContactBody).max(20).optional(),
  requestedBy,
})
export type CounterpartyBody = z.infer<typeof CounterpartyBody>

export const AccountProposal = z.strictObject({ account: VettedAccount, provenance, requestedBy })
export type AccountProposal = z.infer<typeof AccountProposal>

export const ContactProposal = ContactBody.extend({ provenance, requestedBy })
export type ContactProposal = z.infer<typeof ContactProposal>

export const RemovalProposal = z.strictObject({
  provenance: provenance.describe('Why it goes off file and how that was checked: part of what is signed.'),
  requestedBy,
})
export type RemovalProposal = z.infer<typeof RemovalProposal>

export const PageQuery = z.strictObject({
  q: z
    .string()
    .trim()
    .max(100)
    .regex(/^\P{Cc}*$/u, 'Write what you look for.')
    .transform((words) => (words === '' ? undefined : words))
    .optional()
    .describe('In the name, whatever the case'),
  cursor: z
    .string()
    .regex(/^cpt_[0-9a-z]{1,40}$/, 'Give the cursor back as it was given.')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const AccountView = z.object({
  id: z.string(),
  version: z.int(),
  status: z.enum(['active']),
  identification: VettedAccount.or(z.null()).describe(
    'For callers, directory editors, reviewers and auditors who approve nothing; null for others',
  ),
  onboarded: z.boolean().describe('The first account of the payee: there was no other one before it.'),
  activatedAt: z.string(),
  vettedBy: z.string().describe('The subject whose evidence put it on file'),
})
export type AccountView = z.infer<typeof AccountView>

export const ContactView = z.object({
  id: z.string(),
  version: z.int(),
  kind: z.enum(['phone', 'email']),
  value: z.string().nullable().describe('For whom accounts are, too'),
  provenance: z.string().nullable(),
  ageDays: z.int(),
  verifiedAt: z.string().describe('Since when it is on file: callbacks want a contact of some age'),
  timeZone: z.string(),
  onboarded: z.boolean(),
})
export type ContactView = z.infer<typeof ContactView>

const CounterpartyView = z.object({
  id: z.string(),
  name: z.string(),
  provenance: z.string().nullable(),
  vettedBy: z.string(),
})

export const CounterpartyDetail = CounterpartyView.extend({
  accounts: z.array(AccountView),
  contacts: z.array(ContactView),
})
export type CounterpartyDetail = z.infer<typeof CounterpartyDetail>

export const CounterpartyPage = z.object({ items: z.array(CounterpartyDetail), next: z.string().nullable() })
export type CounterpartyPage = z.infer<typeof CounterpartyPage>

export const AccountsAnswer = z.object({ items: z.array(AccountView) })
export const ContactsAnswer = z.object({ items: z.array(ContactView) })
