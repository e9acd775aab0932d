/** Between what a signer sees, what the key signs, and what is paid. */
import { goAlong } from '../../support/going-along.ts'
import { BY_ERP, invoiceFrom, readFrom, strangerCalled } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { LANDLORD } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import { reaches } from '../../support/erp.ts'
import type { Person } from '../../support/people.ts'
import { refusalOf, type Attack, type Scenario } from './scenario.ts'

const rent = () => invoiceFrom(LANDLORD, '212500.00', BY_ERP)

export const falseDisplay: Scenario = {
  number: 14,
  title: 'the console shows one payment and the server holds another (Bybit, 2025)',
  async attack(office) {
    const held = invoiceFrom(strangerCalled('Cold Wallet Custody AG'), '212500.00', BY_ERP)
    const shown = { ...readFrom(rent()), amount: '12500.00' }
    const { id } = await office.erp.submit(held)
    const subject = { type: 'order', id } as const
    const approval = (await office.erp.read(id)).requirements.find(({ kind }) => kind === 'approval')?.id ?? ''
    const refused: string[] = []
    for (const typed of [shown, shown, shown, readFrom(held)]) {
      refused.push(await refusalOf(office.person('ben').challenge(subject, approval, 'confirm', { blindEntry: typed })))
    }
    // Everybody else types what their screens show them, too.
    await goAlong(subject, { people: office.people, invoice: shown, callee: null })
    return { orders: [await office.erp.read(id)], refused }
  },
  twin: (office) => payHonestly(office, rent()),
}

export const editedAfterApproval: Scenario = {
  number: 15,
  title: 'the bank account is edited in the ERP when everybody has signed',
  async attack(office) {
    const invoice = rent()
    const { id } = await office.erp.submit(invoice)
    const subject = { type: 'order', id } as const
    // Held, so that it can be caught between approval and release.
    const hold = { scope: 'order', target: id, reason: 'Waiting for the goods to arrive.' }
    await office.person('eve').api.post('/v1/holds', hold)
    const truth = readFrom(invoice)
    await goAlong(subject, { people: office.people, invoice: truth, callee: truth })
    const approved = await reaches(office.erp, id, 'approved')
    const { account } = strangerCalled(LANDLORD.name)
    await office.erp.amend(approved, { payee: { name: LANDLORD.name, account } })
    return { orders: [await office.erp.read(id)], refused: [] }
  },
  twin: (office) => payHonestly(office, rent()),
}

async function signatureOver(office: Office, signer: Person, invoice: ReturnType<typeof rent>) {
  const { id, requirements } = await office.erp.submit(invoice)
  const approval = requirements.find(({ kind }) => kind === 'approval')?.id ?? ''
  const challenge = await signer.challenge({ type: 'order', id }, approval, 'confirm', {
    blindEntry: readFrom(invoice),
  })
  return { orderId: id, challenge, credential: await signer.touch(challenge) }
}

export const replayedAssertion: Scenario = {
  number: 25,
  title: 'a signature is recorded on its way and sent again until the quorum is full',
  async attack(office) {
    const ben = office.person('ben')
    const { orderId, challenge, credential } = await signatureOver(office, ben, rent())
    await ben.answer(challenge.id, credential)
    const refused: string[] = []
    for (const thief of [ben, office.person('ivy')])
      refused.push(await refusalOf(thief.answer(challenge.id, credential)))
    return { orders: [await office.erp.read(orderId)], refused }
  },
  twin: (office) => payHonestly(office, rent()),
}

export const swappedAssertion: Scenario = {
  number: 26,
  title: 'a signature for one payment is handed in for another',
  async attack(office): Promise<Attack> {
    const ben = office.person('ben')
    const wanted = await signatureOver(office, ben, invoiceFrom(strangerCalled('Switch & Co'), '212500.00', BY_ERP))
    const signed = await signatureOver(office, ben, rent())
    const refused = [await refusalOf(ben.answer(wanted.challenge.id, signed.credential))]
    return { orders: [await office.erp.read(wanted.orderId)], refused }
  },
  twin: (office) => payHonestly(office, rent()),
}
