import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { OrderView } from '../../orders/schema.ts'
import type { Subject } from '../../sandbox/rest-person.ts'
import { submitFile } from '../submit.ts'
import { createAttacker, forge, type Attacker } from './attacker.ts'
import type { Company } from './company.ts'
import type { Expectations } from './expect.ts'
import type { Narrator } from './narrate.ts'
import { EXAMPLES } from './organisation.ts'
import { asked, asksNoLess, requirementOf, signalsOf } from './requirements.ts'

/** What the invoice says that came with the call: true of the payment, whoever wrote it. */
const FAKE_INVOICE = { amount: '214000.00', accountLast4: '0088' }
/** In another range set aside for fiction than the company's own. */
const OFFERED_NUMBER = '+44 20 7946 0123'

interface Scene {
  readonly company: Company
  readonly narrator: Narrator
  readonly steps: Expectations
  readonly attacker: Attacker
}

/** A cloned CFO on a video call: everything the attacker tries is refused, and the real one says no. */
export async function tellFraud(company: Company, narrator: Narrator, steps: Expectations): Promise<void> {
  const attacker = await createAttacker(company.site, company.secrets.clients['erp']?.secret ?? '')
  const scene = { company, narrator, steps, attacker }
  const order = await theCall(scene)
  await withTheClientsSecret(scene, order)
  await withANumberOfTheirOwn(scene, order)
  await withAKeyOfTheirOwn(scene, order)
  await withARecordedSignature(scene, order)
  const amended = await withAnotherChannel(scene, order)
  const resubmitted = await onceMoreAsRoutine(scene, amended)
  await withTheClerksTrust(scene, resubmitted)
  await byWaiting(scene, resubmitted)
  await theRealCfo(scene, resubmitted)
  await nothingWasPaid(scene, [order.id, resubmitted.id])
}

async function theCall({ company, narrator, steps }: Scene): Promise<OrderView> {
  narrator.say('A video call. Cleo, the CFO, has Ana pay EUR 214,000.00 today, in strict confidence.')
  narrator.say('Face and voice are cloned. Ana believes them, and enters it: examples/fraud-video-call.xml')
  const [submitted] = await steps.accepted('the ERP submits it', 201, () => {
    const said = { channel: 'video', instructedBy: 'cfo@example.com', requestedBy: ['ana@example.com'] } as const
    return submitFile(company.erp, join(EXAMPLES, 'fraud-video-call.xml'), said)
  })
  const order = await company.erp.read(submitted?.id ?? '')
  steps.same('it waits', 'awaiting_evidence', order.state)
  narrator.say(`why: ${signalsOf(order)}`)
  narrator.say(`asks for: ${asked(order)}`)
  const found = order.signals.map(({ code }) => code)
  const missed = ['CHANNEL_VIDEO', 'NEW_PAYEE', 'NEW_ACCOUNT'].filter((code) => !found.some((one) => one === code))
  steps.same('a face is no proof, and nobody knows the payee: signals missed', 'none', missed.join(' ') || 'none')
  return order
}

async function withTheClientsSecret({ narrator, steps, attacker }: Scene, order: OrderView): Promise<void> {
  narrator.say("The attacker has the secret of the ERP's client.")
  await steps.refused('it signs as if it were a person', '403 SCOPE', async () => {
    const body = { subject: subjectOf(order), decision: 'confirm', contactedBy: 'none' }
    return (await attacker.stolenClient.post('/v1/challenges', body)).body()
  })
  await steps.refused('it asks for the release', '409 NOT_RELEASED', () => tokenWith(attacker, order))
}

