import { jest } from '@jest/globals'
import type { WireEvent } from '../../src/sandbox/rest-erp.ts'
import type { SoftwareKey } from '../../src/sandbox/software-key.ts'
import { memoryStore, type ClaimStore } from '../../client/index.ts'
import { createErp, type Erp } from './erp.ts'
import { enrol, type Person } from './people.ts'
import { describeWithService, startService, type Service, type ServiceOptions } from './service.ts'
import { vetPayees } from './vet-payees.ts'
import { receiveWebhooks, type WebhookReceiver } from './webhook-receiver.ts'

/** A company at work: its installation, its ERP, and its people with their keys. */
export interface Office {
  readonly service: Service
  readonly erp: Erp
  /** The ERP's end of its webhook. */
  readonly webhooks: WebhookReceiver
  /** What webhooks have said so far. */
  told(): WireEvent[]
  /** Which release paid which invoice. */
  readonly books: ClaimStore
  /** Everyone who has enrolled a key. */
  readonly people: readonly Person[]
  person(name: string): Person
  /** Everyone who has a key, but for these. */
  everyoneBut(...names: readonly string[]): readonly Person[]
  close(): Promise<void>
}

/** Who has a key from the start. Requesters need none; the others are invited and may still come. */
const AT_WORK = ['ben', 'ivy', 'cfo', 'dan', 'eve', 'fay', 'hal'] as const

export interface OfficeOptions extends ServiceOptions {
  /** What its people enrol with; a software key each, unless told otherwise. */
  readonly makeKey?: (service: Service) => Promise<SoftwareKey>
  /** The ERP's end of the webhooks; one that keeps everything, unless told otherwise. */
  readonly receiver?: WebhookReceiver
}

export async function openOffice(
  { makeKey, receiver, ...options }: OfficeOptions = {},
  open: (options: ServiceOptions) => Promise<Service> = startService,
): Promise<Office> {
  const webhooks = receiver ?? (await receiveWebhooks())
  const organisation = { ...options.organisation, webhooks: [{ client: 'erp', url: webhooks.url }] }
  const service = await open({ ...options, organisation }).catch(async (error: unknown) => {
    await webhooks.close()
    throw error
  })
  const people: Person[] = []
  const office: Office = {
    service,
    erp: createErp(service, 'erp'),
    webhooks,
    told: () => webhooks.events(service.secrets.webhooks[webhooks.url]?.secret ?? ''),
    books: memoryStore(),
    people,
    person(name) {
      const found = people.find(({ email }) => email === `${name}@example.com`)
      if (found === undefined) throw new TypeError(`Unexpected ${name}, who has no key`)
      return found
    },
    everyoneBut: (...names) => people.filter(({ email }) => !names.some((name) => email === `${name}@example.com`)),
    async close() {
      await service.stop()
      await webhooks.close()
    },
  }
  try {
    for (const name of AT_WORK) people.push(await enrol(service, `${name}@example.com`, await makeKey?.(service)))
    await vetPayees([office.person('ben'), office.person('ivy')])
    return office
  } catch (error) {
    console.error(service.output())
    await office.close()
    throw error
  }
}

/** A suite with an office of its own, opened once; skipped, visibly, where there are no servers. */
export function describeWithOffice(
  title: string,
  options: ServiceOptions,
  tests: (office: () => Office) => void,
): void {
  describeWithService(title, () => {
    let opened: Office | undefined
    jest.setTimeout(180_000)
    beforeAll(async () => {
      opened = await openOffice(options)
    }, 240_000)
    afterAll(async () => {
      await opened?.close()
    }, 60_000)
    tests(() => {
      if (opened === undefined) throw new TypeError('Unexpected question: the office did not open')
      return opened
    })
  })
}
