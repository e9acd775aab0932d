import * as log from '../../log/log.ts'
import { membersOf } from '../../people/members-of.ts'
import * as outbox from '../../platform/outbox.ts'
import type { Db } from '../../platform/postgres/database.ts'
import { transaction } from '../../platform/postgres/transaction.ts'
import { disableEndpoint } from './store.ts'

/** Sends an endpoint nothing more, and tells the administrators, once. Events stay readable at `GET /v1/events`. */
export async function giveUpEndpoint(db: Db, endpointId: string, clientId: string): Promise<void> {
  await transaction(db, async (tx) => {
    if (!(await disableEndpoint(tx, endpointId))) return
    await log.append(tx, { kind: 'webhook.disabled', fields: { endpointId, clientId } })
    const administrators = await membersOf(tx, 'role:administrator')
    await outbox.add(tx, {
      kind: 'mail',
      template: 'webhook-disabled',
      personIds: administrators,
      subjectId: endpointId,
      data: {},
    })
  })
}