async function withANumberOfTheirOwn({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('"Ring me back if you doubt it. Here is my number."')
  const callback = requirementOf(order, 'callback')
  await steps.refused(`Dan, who places the calls, is offered ${OFFERED_NUMBER}`, '422 CONTACT_NOT_ON_FILE', () => {
    return company.person('dan').openCallback(callback.id, OFFERED_NUMBER)
  })
}

async function withAKeyOfTheirOwn({ company, narrator, steps, attacker }: Scene, order: OrderView): Promise<void> {
  narrator.say('The attacker has a security key, too. It is just nobody’s here.')
  const used = company.secrets.people['cfo@example.com']?.enrolment ?? ''
  await steps.refused('it enrols by an invitation that was guessed', '404 NOT_FOUND', () => attacker.enrol(guessed()))
  await steps.refused("it enrols by Cleo's own invitation, which she has used", '404 NOT_FOUND', () => attacker.enrol(used))
  await steps.refused('it signs in as Cleo', '401 CREDENTIAL_UNKNOWN', () => attacker.signInAs('cfo@example.com'))
  narrator.say("Malware sits in Ben's browser. It can click, and type from the invoice; it cannot touch Ben's key.")
  const ben = company.person('ben')
  const approval = requirementOf(order, 'approval')
  await steps.refused("it signs Ben's approval with the attacker's key", '401 CREDENTIAL_UNKNOWN', async () => {
    const challenge = await ben.challenge(subjectOf(order), approval.id, 'confirm', { blindEntry: FAKE_INVOICE })
    return ben.answer(challenge.id, await forge(attacker, company.site, challenge))
  })
}

async function withARecordedSignature({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('So the malware records a signature that Ben does give, for INV-4712 (examples/order.json).')
  const ben = company.person('ben')
  const [other] = await steps.accepted('the ERP submits INV-4712', 201, () => {
    return submitFile(company.erp, join(EXAMPLES, 'order.json'), {})
  })
  const honest = await company.erp.read(other?.id ?? '')
  const typed = { blindEntry: { amount: '12500.00', accountLast4: '1788' } }
  const challenge = await ben.challenge(subjectOf(honest), requirementOf(honest, 'approval').id, 'confirm', typed)
  const recorded = await ben.touch(challenge)
  await steps.accepted('Ben approves INV-4712, as he means to', 201, () => ben.answer(challenge.id, recorded))
  await steps.refused('the recorded signature is played again', '409 CHALLENGE_CONSUMED', () => {
    return ben.answer(challenge.id, recorded)
  })
  await steps.refused('it is put under the fraud instead', '409 DIGEST_MISMATCH', async () => {
    const approval = requirementOf(order, 'approval')
    const wanted = await ben.challenge(subjectOf(order), approval.id, 'confirm', { blindEntry: FAKE_INVOICE })
    return ben.answer(wanted.id, recorded)
  })
}

async function withAnotherChannel({ company, narrator, steps }: Scene, order: OrderView): Promise<OrderView> {
  narrator.say('"Video" seems to bother this system. The attacker edits it to "erp".')
  const amended = await steps.accepted('the order is amended', 200, () => {
    return company.erp.amend(order, { instruction: { channel: 'erp' } })
  })
  steps.same('it is a new version, signed by nobody', 'version 2', `version ${amended.version}`)
  steps.same('it asks for no less than before', 'no less', asksNoLess(amended, order) ? 'no less' : asked(amended))
  return amended
}

async function onceMoreAsRoutine({ company, narrator, steps }: Scene, order: OrderView): Promise<OrderView> {
  narrator.say('Then cancelled, and submitted again as routine. No video call was ever mentioned.')
  await steps.accepted('the order is cancelled', 200, () => company.erp.cancel(order.id))
  const [submitted] = await steps.accepted('the same file comes as "erp"', 201, () => {
    const said = { channel: 'erp', requestedBy: ['ana@example.com'] } as const
    return submitFile(company.erp, join(EXAMPLES, 'fraud-video-call.xml'), said)
  })
  const resubmitted = await company.erp.read(submitted?.id ?? '')
  const isRemembered = resubmitted.signals.some(({ code }) => code === 'RESUBMITTED')
  steps.same('it is known again', 'RESUBMITTED', isRemembered ? 'RESUBMITTED' : signalsOf(resubmitted))
  steps.same('it asks for no less than before', 'no less', asksNoLess(resubmitted, order) ? 'no less' : asked(resubmitted))
  return resubmitted
}

async function withTheClerksTrust({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('"Ana, you can approve it yourself, I will vouch for you."')
  await steps.refused('Ana, who asked for it, approves', '403 SELF_APPROVAL', () => {
    const approval = requirementOf(order, 'approval')
    return company.person('ana').sign(subjectOf(order), approval.id, 'confirm', { contactedBy: 'video' })
  })
}

async function byWaiting({ narrator, steps, attacker }: Scene, order: OrderView): Promise<void> {
  narrator.say('The attacker waits. Silence approves nothing here; after five days it expires.')
  await steps.refused('the release is asked for again', '409 NOT_RELEASED', () => tokenWith(attacker, order))
}

async function theRealCfo({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('Cleo, the real one, opens her inbox: did you ask for this?')
  const cfo = company.person('cfo')
  const item = (await cfo.inbox()).find(({ subject, kind }) => subject.id === order.id && kind === 'instructor_confirmation')
  steps.same("it is in Cleo's inbox", 'there', item === undefined ? 'missing' : 'there')
  const after = await steps.accepted('Cleo denies it with her key', 201, () => {
    return cfo.sign(subjectOf(order), item?.requirementId ?? null, 'deny', { reason: 'I was on no such call.' })
  })
  steps.same('one no is enough', 'denied', after.state)
}

async function nothingWasPaid({ company, steps }: Scene, orderIds: readonly string[]): Promise<void> {
  const [, last = ''] = orderIds
  await steps.refused('the release is asked for once more', '409 NOT_RELEASED', () => company.erp.token(last))
  const events = (await company.erp.events()).filter(({ data }) => orderIds.includes(data.orderId ?? ''))
  const has = (type: string): string => (events.some((event) => event.type === `payment_order.${type}`) ? 'yes' : 'no')
  steps.same('the ERP is told that it was denied', 'yes', has('denied'))
  steps.same('anything of it was released', 'no', has('released'))
}

async function tokenWith({ stolenClient }: Attacker, order: OrderView): Promise<string> {
  return (await stolenClient.get(`/v1/payment-orders/${order.id}/release`)).body()
}

function subjectOf({ id }: OrderView): Subject {
  return { type: 'order', id }
}

function guessed(): string {
  return randomBytes(32).toString('base64url')
}
