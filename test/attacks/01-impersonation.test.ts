import { describeWithOffice } from '../support/office.ts'
import { arup, facc, singapore, ukEnergy, wpp } from './scenarios/impersonation.ts'
import { playsOut } from './plays-out.ts'

const ASKED = ['approval', 'callback', 'cooling_off', 'instructor_confirmation', 'review']

describeWithOffice('An executive who is not the executive', {}, (office) => {
  playsOut(office, arup, ({ orders }) => {
    expect(orders).toHaveLength(15)
    for (const order of orders) {
      expect(order.signals.map(({ code }) => code)).toEqual(expect.arrayContaining(['CHANNEL_VIDEO', 'NEW_PAYEE', 'NEW_ACCOUNT']))
    }
  })
})
