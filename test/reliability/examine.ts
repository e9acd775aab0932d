import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Bundle } from '../../src/log/bundle.ts'
import { verifyBundle } from '../../src/log/verify-bundle.ts'
import { WireEvent } from '../../src/sandbox/rest-erp.ts'
import { mayPay } from '../support/erp-books.ts'
import { expectLogVerifies } from '../support/oracle.ts'
import { until } from '../support/until.ts'
import { invoiceOf } from './carry-out.ts'
import type { History } from './history.ts'
import { insist } from './insist.ts'
import { readHistory, readLogProgress, readOutbox, readStates } from './read-history.ts'
import type { Stage } from './stage.ts'
import { releasedTwice, untold } from './untold.ts'
import { stuck, violations } from './violations.ts'

/** A sweeper looks every minute, a job whose worker died is taken up again within one: so long nothing is stuck. */
const SETTLE_MS = 120_000
/**
 * The webhook schedule of the demo profile takes 76 s in all; before that a message may have lain for a minute with a
 * relay that died, and a job for another with its worker. Rounds do not wait for it.
 */
const DELIVERY_MS = 240_000

const LOOK_MS = 200
const EventsPage = z.object({ items: z.array(WireEvent), next: z.int() })

export interface Examiner {
  /** Waits until everything has come to rest, then holds the record against the model. Throws all that is wrong. */
  examine(): Promise<void>
  /** Waits until the ERP has been told everything. */
  expectEverythingTold(): Promise<void>
  /** Every bundle there is, once more, from the service. */
  expectBundlesVerify(): Promise<void>
}

export function createExaminer(stage: Stage): Examiner {
  const { office, installation, receiver, model, trust } = stage
  const url = installation.postgres.url
  const rested = new Set<string>()
  const paid = new Set<string>()
  const firstSeen = new Map<string, number>()
  const notTaken = new Map<string, string>()
  let readUpTo = 0

  async function settled(): Promise<void> {
    const open = model.orders.filter((order) => !rested.has(order.id))
    const ids = open.map(({ id }) => id)
    let left: string[] = []
    await until(
      'everything coming to rest',
      async () => {
        left = [...stuck(open, await readStates(url, ids)), ...(await unfinishedLog())]
        return left.length === 0 ? true : sleep(LOOK_MS).then(() => undefined)
      },
      SETTLE_MS,
    ).catch((error: unknown) => {
      throw new Error(`STUCK: ${left.join('\n')}\n${String(error)}`, { cause: error })
    })
    for (const id of ids) rested.add(id)
  }

  async function unfinishedLog(): Promise<string[]> {
    const { entries, leaves, covered } = await readLogProgress(url)
    return entries === leaves && leaves === covered
      ? []
      : [`the log has ${entries} entries, ${leaves} leaves, ${covered} under a checkpoint`]
  }

  /** As the ERP and as an auditor: the token against its own invoice, the bundle against what was fetched at first. */
  async function releasedRightly({ orders }: History): Promise<string[]> {
    const wrong: string[] = []
    const released = orders.filter(({ id, state }) => ['released', 'executed'].includes(state) && !paid.has(id))
    for (const { id, state } of released) {
      const known = model.orders.find((order) => order.id === id)
      if (known === undefined) {
        wrong.push(`UNKNOWN: ${id} is ${state} and nobody here submitted it`)
        continue
      }
      wrong.push(...(await bundleFindings(id)))
      if (state === 'released') wrong.push(...(await tokenFindings(id)))
      paid.add(id)
    }
    return wrong
  }

  async function bundleFindings(id: string): Promise<string[]> {
    const text = await insist(`fetching the bundle of ${id}`, () => office.erp.bundle(id))
    const findings = await verifyBundle(JSON.parse(text) as Bundle, trust)
    return findings.map(({ code, about, detail }) => `BUNDLE of ${id}: ${code} ${about}: ${detail}`)
  }

  async function tokenFindings(id: string): Promise<string[]> {
    const order = model.orders.find((one) => one.id === id)
    if (order === undefined) return []
    const token = await insist(`fetching the token of ${id}`, () => office.erp.token(id))
    const { amount } = await insist(`reading ${id}`, () => office.erp.read(id))
    // Amended by its submitter, who knows that, and nobody else.
    const own = invoiceOf(order.plan)
    const invoice = order.plan.fate === 'amended' && amount !== null ? { ...own, amount } : own
    const verdict = await mayPay(office, token, invoice)
    return verdict === 'pay' ? [] : [`TOKEN of ${id}: ${verdict}`]
  }

  /** As the contract has it: what comes after the last that was read. */
  async function readOnEvents(): Promise<true> {
    for (;;) {
      const page = (await office.erp.api.get(`/v1/events?after=${readUpTo}&limit=1000`)).as(EventsPage)
      for (const { id, type } of page.items) notTaken.set(id, `UNTOLD: ${type} ${id}`)
      if (page.next === readUpTo) return true
      readUpTo = page.next
    }
  }

  /** Events that the ERP has not taken, and messages that nobody has, by their ids. */
  async function onTheWay(): Promise<Map<string, string>> {
    await insist('reading the events', readOnEvents)
    for (const id of notTaken.keys()) if (receiver.hasTaken(id)) notTaken.delete(id)
    const found = new Map(notTaken)
    for (const { id, about } of await readOutbox(url)) found.set(id, `UNSENT: ${about}`)
    return found
  }

  /** By what we know and not by what the service says it told: an event that it lost is in no list of its own. */
  async function missed(): Promise<string[]> {
    const ids = model.orders.map(({ id }) => id)
    const states = await readStates(url, ids)
    return untold(model.orders, (id) => states.get(id) ?? '', receiver.told(), 'the ERP was sent')
  }

  async function overdue(): Promise<string[]> {
    const now = performance.now()
    const found = [...(await onTheWay())]
    for (const [id] of found) if (!firstSeen.has(id)) firstSeen.set(id, now)
    return found.flatMap(([id, line]) => (now - (firstSeen.get(id) ?? now) > DELIVERY_MS ? [line] : []))
  }

  return {
    async examine() {
      await settled()
      const history = await readHistory(url)
      const wrong = [...violations(model.orders, history), ...(await releasedRightly(history)), ...(await overdue())]
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
      // Throws where a signature of a webhook did not fit.
      receiver.events('')
      await insist('the log verifying', () => expectLogVerifies(office).then(() => true))
    },

    async expectEverythingTold() {
      let left: string[] = []
      await until(
        'the ERP being told everything',
        async () => {
          left = [...(await onTheWay()).values(), ...(await missed())]
          return left.length === 0 ? true : sleep(LOOK_MS).then(() => undefined)
        },
        DELIVERY_MS,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}:\n${left.join('\n')}`, { cause: error })
      })
      expect(releasedTwice(receiver.told())).toEqual([])
    },

    async expectBundlesVerify() {
      const wrong: string[] = []
      for (const id of paid) wrong.push(...(await bundleFindings(id)))
      expect(wrong).toEqual([])
      expect(paid.size).toBeGreaterThan(0)
    },
  }
}
