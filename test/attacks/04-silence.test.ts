import { describeWithOffice } from '../support/office.ts'
import { policyYaml } from '../support/organisation.ts'
import { playsOut } from './plays-out.ts'
import { missingFrom, signalsOf } from './scenarios/scenario.ts'
import { ferrari, waitingItOut } from './scenarios/silence.ts'

describeWithOffice('Silence', { policyYaml: policyYaml({ expire: 'PT40S' }) }, (office) => {
  playsOut(office, ferrari, ({ orders: [order], refused }) => {
    expect(order?.state).toBe('expired')
    expect(signalsOf(order)).toEqual(expect.arrayContaining(['CHANNEL_VOICE', 'NEW_PAYEE']))
    expect(missingFrom(order)).toContain('instructor_confirmation')
    // What was said can be written down, and answers nothing.
    expect(refused).toEqual(['comment 201', '422 CONTACT_NOT_ON_FILE', '409 STATE'])
    expect(order?.evidence.map(({ kind }) => kind)).not.toContain('instructor_confirmation')
  })

  playsOut(office, waitingItOut, ({ orders: [order] }) => {
    expect(order).toMatchObject({ state: 'expired', evidence: [] })
  })
})
