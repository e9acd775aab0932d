import { setTimeout as sleep } from 'node:timers/promises'
import type { Person } from '../../support/people.ts'
import { until } from '../../support/until.ts'
import { carryOut, invoiceOf, sign, submit } from '../carry-out.ts'
import { insist } from '../insist.ts'
import type { KnownOrder } from '../model.ts'
import { CHANCE_TO_RELEASE_MS } from '../read-history.ts'
import type { PlannedFault } from '../schedule.ts'
import { COOLING, type Stage } from '../stage.ts'
import { extraOrder } from './extra-order.ts'
import { clocksNotice } from './moved-clock.ts'

export function stateOf({ office }: Stage, id: string): Promise<string> {
  return insist(`reading ${id}`, async () => (await office.erp.read(id)).state)
}

/** An order that is approved, and lacks nothing but the signer, who has been sent away. */
export async function keptBack(stage: Stage, fault: PlannedFault, word: string): Promise<string> {
  const { installation, office, model } = stage
  for (const signer of installation.seatsOf('signer')) await signer.empty('SIGTERM')
  const plan = extraOrder(fault, word)
  await carryOut(office, model, plan)
  const id = model.orders.find((order) => order.plan.invoice === plan.invoice)?.id ?? ''
  await until('the order being approved', async () => ((await stateOf(stage, id)) === 'approved' ? true : undefined))
  return id
}

/** The signer is back, and the clocks are known to be apart. */
export async function expectKeptBack(stage: Stage, id: string): Promise<void> {
  const { installation } = stage
  for (const signer of installation.seatsOf('signer')) signer.fill()
  await installation.ready()
  await sleep(CHANCE_TO_RELEASE_MS)
  expect([await stateOf(stage, id), await clocksNotice(stage)]).toEqual(['approved', 'apart'])
}

/** An order whose cooling-off is not over. */
export interface Cooling {
  readonly order: KnownOrder
  /** By the clock that is right, and not before. */
  isOver(): boolean
  /** As far as can be seen from outside. */
  expectNotReleased(): Promise<void>
  /** Looks again and again for so long, or until it is over. */
  expectNotReleasedFor(milliseconds: number): Promise<void>
}

/** One of a million, which these people have signed before the answer comes. */
export async function coolingDown(
  stage: Stage,
  fault: PlannedFault,
  word: string,
  signers: readonly Person[],
): Promise<Cooling> {
  const { office, model } = stage
  const plan = extraOrder(fault, word, { fate: 'called back', payee: 3, amount: COOLING.amount })
  // From before it was submitted: by then the real end has not come either.
  const end = performance.now() + COOLING.milliseconds
  const order = await submit(office, model, plan)
  await sign(office, order, invoiceOf(plan), signers)
  const isOver = (): boolean => performance.now() >= end
  const expectNotReleased = async (): Promise<void> => {
    expect(['awaiting_evidence', 'approved']).toContain(await stateOf(stage, order.id))
  }
  return {
    ...{ order, isOver, expectNotReleased },
    async expectNotReleasedFor(milliseconds) {
      for (const until = performance.now() + milliseconds; performance.now() < until && !isOver(); await sleep(250)) {
        const state = await stateOf(stage, order.id)
        if (!isOver()) expect(['awaiting_evidence', 'approved']).toContain(state)
      }
    },
  }
}
