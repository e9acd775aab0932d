import { z } from 'zod'
import { HoldView } from '../../src/holds/schema.ts'
import type { Office } from '../support/office.ts'
import type { Subject } from '../support/people.ts'
import { until } from '../support/until.ts'
import { insist, PATIENCE_MS } from './insist.ts'
import type { KnownOrder } from './model.ts'

const Opened = z.looseObject({ id: z.string() })
type HoldAnswer = z.infer<typeof HoldView>

const RELEASED = ['released', 'executed']

/**
 * One person places some thirty in an hour and no more, and asks for thirty to be lifted: whoever has, asks the next.
 * Nobody holds who signs what is lifted, so that no more is held than can be lifted.
 */
const HOLDERS = ['eve', 'dan', 'fay', 'hal', 'cfo'] as const
let turn = 0
let liftingTurn = 0

/**
 * Freezes it while others are signing it, and remembers whether it was released by the time of the answer. Where
 * everybody has placed all they may, in more rounds an hour than people have, it stays as it is.
 */
export async function holdOrder(office: Office, order: KnownOrder): Promise<void> {
  const hold = await insist(`holding ${order.id}`, async () => {
    for (const _ of HOLDERS) {
      const answer = await place(office, order.id)
      if (answer !== 'has had their thirty') return answer
      turn += 1
    }
    return null
  })
  if (hold === null) return
  const { state } = await insist(`reading ${order.id}`, () => office.erp.read(order.id))
  order.holds.push({ id: hold.id, releasedBefore: RELEASED.includes(state), liftingAsked: false })
}

async function place(office: Office, orderId: string): Promise<HoldAnswer | 'has had their thirty'> {
  const { api } = office.person(HOLDERS[turn % HOLDERS.length] ?? 'eve')
  const answer = await api.post('/v1/holds', { scope: 'order', target: orderId, reason: 'Looks odd.' })
  return answer.status === 429 ? 'has had their thirty' : answer.as(HoldView)
}

/** All that are on it. Whoever asks does not sign. */
export async function liftHolds(office: Office, order: KnownOrder): Promise<void> {
  await until(
    `nothing holding ${order.id}`,
    async () => {
      const { holds } = await insist(`reading ${order.id}`, () => office.erp.read(order.id))
      for (const hold of order.holds) hold.liftingAsked = true
      for (const { id } of holds) await lift(office, id)
      return holds.length === 0 ? true : undefined
    },
    PATIENCE_MS,
  )
}

async function lift(office: Office, holdId: string): Promise<void> {
  const subjectId = await insist(`asking to lift ${holdId}`, async () => {
    const { api } = office.person(HOLDERS[liftingTurn % HOLDERS.length] ?? 'eve')
    const { liftId, liftedAt } = (await api.get(`/v1/holds/${holdId}`)).as(HoldView)
    if (liftedAt !== null || liftId !== null) return liftId
    const answer = await api.post(`/v1/holds/${holdId}/lift`, { reason: 'It was checked.' })
    if (answer.status === 429) liftingTurn += 1
    return answer.as(Opened).id
  })
  if (subjectId === null) return
  const subject: Subject = { type: 'hold', id: subjectId }
  for (const name of ['ben', 'ivy']) {
    await insist(`${name} signing ${subjectId}`, async () => {
      const person = office.person(name)
      const { state, requirements } = await person.read(subject)
      const own = requirements.find(({ status, eligible }) => status === 'waiting' && eligible.includes(person.id))
      if (state === 'awaiting_evidence' && own !== undefined) await person.sign(subject, own.id, 'confirm')
      return true
    })
  }
}
