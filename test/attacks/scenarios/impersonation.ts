/** Somebody with the face, voice, mailbox or chat account of the finance director, and a staff that believes it. */
import { z } from 'zod'
import { HoldPage } from '../../../src/holds/schema.ts'
import { goAlong } from '../../support/going-along.ts'
import { BY_ERP, fromCfo, invoiceFrom, readFrom, strangerCalled, type Invoice } from '../../support/invoices.ts'
import type { OrderView } from '../../../src/orders/schema.ts'
import { reaches } from '../../support/erp.ts'
import type { Office } from '../../support/office.ts'
import { LANDLORD, SUPPLIER } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import { asWord, refusalOf, type Attack, type Scenario } from './scenario.ts'

const SubjectId = z.object({ id: z.string() })

type Channel = Parameters<typeof fromCfo>[0]
type ContactedBy = Parameters<typeof goAlong>[1]['contactedBy']

/** Everyone but the person who is impersonated does what they were told; nobody at a number on file knows of it. */
async function deceiveStaff(office: Office, invoices: readonly Invoice[], contactedBy?: ContactedBy): Promise<Attack> {
  const refused: string[] = []
  const ids: string[] = []
  for (const invoice of invoices) ids.push((await office.erp.submit(invoice)).id)
  // Those who sign tire: the first and the last stand for all.
  for (const index of new Set([0, ids.length - 1])) {
    const [id, invoice] = [ids[index], invoices[index]]
    if (id === undefined || invoice === undefined) continue
    const people = office.everyoneBut('cfo')
    const refusals = await goAlong(
      { type: 'order', id },
      { people, invoice: readFrom(invoice), callee: null, ...(contactedBy && { contactedBy }) },
    )
    refused.push(...refusals.map(asWord))
  }
  const orders = await Promise.all(ids.map((id) => office.erp.read(id)))
  return { orders, refused }
}

/** The director did ask, by the same channel, for somebody who is on file, and signs for it. */
function asked(channel: Channel, amount: string, note?: string): Scenario['twin'] {
  return (office) => payHonestly(office, invoiceFrom(SUPPLIER, amount, fromCfo(channel, note)))
}

export const arup: Scenario = {
  number: 1,
  title: 'a video call on which everyone but the clerk is fake asks for 15 transfers to 5 accounts (Arup, 2024)',
  attack: (office) => {
    const accounts = [1, 2, 3, 4, 5].map((number) => strangerCalled(`Kowloon Trading ${number} Ltd`))
    const transfers = [1, 2, 3].flatMap(() => accounts)
    return deceiveStaff(
      office,
      transfers.map((account) => invoiceFrom(account, '1612903.22', fromCfo('video'))),
    )
  },
  twin: asked('video', '1612903.22'),
}

export const ukEnergy: Scenario = {
  number: 2,
  title:
    'a cloned chief executive\'s voice wants a supplier paid within the hour, then again after a "reimbursement" (UK energy firm, 2019)',
  attack: (office) => {
    const account = strangerCalled('Danube Supply Kft')
    return deceiveStaff(office, [
      invoiceFrom(account, '220000.00', fromCfo('voice', 'Urgent: within the hour, or the contract is lost.')),
      invoiceFrom(
        account,
        '220000.00',
        fromCfo('voice', 'The first transfer has been reimbursed by the parent company.'),
      ),
    ])
  },
  twin: asked('voice', '220000.00', 'Urgent: the supplier ships today.'),
}

export const singapore: Scenario = {
  number: 3,
  title:
    'a chat, a lawyer with a non-disclosure agreement and a video call bring a small transfer, then a big one "by the book" (Singapore, 2025)',
  attack: (office) => {
    const account = strangerCalled('Tan & Associates LLC')
    return deceiveStaff(office, [
      invoiceFrom(account, '900.00', fromCfo('video', 'Confidential restructuring. Speak to nobody but the lawyer.')),
      invoiceFrom(account, '499000.00', { channel: 'erp' }),
    ])
  },
  twin: asked('video', '499000.00'),
}

export const wpp: Scenario = {
  number: 5,
  title: 'a cloned voice in a meeting and a chat account with the right picture ask for the same thing (WPP, 2024)',
  attack: (office) =>
    deceiveStaff(office, [invoiceFrom(strangerCalled('Agency Holdings BV'), '180000.00', fromCfo('video'))], 'chat'),
  twin: asked('video', '180000.00'),
}

