import type { OrderView } from '../../src/orders/schema.ts'
import type { Person } from '../../src/sandbox/rest-person.ts'
import { nextInvoice } from './company.ts'
import type { Installation } from './installation.ts'

/** What one order's people and ERP waited for, in milliseconds. */
export interface Waits {
  /** Each signature, from posting it to its verdict. */
  readonly evidence: readonly number[]
  /** From the verdict on the last signature to the webhook that says "released". */
  readonly release: number
}

export interface TwoSignatures {
  /** One order from its submission to its release, with two people who sign it. */
  payOnce(index: number): Promise<{ readonly orderId: string; readonly waits: Waits }>
}

export function twoSignatures(installation: Installation): TwoSignatures {
  return {
    async payOnce(index) {
      const order = await installation.erp.submit(nextInvoice('two signatures'))
      const evidence: number[] = []
      for (const person of pairAt(installation, index)) evidence.push(await signFor(person, order))
      const answered = performance.now()
      return { orderId: order.id, waits: { evidence, release: (await installation.releasedAt(order.id)) - answered } }
    },
  }
}

/** Milliseconds from posting the signature to the verdict. */
export async function signFor(person: Person, order: OrderView): Promise<number> {
  const [requirement] = order.requirements
  if (requirement === undefined || order.requirements.length > 1) {
    throw new Error(`Order ${order.id} asks for ${order.requirements.map((one) => one.kind).join(', ')}`)
  }
  const subject = { type: 'order', id: order.id } as const
  const challenge = await person.challenge(subject, requirement.id, 'confirm')
  const credential = await person.touch(challenge)
  const posted = performance.now()
  await person.answer(challenge.id, credential)
  return performance.now() - posted
}

function pairAt({ approvers }: Installation, index: number): readonly Person[] {
  const first = (2 * index) % approvers.length
  return approvers.slice(first, first + 2)
}
