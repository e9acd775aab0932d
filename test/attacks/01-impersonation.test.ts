import { describeWithOffice } from '../support/office.ts'
import { playsOut } from './plays-out.ts'
import { arup, facc, handedInAgain, lastPass, singapore, ukEnergy, wpp } from './scenarios/impersonation.ts'
import { missingFrom, signalsOf } from './scenarios/scenario.ts'

/** What no deceived colleague can stand in for: the key of whom the request claims to come from, and a call to the payee. */
const BEYOND_REACH = ['callback', 'instructor_confirmation']

describeWithOffice('An executive who is not the executive', {}, (office) => {
  playsOut(office, arup, ({ orders, refused }) => {
    expect(orders).toHaveLength(15)
    for (const order of orders) {
      expect(order.state).toBe('awaiting_evidence')
      expect(signalsOf(order)).toEqual(expect.arrayContaining(['CHANNEL_VIDEO', 'NEW_PAYEE']))
      expect(missingFrom(order)).toEqual(expect.arrayContaining(BEYOND_REACH))
    }
    // No signature but the director's own is missing from those that the whole staff was talked into.
    for (const order of [orders[0], orders[14]]) expect(missingFrom(order)).not.toContain('approval')
    expect(new Set(refused)).toEqual(new Set(['422 CONTACT_NOT_ON_FILE']))
  })

  playsOut(office, ukEnergy, ({ orders: [first, second] }) => {
    for (const order of [first, second]) {
      expect(order?.state).toBe('awaiting_evidence')
      expect(signalsOf(order)).toEqual(expect.arrayContaining(['CHANNEL_VOICE', 'NEW_PAYEE']))
      expect(missingFrom(order)).toEqual(expect.arrayContaining(BEYOND_REACH))
    }
    // A claim never lowers risk: the "reimbursement" adds to what the first one raised.
    expect(signalsOf(second)).toEqual(expect.arrayContaining([...signalsOf(first), 'CUMULATIVE', 'RESUBMITTED']))
  })

  playsOut(office, singapore, ({ orders: [small, big] }) => {
    expect(signalsOf(small)).toEqual(expect.arrayContaining(['CHANNEL_VIDEO', 'NEW_PAYEE']))
    // Nobody mentioned a video call for the second: it inherits the case of the first, and whose key is missing.
    expect(signalsOf(big)).toEqual(expect.arrayContaining(['CHANNEL_VIDEO', 'NEW_PAYEE', 'RESUBMITTED']))
    for (const order of [small, big]) {
      expect(order?.state).toBe('awaiting_evidence')
      const confirmation = order?.requirements.find(({ kind }) => kind === 'instructor_confirmation')
      expect(confirmation).toMatchObject({ personId: office().person('cfo').id, status: 'waiting' })
    }
  })

  playsOut(office, wpp, ({ orders: [order] }) => {
    expect(order?.state).toBe('awaiting_evidence')
    expect(signalsOf(order)).toEqual(expect.arrayContaining(['CHANNEL_VIDEO', 'CHANNEL_REMOTE', 'CONTACTED']))
    expect(missingFrom(order)).toEqual(expect.arrayContaining(BEYOND_REACH))
  })

  playsOut(office, facc, ({ orders: [order], refused }) => {
    expect(order?.state).toBe('awaiting_evidence')
    expect(signalsOf(order)).toEqual(expect.arrayContaining(['CHANNEL_REMOTE', 'NEW_PAYEE']))
    expect(missingFrom(order)).toEqual(expect.arrayContaining(BEYOND_REACH))
    expect(refused).toEqual(
      expect.arrayContaining(['fay: 403 NOT_ELIGIBLE', 'hal: 403 NOT_ELIGIBLE', 'eve: 403 DUTY_CONFLICT']),
    )
  })

  playsOut(office, lastPass, ({ orders, refused }) => {
    const [unknown, small, complete] = orders
    for (const order of orders) {
      expect(signalsOf(order)).toContain('ACTIVE_IMPERSONATION')
      expect(order.holds).toMatchObject([{ scope: 'person', target: office().person('cfo').id }])
    }
    expect(missingFrom(unknown)).toEqual(expect.arrayContaining(BEYOND_REACH))
    // Without the report one approval would have done for it.
    expect(missingFrom(small)).toContain('instructor_confirmation')
    expect(complete?.state).toBe('approved')
    expect(refused.at(-1)).toBe('409 HELD')
  })

  playsOut(office, handedInAgain, ({ orders, refused }) => {
    for (const order of orders) {
      expect(order.state).toBe('approved')
      expect(order.instruction.channel).toBe('erp')
      expect(signalsOf(order)).toContain('RESUBMITTED')
    }
    expect(orders.map(({ holds }) => holds.map(({ scope }) => scope))).toEqual([['order'], ['person']])
    expect(refused).toEqual(['409 HELD', '409 HELD'])
  })
})