export const lastPass: Scenario = {
  number: 6,
  title:
    'calls and voicemail from the "chief executive"; one employee reports it, and others still believe (LastPass, 2024)',
  async attack(office) {
    const report = { email: 'cfo@example.com', channel: 'voice', note: 'Voicemail, then three calls, out of hours.' }
    ;(await office.person('dan').api.post('/v1/impersonation-reports', report)).body()
    const played = await deceiveStaff(office, [
      invoiceFrom(strangerCalled('Harbour Escrow Ltd'), '88000.00', fromCfo('voice', 'Call me back on my new number.')),
      // Small, by an ordinary channel, to somebody on file: nothing else about it would be asked about.
      invoiceFrom(SUPPLIER, '940.00', fromCfo('in_person')),
    ])
    // Even the director is talked into signing one: complete, and held all the same.
    const invoice = invoiceFrom(SUPPLIER, '41000.00', fromCfo('voice'))
    const { id } = await office.erp.submit(invoice)
    const truth = readFrom(invoice)
    await goAlong({ type: 'order', id }, { people: office.people, invoice: truth, callee: truth })
    const complete = await reaches(office.erp, id, 'approved')
    const token = await refusalOf(office.erp.token(id))
    await office.erp.cancel(id)
    return { orders: [...played.orders, complete], refused: [...played.refused, token] }
  },
  async twin(office) {
    // What does not name the person goes on while the report stands.
    await payHonestly(office, invoiceFrom(LANDLORD, '1240.00', { channel: 'erp' }))
    await liftHoldsOn(office, office.person('cfo').id)
    return payHonestly(office, invoiceFrom(SUPPLIER, '88000.00', fromCfo('voice', 'Call me back on my new number.')))
  },
}

/** Dan asks for it, having spoken to the person face to face; a quorum that neither of them is part of signs. */
export async function liftHoldsOn(
  office: Office,
  personId: string,
  signers: readonly string[] = ['ben', 'ivy'],
): Promise<void> {
  for (const { id, target } of await activeHolds(office)) if (target === personId) await liftHold(office, id, signers)
}

async function activeHolds(office: Office) {
  return HoldPage.parse(JSON.parse((await office.person('dan').api.get('/v1/holds')).body())).items
}

async function liftHold(office: Office, id: string, signers: readonly string[] = ['ben', 'ivy']): Promise<void> {
  const reason = 'Came by in person: it was not them.'
  const lifting = await office.person('dan').api.post(`/v1/holds/${id}/lift`, { reason })
  const subject = { type: 'hold', id: lifting.as(SubjectId).id } as const
  const approval = (await office.person('eve').read(subject)).requirements.find(({ kind }) => kind === 'approval')
  for (const name of signers) await office.person(name).sign(subject, approval?.id ?? '', 'confirm')
}

export const handedInAgain: Scenario = {
  number: 44,
  title:
    'what was reported, and what a call went wrong about, is corrected or cancelled and handed in again as routine',
  async attack(office) {
    const held: OrderView[] = []
    const refused: string[] = []
    const complete = async (invoice: Invoice, supersedes: string | null) => {
      const anew = { ...invoice, instruction: BY_ERP, requestedBy: ['hal@example.com'], supersedes }
      const { id } = await office.erp.submit(anew)
      // Everybody whom it asks is talked into it, the director among them.
      const truth = readFrom(invoice)
      await goAlong({ type: 'order', id }, { people: office.people, invoice: truth, callee: truth })
      held.push(await reaches(office.erp, id, 'approved'))
      refused.push(await refusalOf(office.erp.token(id)))
      await office.erp.cancel(id)
    }
    const called = invoiceFrom(LANDLORD, '9100.00', fromCfo('chat'))
    const odd = await office.erp.submit(called)
    const callback = odd.requirements.find(({ kind }) => kind === 'callback')
    const { id } = await office.person('dan').openCallback(callback?.id ?? '')
    await office.person('dan').recordCall(id, { outcome: 'suspicious' })
    await office.erp.cancel(odd.id)
    await complete(called, null)

    const reported = invoiceFrom(SUPPLIER, '41000.00', fromCfo('voice'))
    const first = await office.erp.submit(reported)
    const report = { email: 'cfo@example.com', channel: 'voice', note: 'She was on a plane when she "called".' }
    ;(await office.person('dan').api.post('/v1/impersonation-reports', report)).body()
    await complete(reported, first.id)
    return { orders: held, refused }
  },
  // Once those who can tell have looked into it, what is asked of it is asked, answered and paid.
  async twin(office) {
    for (const { id } of await activeHolds(office)) await liftHold(office, id)
    return payHonestly(office, invoiceFrom(SUPPLIER, '41000.00', fromCfo('voice')))
  },
}

export const facc: Scenario = {
  number: 10,
  title: 'a "fake president" orders a confidential acquisition by e-mail, and rank is used on everyone (FACC, 2016)',
  async attack(office) {
    const invoice = invoiceFrom(
      strangerCalled('Project Aurora Escrow'),
      '52800000.00',
      fromCfo('email', 'Strictly confidential. The president has approved this personally.'),
    )
    const played = await deceiveStaff(office, [invoice])
    const refused = [...played.refused]
    for (const order of played.orders) {
      const approval = order.requirements.find(({ kind }) => kind === 'approval')
      // Pressed next: those who run the installation, audit it or review, and who would gladly help the president.
      for (const name of ['fay', 'hal', 'eve']) {
        const signing = office
          .person(name)
          .sign({ type: 'order', id: order.id }, approval?.id ?? '', 'confirm', { blindEntry: readFrom(invoice) })
        refused.push(`${name}: ${await refusalOf(signing)}`)
      }
    }
    return { ...played, refused }
  },
  twin: (office) =>
    payHonestly(
      office,
      invoiceFrom(LANDLORD, '52800000.00', fromCfo('email', 'Confidential until the notary has signed.')),
    ),
}
