import type { MessageKind } from '../outbox-store.ts'
import { value, valuesByLabel, type RecordGauge } from './gauge-of-record.ts'

/** To count a million every quarter of a minute would be one more thing that is wrong. */
const COUNTED = 10_000

const KINDS: readonly MessageKind[] = ['event', 'workflow', 'mail']

/** Kind by kind and each by its name: the planner knows how many there are of one it is told, and takes the index. */
const ofEachKind = (found: (kind: string) => string): string =>
  KINDS.map((kind) => `select '${kind}' as label, ${found(`'${kind}'`)} as value`).join(' union all ')

/**
 * Webhooks that are still being tried. 410 Gone ended that; so did the last try, some days on, when the ERP has long been
 * polling: what is older is history.
 */
const UNDELIVERED = `
  from webhook_deliveries delivery join webhook_endpoints endpoint on endpoint.id = delivery.endpoint_id
  where delivery.delivered_at is null and endpoint.state = 'active' and delivery.last_status is distinct from '410'
    and delivery.created_at > (select countersign_now()) - interval '4 days'`

/** What is to leave the house and has not. */
export const DELIVERY_GAUGES: readonly RecordGauge[] = [
  {
    name: 'countersign_outbox_messages',
    help: `Messages that are still to be delivered, by kind; ${COUNTED} is that many or more`,
    label: 'kind',
    read: valuesByLabel(
      ofEachKind((kind) => `(select count(*) from (select from outbox where kind = ${kind} limit ${COUNTED}) counted)`),
    ),
  },
  {
    name: 'countersign_outbox_age_seconds',
    help: 'Age of the oldest message that is still to be delivered, by kind',
    label: 'kind',
    read: valuesByLabel(
      ofEachKind(
        (kind) => `greatest(0, coalesce(extract(epoch from countersign_now() - (
          select created_at from outbox where kind = ${kind} order by created_at limit 1
        )), 0))::float8`,
      ),
    ),
  },
  {
    name: 'countersign_undelivered_webhooks',
    help: 'Webhooks that no endpoint has taken yet',
    read: value(`select count(*) as value ${UNDELIVERED}`),
  },
  {
    name: 'countersign_undelivered_webhook_age_seconds',
    help: 'How long the oldest of them has waited',
    read: value(`
      select greatest(0, coalesce(extract(epoch from countersign_now() - min(delivery.created_at)), 0))::float8 as value
      ${UNDELIVERED}`),
  },
  {
    name: 'countersign_undelivered_webhook_tries',
    help: 'How often the most stubborn of them was tried',
    read: value(`select coalesce(max(delivery.attempts), 0) as value ${UNDELIVERED}`),
  },
  {
    name: 'countersign_disabled_webhook_endpoints',
    help: 'Webhook endpoints that were given up',
    read: value(`select count(*) as value from webhook_endpoints where state = 'disabled'`),
  },
]
