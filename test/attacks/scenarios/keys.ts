/** Secrets, keys and signatures that are not what they seem. */
import { z } from 'zod'
import { goAlong } from '../../support/going-along.ts'
import { BY_ERP, invoiceFrom, readFrom, strangerCalled, type Invoice } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { SUPPLIER } from '../../support/organisation.ts'
import { reaches } from '../../support/erp.ts'
import { payHonestly } from '../../support/paying.ts'
import { signIn, useInvitation, type Person } from '../../support/people.ts'
import type { SoftwareKey } from '../../../src/sandbox/software-key.ts'
import { createAttestationRoot, createSoftwareKey, type Bend } from '../../support/software-key.ts'
import type { Answer } from '../../../src/platform/http/rest-api.ts'
import { Refusal } from '../../support/http.ts'
import { liftHoldsOn } from './impersonation.ts'
import { refusalOf, type Attack, type Scenario } from './scenario.ts'

const Placed = z.object({ id: z.string() })
const Lifting = z.object({ id: z.string(), requirements: z.array(z.object({ id: z.string() })) })

const honest = () => invoiceFrom(SUPPLIER, '64000.00', BY_ERP)
const approvalOf = async (office: Office, orderId: string): Promise<string> =>
  (await office.erp.read(orderId)).requirements.find(({ kind }) => kind === 'approval')?.id ?? ''

export const stolenSecret: Scenario = {
  number: 29,
  title: "the ERP's secret is stolen, and whoever has it submits and then approves",
  async attack({ erp }) {
    const { id, requirements } = await erp.submit(invoiceFrom(strangerCalled('Secret Santa Ltd'), '64000.00', BY_ERP))
    const subject = { type: 'order', id }
    const calls: readonly (readonly [string, object])[] = requirements.flatMap((requirement) => [
      ['/v1/challenges', { subject, requirementId: requirement.id, decision: 'confirm', contactedBy: 'none' }],
      ['/v1/callbacks', { requirementIds: [requirement.id] }],
      ['/v1/evidence', { challengeId: 'chl_0', credential: {} }],
    ])
    const refused: string[] = []
    for (const [path, body] of calls) {
      refused.push(await refusalOf(answered(erp.api.post(path, body))))
    }
    return { orders: [await erp.read(id)], refused: [...new Set(refused)] }
  },
  twin: (office) => payHonestly(office, honest()),
}

/** Kim, an approver who is about to join, and Ben: a quorum, if only Kim's key were let in. */
async function withKimsKey(office: Office, enrolling: () => Promise<string>): Promise<Attack> {
  const invoice = invoiceFrom(SUPPLIER, '64000.00', BY_ERP)
  const { id } = await office.erp.submit(invoice)
  const truth = readFrom(invoice)
  await goAlong({ type: 'order', id }, { people: office.everyoneBut('ivy', 'cfo'), invoice: truth, callee: truth })
  const refused = [await enrolling()]
  return { orders: [await office.erp.read(id)], refused }
}

async function enrolling(office: Office, key: SoftwareKey, bend?: Bend): Promise<string> {
  return refusalOf(answered(useInvitation(office.service, 'kim@example.com', key, bend)))
}

/** Throws what it was refused with. */
async function answered(call: Promise<Answer>): Promise<void> {
  ;(await call).body()
}

export const inventedKey: Scenario = {
  number: 37,
  title: 'a browser extension answers the enrolment with a key of its own',
  async attack(office) {
    const made = await createSoftwareKey({ root: await createAttestationRoot() })
    const selfSigned = await createSoftwareKey()
    const played = await withKimsKey(office, () => enrolling(office, made))
    const refused = [
      ...played.refused,
      await enrolling(office, selfSigned),
      await enrolling(office, selfSigned, { attestation: 'none' }),
    ]
    return { ...played, refused }
  },
  twin: (office) => payHonestly(office, honest()),
}

export const syncedPasskey: Scenario = {
  number: 39,
  title: "a synced passkey, which is on the attacker's telephone as well, is enrolled and used",
  async attack(office) {
    const key = await createSoftwareKey({ root: office.service.keyMaker })
    const played = await withKimsKey(office, () => enrolling(office, key, { flags: { be: true, bs: true } }))
    const signing = await withBentKey(office, office.person('ivy'), { flags: { be: true, bs: true } })
    return { orders: [...played.orders, ...signing.orders], refused: [...played.refused, ...signing.refused] }
  },
  twin: (office) => payHonestly(office, honest()),
}

export const droppedVerification: Scenario = {
  number: 38,
  title: 'a stolen key is touched without its PIN, and the answer says so or keeps silent',
  async attack(office) {
    const bend: Bend = { flags: { uv: false } }
    const ivy = office.person('ivy')
    const signing = await withBentKey(office, ivy, bend)
    const refused = [...signing.refused, await refusalOf(signIn(office.service, ivy.email, ivy.key, bend))]
    return { ...signing, refused }
  },
  twin: (office) => payHonestly(office, honest()),
}

