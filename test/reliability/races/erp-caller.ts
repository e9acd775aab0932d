import type { ClientCaller } from '../../../src/people/caller.ts'

/** The room's ERP, as authentication leaves it with a route. */
export const ERP: ClientCaller = {
  kind: 'client',
  clientId: 'erp',
  scopes: ['orders:write', 'orders:read', 'events:read'],
  channels: ['erp', 'voice', 'video', 'chat', 'email', 'sms', 'letter', 'in_person', 'portal'],
}
