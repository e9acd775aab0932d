import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { SubjectPage } from '../../src/consent/schema.ts'
import type { DemoCompanyAnswer } from '../../src/people/demo-schema.ts'
import type { OrderBody, OrderPageView, OrderView } from '../../src/orders/schema.ts'
import type { ReleaseAnswer } from '../../src/release/schema.ts'
import { api } from './client.ts'
import { SUBJECTS } from './subjects.ts'

/** What the guided tour asks. Set-up apart, these are calls that everybody may make as themselves. */
export function foundDemoCompany(): Promise<DemoCompanyAnswer> {
  return api.post<DemoCompanyAnswer>('/v1/demo/company')
}

export const demoOrdersQuery = queryOptions({
  queryKey: [...SUBJECTS, 'tour', 'orders'],
  queryFn: ({ signal }) => api.get<z.infer<typeof OrderPageView>>('/v1/payment-orders?limit=200', signal),
})

/** Changes of bank accounts that wait: at first the one that puts the supplier on file. */
export const waitingAccountsQuery = queryOptions({
  queryKey: [...SUBJECTS, 'tour', 'accounts'],
  queryFn: ({ signal }) => api.get<SubjectPage>('/v1/subjects?view=waiting&type=account-change&limit=50', signal),
})

/** As whoever is signed in, or as the ERP by the secret of its client. */
export function sendOrder(body: OrderBody, erpSecret: string | null): Promise<OrderView> {
  return api.post<OrderView>('/v1/payment-orders', body, {
    'idempotency-key': crypto.randomUUID(),
    ...(erpSecret === null ? {} : bearer(erpSecret)),
  })
}

/** As the ERP: people never see a token. */
export function fetchRelease(orderId: string, erpSecret: string): Promise<z.infer<typeof ReleaseAnswer>> {
  const path = `/v1/payment-orders/${encodeURIComponent(orderId)}/release`
  return api.get<z.infer<typeof ReleaseAnswer>>(path, undefined, bearer(erpSecret))
}

function bearer(secret: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${secret}` }
}
