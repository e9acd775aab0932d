import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { OrderView } from '../../orders/schema.ts'
import { submitFile } from '../submit.ts'
import { createAttacker, forge, type Attacker } from './attacker.ts'
import type { Company } from './company.ts'
import type { Expectations } from './expect.ts'
import type { Narrator } from './narrate.ts'
import { EXAMPLES } from './organisation.ts'
import { asked, askedFor, asksNoLess, requirementOf, signalsOf, subjectOf } from './requirements.ts'

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
  const [submitted] = await steps.accepted('the ERP submits the fraud', 201, () => {
    const said = { channel: 'video', instructedBy: 'cfo@example.com', requestedBy: ['ana@example.com'] } as const
    return submitFile(company.erp, join(EXAMPLES, 'fraud-video-call.xml'), said)
  })
  const order = await company.erp.read(submitted?.id ?? '')
  steps.same('the order waits', 'awaiting_evidence', order.state)
  narrator.say(`why: ${signalsOf(order)}`)
  narrator.say(`asks for: ${asked(order)}`)
  for (const [title, code] of [
    ['a face is not proof', 'CHANNEL_VIDEO'],
    ['nobody knows the payee', 'NEW_PAYEE'],
    ['nobody has vetted the account', 'NEW_ACCOUNT'],
  ] as const) {
    steps.same(title, code, order.signals.some((found) => found.code === code) ? code : 'not found')
  }
  return order
}

async function withTheClientsSecret({ narrator, steps, attacker }: Scene, order: OrderView): Promise<void> {
  narrator.say("The attacker has the secret of the ERP's client.")
  await steps.refused('the stolen secret signs as if it were a person', '403 SCOPE', async () => {
    const body = { subject: subjectOf(order), decision: 'confirm', contactedBy: 'none' }
    return (await attacker.stolenClient.post('/v1/challenges', body)).body()
  })
  await steps.refused('the stolen secret fetches the release', '409 NOT_RELEASED', () => tokenWith(attacker, order))
}

