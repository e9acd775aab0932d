import type { ApiCall } from '../platform/http/api-call.ts'
import * as log from '../log/schema.ts'
import * as events from '../release/events-schema.ts'
import * as release from '../release/schema.ts'

export const EVENT_AND_LOG_CALLS: readonly ApiCall[] = [
  {
    method: 'get',
    path: '/v1/events',
    who: 'either',
    does: 'The same events that webhooks carry, in order of sequence.',
    query: events.EventsQuery,
    answer: events.EventsAnswer,
  },
  {
    method: 'get',
    path: '/v1/webhook-endpoints',
    who: 'either',
    does: 'Where webhooks go, without secrets.',
    answer: events.WebhookEndpointsAnswer,
  },
  {
    method: 'get',
    path: '/v1/log/checkpoint',
    who: 'anyone',
    does: 'The newest signed checkpoint (C2SP signed note).',
    answerType: 'text/plain',
  },
  {
    method: 'get',
    path: '/v1/log/tile/{tile}',
    who: 'anyone',
    does: 'A hash tile (C2SP tlog-tiles).',
    answerType: 'application/octet-stream',
  },
  {
    method: 'get',
    path: '/v1/log/proof/inclusion',
    who: 'anyone',
    does: 'Proves that an entry is in the log.',
    query: log.inclusionQuery,
    answer: log.inclusionProof,
  },
  {
    method: 'get',
    path: '/v1/log/proof/consistency',
    who: 'anyone',
    does: 'Proves that a later tree extends an earlier one.',
    query: log.consistencyQuery,
    answer: log.consistencyProof,
  },
  {
    method: 'get',
    path: '/v1/log/entries',
    who: 'person',
    does: 'Entries of the log in the order of the tree. Auditors and administrators who approve nothing.',
    query: log.entriesQuery,
    answer: log.entriesAnswer,
  },
  {
    method: 'get',
    path: '/v1/log/key',
    who: 'anyone',
    does: 'The verifier key of the log (C2SP).',
    answerType: 'text/plain',
  },
  {
    method: 'get',
    path: '/v1/log/trust',
    who: 'anyone',
    does: 'What `countersign verify --trust` takes. Keep it from set-up on rather than fetch it with each bundle.',
    answer: release.TrustAnswer,
  },
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    who: 'anyone',
    does: 'The keys that release tokens verify with.',
    answer: release.JwksAnswer,
  },
]
