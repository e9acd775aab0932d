import type { BundleTrust } from '../../src/log/bundle.ts'
import { openOffice, type Office } from '../support/office.ts'
import type { Service } from '../support/service.ts'
import { openErpReceiver, type ErpReceiver } from './erp-receiver.ts'
import { openInstallation, type Installation } from './installation.ts'
import { onFile, POLICY } from '../support/organisation.ts'
import { createModel, type Model } from './model.ts'
import { PAYEES } from './payees.ts'
import { atWork } from './staff.ts'

/** Everything that a round plays on. */
export interface Stage {
  readonly installation: Installation
  readonly office: Office
  readonly receiver: ErpReceiver
  readonly model: Model
  /** Fetched before anything broke, and kept: what an auditor believes. */
  readonly trust: BundleTrust
  /** Yesterday's files of PostgreSQL, once they have been copied. */
  copied: string | null
  close(): Promise<void>
}

/** For whoever breaks clocks: from this amount on an order has to wait longer than it takes to sign it. */
export const COOLING = { amount: '1234567.89', milliseconds: 15_000 } as const
const LONG_COOLING_OFF = `
add:
  - {id: slow, when: 'amountBase >= money("1000000.00")', require: [{cooling_off: PT15S}]}
`

export async function openStage(): Promise<Stage> {
  const receiver = await openErpReceiver()
  let installation: Installation | undefined
  const open = async (options: Parameters<typeof openInstallation>[0]): Promise<Service> => {
    installation = await openInstallation(options)
    receiver.trust(installation.service.secrets.webhooks[receiver.url]?.secret ?? '')
    return installation.service
  }
  const counterparties = PAYEES.map(onFile)
  const opened = await openOffice(
    { receiver, organisation: { counterparties }, policyYaml: `${POLICY}${LONG_COOLING_OFF}` },
    open,
  )
  if (installation === undefined) throw new TypeError('Unexpected office without an installation')
  const people = opened.people.map((person) => atWork(opened.service, person))
  const office: Office = {
    ...opened,
    people,
    person(name) {
      const found = people.find(({ email }) => email === `${name}@example.com`)
      if (found === undefined) throw new TypeError(`Unexpected ${name}, who has no key`)
      return found
    },
  }
  const trust = JSON.parse((await office.erp.api.get('/v1/log/trust')).body()) as BundleTrust
  return { installation, office, receiver, model: createModel(), trust, copied: null, close: () => opened.close() }
}
