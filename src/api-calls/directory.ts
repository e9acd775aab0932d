import type { ApiCall } from '../platform/http/api-call.ts'
import * as consent from '../consent/schema.ts'
import * as directory from '../directory/schema.ts'

export const DIRECTORY_CALLS: readonly ApiCall[] = [
  {
    method: 'get',
    path: '/v1/counterparties',
    who: 'either',
    does: 'Payees on file.',
    query: directory.PageQuery,
    answer: directory.CounterpartyPage,
  },
  {
    method: 'get',
    path: '/v1/counterparties/{id}',
    who: 'either',
    does: 'One payee with accounts and contacts.',
    answer: directory.CounterpartyDetail,
  },
  {
    method: 'get',
    path: '/v1/counterparties/{id}/accounts',
    who: 'either',
    does: 'Vetted accounts of a payee.',
    answer: directory.AccountsAnswer,
  },
  {
    method: 'get',
    path: '/v1/counterparties/{id}/contacts',
    who: 'either',
    does: 'Contacts of a payee, with provenance.',
    answer: directory.ContactsAnswer,
  },
  {
    method: 'post',
    path: '/v1/counterparties',
    who: 'either',
    does: 'Propose a new payee: a subject that others sign.',
    body: directory.CounterpartyBody,
    status: 201,
    answer: consent.SubjectView,
  },
  {
    method: 'post',
    path: '/v1/counterparties/{id}/accounts',
    who: 'either',
    does: 'Propose another account of a payee: a subject that others sign.',
    body: directory.AccountProposal,
    status: 201,
    answer: consent.SubjectView,
  },
  {
    method: 'post',
    path: '/v1/counterparties/{id}/contacts',
    who: 'either',
    does: 'Propose another contact of a payee: a subject that others sign; the contacts on file are told.',
    body: directory.ContactProposal,
    status: 201,
    answer: consent.SubjectView,
  },
]
