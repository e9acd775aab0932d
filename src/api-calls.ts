/** Every call of the outside contract, in one table: what the OpenAPI document and its page are made of. */
import type { ApiCall } from './platform/http/api-call.ts'
import { DIRECTORY_CALLS } from './api-calls/directory.ts'
import { EVENT_AND_LOG_CALLS } from './api-calls/events-and-log.ts'
import { HOLD_CALLS } from './api-calls/holds.ts'
import { PAYMENT_ORDER_CALLS } from './api-calls/payment-orders.ts'
import { PEOPLE_CALLS } from './api-calls/people.ts'
import { SIGNING_CALLS } from './api-calls/signing.ts'
import * as demo from './people/demo-schema.ts'

export const API_CALLS: readonly ApiCall[] = [
  ...PAYMENT_ORDER_CALLS,
  ...SIGNING_CALLS,
  ...HOLD_CALLS,
  ...DIRECTORY_CALLS,
  ...PEOPLE_CALLS,
  ...EVENT_AND_LOG_CALLS,
]

/** Where `offersDemoCompany`, and nowhere else. */
export const DEMO_CALLS: readonly ApiCall[] = [
  {
    method: 'post',
    path: '/v1/demo/company',
    who: 'anyone',
    does: "Set up the demo's company, while there is none. From this installation's own page.",
    body: demo.DemoCompanyBody,
    status: 201,
    answer: demo.DemoCompanyAnswer,
  },
]
