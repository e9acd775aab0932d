import { createErp as createErpOf, type Erp } from '../../src/sandbox/rest-erp.ts'
import type { Service } from './service.ts'

export { reaches, type Erp } from '../../src/sandbox/rest-erp.ts'

export function createErp(service: Service, clientId: string): Erp {
  const secret = service.secrets.clients[clientId]?.secret
  if (secret === undefined) throw new TypeError(`Unexpected client ${clientId}, which was not set up`)
  return createErpOf(service, { clientId, secret })
}