async function withANumberOfTheirOwn({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('"Ring me back if you doubt it. Here is my number."')
  await steps.refused(`Dan is to call ${OFFERED_NUMBER}`, '422 CONTACT_NOT_ON_FILE', () => {
    return company.person('dan').openWorksheet(askedFor(order, 'callback'), OFFERED_NUMBER)
  })
}

async function withAKeyOfTheirOwn({ company, narrator, steps, attacker }: Scene, order: OrderView): Promise<void> {
  narrator.say("The attacker has a security key, too. It is just nobody's here.")
  const used = company.secrets.people['cfo@example.com']?.enrolment ?? ''
  await steps.refused('the attacker enrols by an invitation that was guessed', '404 NOT_FOUND', () =>
    attacker.enrol(guessed()),
  )
  await steps.refused("the attacker enrols by Cleo's invitation, which she has used", '404 NOT_FOUND', () =>
    attacker.enrol(used),
  )
  await steps.refused('the attacker signs in as Cleo', '401 CREDENTIAL_UNKNOWN', () =>
    attacker.signInAs('cfo@example.com'),
  )
  narrator.say("Malware sits in Ben's browser. It can click, and type from the invoice; it cannot touch Ben's key.")
  const ben = await company.person('ben').session()
  const approval = requirementOf(order, 'approval')
  await steps.refused("the attacker's key signs Ben's approval", '401 CREDENTIAL_UNKNOWN', async () => {
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
  const invoice = { amount: '12500.00', accountLast4: '1788' }
  const recorded = await steps.accepted('Ben approves INV-4712, as he means to', 201, () => {
    return ben.approve(askedFor(honest, 'approval'), { invoice })
  })
  const malware = await ben.session()
  await steps.refused('the recorded signature is played again', '409 CHALLENGE_CONSUMED', () => {
    return malware.answer(recorded.challengeId, recorded.credential)
  })
  await steps.refused('the recorded signature is put under the fraud', '409 DIGEST_MISMATCH', async () => {
    const approval = requirementOf(order, 'approval')
    const wanted = await malware.challenge(subjectOf(order), approval.id, 'confirm', { blindEntry: FAKE_INVOICE })
    return malware.answer(wanted.id, recorded.credential)
  })
}

async function withAnotherChannel({ company, narrator, steps }: Scene, order: OrderView): Promise<OrderView> {
  narrator.say('"Video" seems to bother this system. The attacker edits it to "erp".')
  const amended = await steps.accepted('the order is amended', 200, () => {
    return company.erp.amend(order, { instruction: { channel: 'erp' } })
  })
  steps.same('the order is a new version, which nobody has signed', 'version 2', `version ${amended.version}`)
  steps.same(
    'amended, it asks for no less than before',
    'no less',
    asksNoLess(amended, order) ? 'no less' : asked(amended),
  )
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
  steps.same('the order is known again', 'RESUBMITTED', isRemembered ? 'RESUBMITTED' : signalsOf(resubmitted))
  steps.same(
    'resubmitted, it asks for no less than before',
    'no less',
    asksNoLess(resubmitted, order) ? 'no less' : asked(resubmitted),
  )
  return resubmitted
}

async function withTheClerksTrust({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('"Ana, you can approve it yourself, I will vouch for you."')
  await steps.refused('Ana, who asked for it, approves', '403 SELF_APPROVAL', () => {
    return company.person('ana').approve(askedFor(order, 'approval'), { contactedBy: 'video' })
  })
}

async function byWaiting({ company, narrator, steps, attacker }: Scene, order: OrderView): Promise<void> {
  const seconds = secondsUntil(requirementOf(order, 'cooling_off').until ?? order.createdAt)
  narrator.say(
    `The attacker waits, until everybody has forgotten: a day, which in the demo is 24 seconds. ${seconds} s …`,
  )
  await pause((seconds + 1) * 1000)
  await steps.refused('after a day the release is fetched', '409 NOT_RELEASED', () => tokenWith(attacker, order))
  const { state, escalation } = await company.erp.read(order.id)
  steps.same('silence approves nothing', 'awaiting_evidence', state)
  steps.same(
    'silence is noticed: more people are told',
    'escalated',
    escalation === null ? 'not escalated' : 'escalated',
  )
}

async function theRealCfo({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('Cleo, the real one, opens her inbox: did you ask for this?')
  const cfo = company.person('cfo')
  const question = askedFor(order, 'instructor_confirmation')
  const isThere = await cfo.findsWaiting(question)
  steps.same("the question is in Cleo's inbox", 'there', isThere ? 'there' : 'missing')
  const after = await steps.accepted('Cleo denies it with her key', 201, () => {
    return cfo.deny(question, 'I was on no such call.')
  })
  steps.same('one no is enough', 'denied', after.state)
}

async function nothingWasPaid({ company, steps }: Scene, orderIds: readonly string[]): Promise<void> {
  const [, last = ''] = orderIds
  await steps.refused('the ERP asks for the release', '409 NOT_RELEASED', () => company.erp.token(last))
  const events = (await company.erp.events()).filter(({ data }) => orderIds.includes(data.orderId ?? ''))
  const has = (type: string): string => (events.some((event) => event.type === `payment_order.${type}`) ? 'yes' : 'no')
  steps.same('the ERP is told that it was denied', 'yes', has('denied'))
  steps.same('anything of it was released', 'no', has('released'))
}

async function tokenWith({ stolenClient }: Attacker, order: OrderView): Promise<string> {
  return (await stolenClient.get(`/v1/payment-orders/${order.id}/release`)).body()
}

function secondsUntil(instant: string): number {
  return Math.max(0, Math.ceil((Date.parse(instant) - Date.now()) / 1000))
}

function guessed(): string {
  return randomBytes(32).toString('base64url')
}
