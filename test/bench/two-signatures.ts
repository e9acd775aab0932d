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
  payOnce(): Promise<{ readonly orderId: string; readonly waits: Waits }>
}

export function twoSignatures(installation: Installation): TwoSignatures {
  const desk = createDesk(installation.approvers)
  return {
    async payOnce() {
      const order = await installation.erp.submit(nextInvoice('two signatures'))
      const evidence: number[] = []
      const first = await desk.free()
      evidence.push(await signFor(first, order).finally(() => desk.back(first)))
      const second = await desk.free(first)
      evidence.push(await signFor(second, order).finally(() => desk.back(second)))
      const answered = performance.now()
      return { orderId: order.id, waits: { evidence, release: (await installation.releasedAt(order.id)) - answered } }
    },
  }
}

/** Nobody signs two things at a time: a key counts its signatures, and they have to arrive in that order. */
function createDesk(people: readonly Person[]) {
  const free = [...people]
  const waiting: { readonly but: Person | undefined; readonly take: (person: Person) => void }[] = []
  return {
    free(but?: Person): Promise<Person> {
      const index = free.findIndex((person) => person !== but)
      const [person] = index < 0 ? [] : free.splice(index, 1)
      return person === undefined ? new Promise((take) => waiting.push({ but, take })) : Promise.resolve(person)
    },
    back(person: Person): void {
      const index = waiting.findIndex(({ but }) => but !== person)
      const [next] = index < 0 ? [] : waiting.splice(index, 1)
      if (next === undefined) free.push(person)
      else next.take(person)
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
