/** Every call of the outside contract, in one table: what the OpenAPI document and its page are made of. */
import type { ApiCall } from './platform/http/api-call.ts'
import * as consent from './consent/schema.ts'
import * as directory from './directory/schema.ts'
import * as holds from './holds/schema.ts'
import * as log from './log/schema.ts'
import * as orders from './orders/schema.ts'
import * as people from './people/schema.ts'
import * as events from './release/events-schema.ts'
import * as release from './release/schema.ts'
import * as report from './release/report-schema.ts'

const order = orders.OrderView
const subject = consent.SubjectView

export const API_CALLS: readonly ApiCall[] = [
  // Payment orders
  { method: 'post', path: '/v1/payment-orders', who: 'either', does: 'Submit a payment order. Scope orders:write, or a requester.', body: orders.OrderBody, headers: ['Idempotency-Key'], status: 201, answer: order },
  { method: 'get', path: '/v1/payment-orders', who: 'either', does: 'A page of orders, newest first.', query: orders.ListQuery, answer: orders.OrderPageView },
  { method: 'get', path: '/v1/payment-orders/{id}', who: 'either', does: 'One order as it now stands, with its ETag.', answer: order },
  { method: 'patch', path: '/v1/payment-orders/{id}', who: 'either', does: 'Amend: a new version; evidence collected so far no longer counts.', body: orders.AmendBody, headers: ['If-Match'], answer: order },
  { method: 'post', path: '/v1/payment-orders/{id}/cancel', who: 'either', does: 'Cancel before release.', body: orders.CancelBody, answer: order },
  { method: 'post', path: '/v1/payment-orders/{id}/attachments', who: 'either', does: 'Attach a PDF, PNG, JPEG or EML file of up to 10 MiB, sent as the body; its digest joins what is signed.', bodyType: 'application/pdf', query: orders.AttachmentQuery, status: 201, answer: order },
  { method: 'post', path: '/v1/payment-orders/{id}/comments', who: 'either', does: 'Comment. Comments are never evidence.', body: orders.CommentBody, status: 201, answer: order },
  { method: 'get', path: '/v1/payment-orders/{id}/release', who: 'client', does: 'The release token, for the client that submitted the order. 409 while held or not released.', answer: release.ReleaseAnswer },
  { method: 'post', path: '/v1/payment-orders/{id}/report', who: 'client', does: 'Report what the bank did. Idempotent.', body: report.ReportBody, answer: report.ReportView },
  { method: 'get', path: '/v1/payment-orders/{id}/bundle', who: 'either', does: 'The evidence bundle of a released order, to verify offline. Own client, or an auditor.', answer: release.BundleAnswer },
  { method: 'post', path: '/v1/payment-batches', who: 'either', does: 'Submit a pain.001.001.09 or .03 file (application/xml), or a list of orders as JSON.', body: orders.BatchBody, bodyType: 'application/xml', query: orders.BatchQuery, headers: ['Idempotency-Key'], status: 201, answer: orders.BatchView },
  // Signing
  { method: 'post', path: '/v1/challenges', who: 'person', does: 'The exact statement to sign for one decision, and the WebAuthn options to sign it with.', body: consent.ChallengeBody, status: 201, answer: consent.ChallengeAnswer },
  { method: 'post', path: '/v1/evidence', who: 'person', does: 'Hand in a signature. Answers with the subject as it now stands.', body: consent.EvidenceBody, status: 201, answer: subject },
  { method: 'get', path: '/v1/inbox', who: 'person', does: 'What waits for me.', answer: consent.InboxAnswer },
  { method: 'get', path: '/v1/subjects/{type}/{id}', who: 'person', does: 'Any subject: state, requirements, evidence, holds, timeline.', answer: subject },
  { method: 'get', path: '/v1/subjects/{type}/{id}/presentation', who: 'person', does: 'The bytes to render before signing, untimed.', query: consent.PresentationQuery, answer: consent.PresentationAnswer },
  { method: 'post', path: '/v1/callbacks', who: 'person', does: 'Open the worksheet of a call: whom to ring, what to ask, what never to say.', body: consent.CallbackBody, status: 201, answer: consent.WorksheetAnswer },
  { method: 'post', path: '/v1/callbacks/{id}/outcome', who: 'person', does: 'Record what the callee stated. A challenge then signs it.', body: consent.OutcomeBody, status: 201, answer: consent.OutcomeAnswer },
  // Holds
  { method: 'get', path: '/v1/holds', who: 'either', does: 'Holds.', query: holds.HoldsQuery, answer: holds.HoldPage },
  { method: 'get', path: '/v1/holds/{id}', who: 'either', does: 'One hold.', answer: holds.HoldView },
  { method: 'post', path: '/v1/holds', who: 'person', does: 'Freeze an order, payee, person, channel, entity or everything. When this answers, nothing it covers is released any more.', body: holds.HoldBody, status: 201, answer: holds.HoldView },
  { method: 'post', path: '/v1/holds/{id}/lift', who: 'person', does: 'Ask for a hold to be lifted: a subject that others sign.', body: holds.LiftBody, status: 201, answer: subject },
  { method: 'post', path: '/v1/impersonation-reports', who: 'person', does: 'Somebody pretended to be a colleague: holds what that person seems to ask for, opens a case.', body: holds.ImpersonationBody, status: 201, answer: holds.CaseAnswer },
  // Directory
  { method: 'get', path: '/v1/counterparties', who: 'either', does: 'Payees on file.', query: directory.PageQuery, answer: directory.CounterpartyPage },
  { method: 'get', path: '/v1/counterparties/{id}', who: 'either', does: 'One payee with accounts and contacts.', answer: directory.CounterpartyDetail },
  { method: 'get', path: '/v1/counterparties/{id}/accounts', who: 'either', does: 'Vetted accounts of a payee.', answer: directory.AccountsAnswer },
  { method: 'get', path: '/v1/counterparties/{id}/contacts', who: 'either', does: 'Contacts of a payee, with provenance.', answer: directory.ContactsAnswer },
  { method: 'post', path: '/v1/counterparties', who: 'either', does: 'Propose a new payee: a subject that others sign.', body: directory.CounterpartyBody, status: 201, answer: subject },
  { method: 'post', path: '/v1/counterparties/{id}/accounts', who: 'either', does: 'Propose another account of a payee: a subject that others sign.', body: directory.AccountProposal, status: 201, answer: subject },
  { method: 'post', path: '/v1/counterparties/{id}/contacts', who: 'either', does: 'Propose another contact of a payee: a subject that others sign; the contacts on file are told.', body: directory.ContactProposal, status: 201, answer: subject },
  // People
  { method: 'post', path: '/v1/enrolments/{token}/challenges', who: 'anyone', does: 'Begin to enrol the first security key, by invitation.', status: 201, answer: people.CreationChallenge },
  { method: 'post', path: '/v1/enrolments/{token}', who: 'anyone', does: 'Enrol it.', body: people.EnrolmentBody, status: 201, answer: people.EnrolledAnswer },
  { method: 'post', path: '/v1/sessions/challenges', who: 'anyone', does: 'Begin to sign in. The same shape for an address nobody has.', body: people.SessionChallengeBody, status: 201, answer: people.RequestChallenge },
  { method: 'post', path: '/v1/sessions', who: 'anyone', does: 'Sign in with a security key. Sets the session cookie.', body: people.SessionBody, status: 201, answer: people.SessionAnswer },
  { method: 'get', path: '/v1/sessions/current', who: 'person', does: 'Who is signed in.', answer: people.SessionAnswer },
  { method: 'delete', path: '/v1/sessions/current', who: 'person', does: 'Sign out.', status: 204 },
  { method: 'get', path: '/v1/keys', who: 'person', does: 'My security keys.', answer: people.KeysAnswer },
  { method: 'post', path: '/v1/keys/challenges', who: 'person', does: 'Begin to enrol a further key, vouched for by one on record.', status: 201, answer: people.FurtherKeyChallenge },
  { method: 'post', path: '/v1/keys', who: 'person', does: 'Enrol it: it waits for an administrator.', body: people.FurtherKeyBody, status: 201, answer: people.EnrolledAnswer },
  { method: 'post', path: '/v1/keys/{id}/revoke', who: 'person', does: 'Give up a key of mine, at once.', status: 204 },
  { method: 'post', path: '/v1/genesis/challenges', who: 'person', does: "Begin to confirm the other administrator's key.", body: people.GenesisChallengeBody, status: 201, answer: people.GenesisChallenge },
  { method: 'post', path: '/v1/genesis/confirmations', who: 'person', does: 'Confirm it. With both confirmations the organisation begins.', body: people.GenesisBody, status: 201, answer: people.GenesisAnswer },
  { method: 'get', path: '/v1/people', who: 'person', does: 'People.', answer: people.PeopleAnswer },
  { method: 'get', path: '/v1/people/{id}', who: 'person', does: 'One person.', answer: people.PersonAnswer },
  { method: 'get', path: '/v1/groups', who: 'person', does: 'Groups and their members.', answer: people.GroupsAnswer },
  { method: 'get', path: '/v1/clients', who: 'person', does: 'API clients, without secrets. Administrators and auditors.', answer: people.ClientsAnswer },
  // Events and the log
  { method: 'get', path: '/v1/events', who: 'either', does: 'The same events that webhooks carry, in order of sequence.', query: events.EventsQuery, answer: events.EventsAnswer },
  { method: 'get', path: '/v1/webhook-endpoints', who: 'either', does: 'Where webhooks go, without secrets.', answer: events.WebhookEndpointsAnswer },
  { method: 'get', path: '/v1/log/checkpoint', who: 'anyone', does: 'The newest signed checkpoint (C2SP signed note).', answerType: 'text/plain' },
  { method: 'get', path: '/v1/log/tile/{tile}', who: 'anyone', does: 'A hash tile (C2SP tlog-tiles).', answerType: 'application/octet-stream' },
  { method: 'get', path: '/v1/log/proof/inclusion', who: 'anyone', does: 'Proves that an entry is in the log.', query: log.inclusionQuery, answer: log.inclusionProof },
  { method: 'get', path: '/v1/log/proof/consistency', who: 'anyone', does: 'Proves that a later tree extends an earlier one.', query: log.consistencyQuery, answer: log.consistencyProof },
  { method: 'get', path: '/v1/log/key', who: 'anyone', does: 'The verifier key of the log (C2SP).', answerType: 'text/plain' },
  { method: 'get', path: '/v1/log/trust', who: 'anyone', does: 'What `countersign verify --trust` takes. Keep it from set-up on rather than fetch it with each bundle.', answer: release.TrustAnswer },
  { method: 'get', path: '/.well-known/jwks.json', who: 'anyone', does: 'The keys that release tokens verify with.', answer: release.JwksAnswer },
]
