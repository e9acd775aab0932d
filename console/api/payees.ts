import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { SubjectView } from '../../src/consent/schema.ts'
import type {
  AccountProposal,
  AccountView,
  ContactProposal,
  ContactView,
  CounterpartyBody,
  CounterpartyDetail,
  CounterpartyPage,
} from '../../src/directory/schema.ts'
import { api } from './client.ts'
import { SUBJECTS } from './subjects.ts'

export type Payee = CounterpartyDetail
export type PayeeAccount = AccountView
export type PayeeContact = ContactView
export type ProposedChange = SubjectView
export type NewPayee = z.infer<typeof CounterpartyBody>
export type NewAccount = z.infer<typeof AccountProposal>
export type NewContact = z.infer<typeof ContactProposal>
/** Why something goes off file, and who asked for it. */
type Removal = Pick<NewAccount, 'provenance' | 'requestedBy'>

const PAGE = 50

/** Payees on file, a page at a time. */
export function payeesQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: [...SUBJECTS, 'payees', search],
    queryFn({ pageParam, signal }) {
      const query = new URLSearchParams({ limit: String(PAGE) })
      if (search !== '') query.set('q', search)
      if (pageParam !== null) query.set('cursor', pageParam)
      return api.get<CounterpartyPage>(`/v1/counterparties?${query}`, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

/* Each answers with the subject that others sign. */

export function proposePayee(payee: NewPayee): Promise<ProposedChange> {
  return api.post<ProposedChange>('/v1/counterparties', payee)
}

export function proposeAccount(payeeId: string, account: NewAccount): Promise<ProposedChange> {
  return api.post<ProposedChange>(`${pathOf(payeeId)}/accounts`, account)
}

export function proposeContact(payeeId: string, contact: NewContact): Promise<ProposedChange> {
  return api.post<ProposedChange>(`${pathOf(payeeId)}/contacts`, contact)
}

export function retireAccount(payeeId: string, accountId: string, removal: Removal): Promise<ProposedChange> {
  return api.post<ProposedChange>(`${pathOf(payeeId)}/accounts/${encodeURIComponent(accountId)}/retire`, removal)
}

export function retireContact(payeeId: string, contactId: string, removal: Removal): Promise<ProposedChange> {
  return api.post<ProposedChange>(`${pathOf(payeeId)}/contacts/${encodeURIComponent(contactId)}/retire`, removal)
}

function pathOf(payeeId: string): string {
  return `/v1/counterparties/${encodeURIComponent(payeeId)}`
}