/** Everything is there but Ivy's signature, and hers is bent. */
async function withBentKey(office: Office, ivy: Person, bend: Bend): Promise<Attack> {
  const invoice: Invoice = invoiceFrom(SUPPLIER, '64000.00', BY_ERP)
  const { id } = await office.erp.submit(invoice)
  const truth = readFrom(invoice)
  await goAlong({ type: 'order', id }, { people: office.everyoneBut('ivy', 'cfo'), invoice: truth, callee: truth })
  const signing = ivy.sign({ type: 'order', id }, await approvalOf(office, id), 'confirm', { blindEntry: truth, bend })
  const refused = [await refusalOf(signing)]
  return { orders: [await office.erp.read(id)], refused }
}

/** A further key is let in by an administrator. */
async function confirmNewKey(office: Office): Promise<void> {
  const fay = office.person('fay')
  const waiting = (await fay.inbox()).find(({ subject }) => subject.type === 'key-change')
  if (waiting === undefined) throw new Error('No key waits for an administrator')
  await fay.sign({ type: 'key-change', id: waiting.subject.id }, waiting.requirementId, 'confirm')
}

export const oneWithTwoKeys: Scenario = {
  number: 40,
  title: 'one approver signs twice at the same moment, with two keys',
  async attack(office) {
    const ben = office.person('ben')
    const second = await createSoftwareKey({ root: office.service.keyMaker })
    await ben.addKey(second)
    await confirmNewKey(office)
    const invoice = invoiceFrom(SUPPLIER, '64000.00', BY_ERP)
    const { id } = await office.erp.submit(invoice)
    const truth = readFrom(invoice)
    await goAlong(
      { type: 'order', id },
      { people: office.everyoneBut('ben', 'ivy', 'cfo'), invoice: truth, callee: truth },
    )
    const subject = { type: 'order', id } as const
    const approval = await approvalOf(office, id)
    const first = await ben.challenge(subject, approval, 'confirm', { blindEntry: truth })
    const other = await ben.challenge(subject, approval, 'confirm')
    const answers = [ben.touch(first), ben.touch(other, { key: second })]
    const [one, two] = await Promise.all(answers)
    if (one === undefined || two === undefined) throw new TypeError('Unexpected silence of a key')
    const outcomes = await Promise.allSettled([ben.answer(first.id, one), ben.answer(other.id, two)])
    const refused = outcomes.flatMap((outcome) => {
      if (outcome.status === 'fulfilled') return []
      if (outcome.reason instanceof Refusal) return [`${outcome.reason.status}`]
      throw outcome.reason
    })
    return { orders: [await office.erp.read(id)], refused }
  },
  twin: (office) => payHonestly(office, honest()),
}

export const heldApprover: Scenario = {
  number: 49,
  title: "an approver's key is stolen; a colleague holds the person, and the thief signs on, for the lifting as well",
  async attack(office) {
    const ben = office.person('ben')
    const invoice = honest()
    const subject = { type: 'order', id: (await office.erp.submit(invoice)).id } as const
    const truth = readFrom(invoice)
    await ben.sign(subject, await approvalOf(office, subject.id), 'confirm', { blindEntry: truth })

    const hold = { scope: 'person', target: ben.id, reason: 'Their key is missing.' }
    const { id: holdId } = (await office.person('eve').api.post('/v1/holds', hold)).as(Placed)
    // Everybody else answers, and knows of nothing.
    await goAlong(subject, { people: office.everyoneBut('ben'), invoice: truth, callee: truth })
    const complete = await reaches(office.erp, subject.id, 'approved')
    const refused = [await refusalOf(office.erp.token(subject.id))]

    const { id } = await office.erp.submit(invoiceFrom(strangerCalled('Night Shift Metals SA'), '64000.00', BY_ERP))
    const another = ben.challenge({ type: 'order', id }, await approvalOf(office, id), 'confirm', { blindEntry: truth })
    refused.push(await refusalOf(another))
    const reason = 'I have it again.'
    refused.push(await refusalOf(answered(ben.api.post(`/v1/holds/${holdId}/lift`, { reason }))))
    const asked = (await office.person('dan').api.post(`/v1/holds/${holdId}/lift`, { reason })).as(Lifting)
    const approval = asked.requirements[0]?.id ?? ''
    refused.push(await refusalOf(ben.challenge({ type: 'hold', id: asked.id }, approval, 'confirm')))
    await office.erp.cancel(subject.id)
    return { orders: [complete, await office.erp.read(id)], refused }
  },
  async twin(office) {
    await liftHoldsOn(office, office.person('ben').id, ['ivy', 'cfo'])
    return payHonestly(office, honest())
  },
}
