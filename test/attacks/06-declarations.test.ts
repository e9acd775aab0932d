import { describeWithOffice } from '../support/office.ts'
import { policyYaml } from '../support/organisation.ts'
import { playsOut } from './plays-out.ts'
import {
  amendedAway,
  bookedAsRoutine,
  calledLate,
  knownByPaying,
  LATE_CALL_PAUSE_MS,
} from './scenarios/declarations.ts'
import { missingFrom, signalsOf } from './scenarios/scenario.ts'

describeWithOffice('A clerk who declares what the caller dictates', {}, (office) => {
  playsOut(office, bookedAsRoutine, ({ orders: [known, unknown] }) => {
    for (const order of [known, unknown]) {
      expect(order?.state).toBe('awaiting_evidence')
      expect(signalsOf(order)).toEqual(expect.arrayContaining(['CONTACTED', 'CHANNEL_VIDEO']))
      expect(missingFrom(order)).toEqual(expect.arrayContaining(['callback', 'review']))
    }
    // A new account asks for a call and for time whatever the channel is said to be.
    expect(signalsOf(unknown)).toEqual(expect.arrayContaining(['NEW_PAYEE', 'NEW_ACCOUNT']))
    expect(unknown?.requirements.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['callback', 'cooling_off']))
  })

  playsOut(office, amendedAway, ({ orders: [first, amended, anew] }) => {
    expect(amended).toMatchObject({ version: 2, instruction: { channel: 'erp' } })
    expect(anew).toMatchObject({ version: 1, state: 'awaiting_evidence', instruction: { channel: 'erp' } })
    for (const order of [amended, anew]) {
      expect(signalsOf(order)).toEqual(expect.arrayContaining(signalsOf(first)))
      const kinds = order?.requirements.map(({ kind }) => kind)
      expect(kinds).toEqual(expect.arrayContaining(first?.requirements.map(({ kind }) => kind) ?? ['at least one']))
    }
    expect(signalsOf(anew)).toContain('RESUBMITTED')
    expect(missingFrom(anew)).toContain('instructor_confirmation')
  })

  playsOut(office, knownByPaying, ({ orders: [order] }) => {
    expect(order?.state).toBe('awaiting_evidence')
    expect(signalsOf(order)).toEqual(expect.arrayContaining(['NEW_ACCOUNT', 'ACCOUNT_CHANGED', 'CUMULATIVE']))
    expect(missingFrom(order)).toContain('callback')
  })
})

const SLOW = policyYaml({ coolingOff: `PT${LATE_CALL_PAUSE_MS / 1000}S` })

describeWithOffice('A caller who has time', { policyYaml: SLOW }, (office) => {
  playsOut(office, calledLate, ({ orders: [signed, denied], refused }) => {
    expect(refused).toEqual([])
    expect(missingFrom(signed)).toEqual([])
    const pause = signed?.requirements.find(({ kind }) => kind === 'cooling_off')
    const called = signed?.evidence.map(({ acceptedAt }) => Date.parse(acceptedAt)).toSorted()[0] ?? 0
    expect(Date.parse(pause?.until ?? '') - called).toBe(LATE_CALL_PAUSE_MS)
    expect(signed?.state).toBe('awaiting_evidence')
    expect(denied?.state).toBe('denied')
  })
})
