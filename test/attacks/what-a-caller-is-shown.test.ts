import { ChallengeAnswer, PresentationAnswer } from '../../src/consent/schema.ts'
import type { Person } from '../support/people.ts'
import { invoiceFrom, readFrom, strangerCalled } from '../support/invoices.ts'
import { describeWithOffice, type Office } from '../support/office.ts'
import { SUPPLIER } from '../support/organisation.ts'

const LETTER = { channel: 'letter' } as const

describeWithOffice('What a caller is shown before they sign', {}, (office) => {
  it('is no call while they have made none, or one in which the wrong amount was stated', async () => {
    const { id, requirementId } = await newDetails(office(), '48000.00')
    const dan = office().person('dan')
    expect(await shownTo(dan, id, requirementId)).toMatchObject({ type: 'countersign/order/1', callback: null })

    const { id: callbackId } = await dan.openCallback(requirementId)
    expect(await shownTo(dan, id, requirementId)).toMatchObject({ callback: null })
    await dan.recordCall(callbackId, { stated: { amount: '84000.00', accountLast4: '0000' } })
    expect(await shownTo(dan, id, requirementId)).toMatchObject({ callback: null })
  })

  it('is the call they completed, member for member what the statement repeats; nobody else is shown it', async () => {
    const { id, requirementId, stated } = await newDetails(office(), '48500.00')
    const dan = office().person('dan')
    const worksheet = await dan.openCallback(requirementId)
    expect(worksheet).toMatchObject({
      subject: { type: 'order', id, version: 1 },
      calleeName: SUPPLIER.name,
      ask: ['amount', 'accountLast4'],
    })
    await dan.recordCall(worksheet.id, { stated })

    const shown = await shownTo(dan, id, requirementId)
    expect(shown).toMatchObject({ type: 'countersign/callback/1', callback: { id: worksheet.id } })
    const body = { subject: { type: 'order', id }, requirementId, decision: 'confirm', contactedBy: 'none' }
    const { statement } = (await dan.api.post('/v1/challenges', body)).as(ChallengeAnswer)
    const { nonce, expiresAt, contactedBy, reason, blindEntry, ...presented } = membersOf(statement)
    expect(presented).toEqual(shown)
    expect({ contactedBy, reason, blindEntry }).toEqual({ contactedBy: 'none', reason: null, blindEntry: false })
    expect([typeof nonce, typeof expiresAt]).toEqual(['string', 'string'])

    for (const name of ['eve', 'ivy'])
      expect(await shownTo(office().person(name), id, requirementId)).toMatchObject({ callback: null })
    expect(await shownTo(dan, id, requirementId, 'deny')).toMatchObject({ callback: null })
  })
})

/** A letter with new bank details in the name of a supplier on file: somebody has to call the number on file. */
async function newDetails(office: Office, amount: string) {
  const invoice = invoiceFrom({ ...strangerCalled(SUPPLIER.name), name: SUPPLIER.name }, amount, LETTER)
  const { id, requirements } = await office.erp.submit(invoice)
  const callback = requirements.find(({ kind }) => kind === 'callback')
  if (callback === undefined) throw new Error('Nobody asks for a call')
  return { id, requirementId: callback.id, stated: readFrom(invoice) }
}

async function shownTo(person: Person, id: string, requirementId: string, decision = 'confirm') {
  const query = new URLSearchParams({ requirementId, decision })
  const answer = await person.api.get(`/v1/subjects/order/${id}/presentation?${query.toString()}`)
  return membersOf(answer.as(PresentationAnswer).presentation)
}

function membersOf(bytes: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(bytes, 'base64url').toString('utf8')) as Record<string, unknown>
}
