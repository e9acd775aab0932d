import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OrderView } from '../../orders/schema.ts'
import { reaches } from '../../sandbox/rest-erp.ts'
import { submitFile } from '../submit.ts'
import { nameOf, type Company } from './company.ts'
import { HONEST_SUPPLIER, type ErpDesk } from './erp.ts'
import type { Expectations } from './expect.ts'
import type { Narrator } from './narrate.ts'
import { EXAMPLES } from './organisation.ts'
import { asked, askedFor, requirementOf, signalsOf } from './requirements.ts'
import { runCommand, type Surroundings } from './service.ts'

const FILE = join(EXAMPLES, 'honest-supplier.xml')
/** What the supplier's invoice says. */
const INVOICE = { amount: '214000.00', accountLast4: '1788' }
/** A slip of the fingers. */
const MISTYPED = { amount: '241000.00', accountLast4: '1788' }

/** A day's cooling-off is 24 seconds in the demo profile; the rest is for a slow machine. */
const RELEASE_LIMIT_MS = 75_000

interface Scene {
  readonly company: Company
  readonly desk: ErpDesk
  readonly narrator: Narrator
  readonly steps: Expectations
  readonly surroundings: Surroundings
}

/** The same amount, honestly asked for: everybody does their part, it is released, paid and proven. */
export async function tellTwin(scene: Scene): Promise<void> {
  const order = await theCall(scene)
  await theApprovers(scene, order)
  await theRealCfo(scene, order)
  await theCallback(scene, order)
  await theReviewer(scene, order)
  await theWait(scene, order)
  await thePayment(scene, order)
  await theProof(scene, order)
}

async function theCall({ company, narrator, steps }: Scene): Promise<OrderView> {
  narrator.say('The same day, the same amount, another video call. This time it is Cleo.')
  narrator.say('She asks for the invoice of a supplier on file: examples/honest-supplier.xml')
  const [submitted] = await steps.accepted('the ERP submits the twin', 201, () => {
    const said = { channel: 'video', instructedBy: 'cfo@example.com', requestedBy: ['ana@example.com'] } as const
    return submitFile(company.erp, FILE, said)
  })
  const order = await company.erp.read(submitted?.id ?? '')
  steps.same('the order waits as well: no machine says who is honest', 'awaiting_evidence', order.state)
  narrator.say(`why: ${signalsOf(order)} (INV-4712, to the same payee, still waits)`)
  narrator.say(`asks for: ${asked(order)}`)
  const isKnown = !order.signals.some(({ code }) => code === 'NEW_ACCOUNT')
  steps.same('the account is known', 'vetted', isKnown ? 'vetted' : 'NEW_ACCOUNT')
  return order
}

async function theApprovers({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('Approvers see neither amount nor account before they have typed both from the invoice.')
  const approve = (name: string, invoice: typeof INVOICE) => {
    return company.person(name).approve(askedFor(order, 'approval'), { invoice })
  }
  await steps.refused('Ben types 241,000.00', '422 BLIND_ENTRY_MISMATCH', () => approve('ben', MISTYPED))
  for (const name of ['ben', 'ivy']) {
    await steps.accepted(`${nameOf(company, name)} types 214,000.00 and 1788, and signs`, 201, () =>
      approve(name, INVOICE),
    )
  }
}

async function theRealCfo({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('Cleo confirms with her own key, in her own session. A deepfake cannot do that.')
  await steps.accepted('Cleo signs that she asked for it', 201, () => {
    return company.person('cfo').confirmHavingAsked(askedFor(order, 'instructor_confirmation'))
  })
}

async function theCallback({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('Dan rings the number on file. Whoever answers states amount and account; Dan never says them.')
  const dan = company.person('dan')
  const callback = askedFor(order, 'callback')
  const worksheet = await steps.accepted("Dan opens the call's worksheet", 201, () => dan.openWorksheet(callback))
  steps.same('the worksheet names the number on file', company.phoneOf('cfo'), worksheet.contact.number)
  const call = await steps.accepted('Dan writes down what was stated', 201, () => {
    return dan.makeCall(worksheet.id, INVOICE)
  })
  steps.same('the server compares it', 'matches', call.statedMatched === true ? 'matches' : 'does not match')
  await steps.accepted('Dan signs the call', 201, () => dan.signCall(callback))
}

async function theReviewer({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  // Asked while a signature is missing: on a slow machine the cooling-off may be over before the last one is there.
  await steps.refused('the ERP asks for the release: all have signed but Eve', '409 NOT_RELEASED', () => {
    return company.erp.token(order.id)
  })
  narrator.say('Eve reviews why it was flagged, and writes down what she thinks of it.')
  await steps.accepted('Eve signs "continue"', 201, () => {
    const reason = 'Invoice, contract and order agree; Cleo confirmed it herself.'
    return company.person('eve').letContinue(askedFor(order, 'review'), reason)
  })
}

async function theWait({ company, narrator, steps }: Scene, order: OrderView): Promise<void> {
  const until = Date.parse(requirementOf(order, 'cooling_off').until ?? order.createdAt)
  const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000))
  narrator.say('All have signed. Now a day of cooling-off, in which frauds come to light; in the demo 24 seconds.')
  narrator.say(`waiting for ${seconds} s …`)
  const released = await steps.accepted('time passes; the signer verifies everything again, and releases', 200, () => {
    return reaches(company.erp, order.id, 'released', RELEASE_LIMIT_MS)
  })
  steps.same('the order is released', 'released', released.state)
}

async function thePayment({ company, desk, narrator, steps }: Scene, order: OrderView): Promise<void> {
  narrator.say('A webhook tells the ERP. It fetches the token and compares it with the payment in its own books.')
  const { type } = await desk.hears('payment_order.released', order.id)
  steps.same('the webhook carries our signature', 'payment_order.released', type)
  const token = await steps.accepted('the ERP fetches the release token', 200, () => company.erp.token(order.id))
  const books = HONEST_SUPPLIER
  const mule = { ...books, payee: { ...books.payee, account: { iban: 'GB46XMPL99000121400088' } } }
  const decide = async (title: string, expected: string, ...question: Parameters<ErpDesk['decide']>): Promise<void> => {
    steps.same(title, expected, await desk.decide(...question))
  }
  await decide('a copy of the token with one letter changed', 'TOKEN_SIGNATURE', tampered(token), books)
  await decide('the token, for the account of the fraud', 'PAYMENT_MISMATCH', token, mule)
  await decide('the token of a demo, where money is real', 'PROFILE', token, books, 'production')
  await decide('the token, for the payment in the books', 'pay', token, books)
  await decide('the token once more, for another payment', 'EXTERNAL_ID', token, { ...books, externalId: 'INV-4711-A' })
  await steps.accepted('the ERP pays and reports it', 200, () => company.erp.report(order.id, 'executed'))
  const { state } = await company.erp.read(order.id)
  steps.same('the order is paid', 'executed', state)
  const shown = await company.person('cfo').lookAt({ type: 'order', id: order.id })
  steps.same('Cleo sees that it is paid', 'executed', shown)
  await company.person('cfo').lookAround()
}

async function theProof({ company, narrator, steps, surroundings }: Scene, order: OrderView): Promise<void> {
  narrator.say('Anyone can check the whole of it offline: countersign verify bundle.json --trust trust.json')
  const bundle = await steps.accepted('the ERP fetches the evidence bundle', 200, () => company.erp.bundle(order.id))
  const trust = (await company.erp.api.get('/v1/log/trust')).body()
  const path = (name: string): string => join(surroundings.folder, name)
  await writeFile(path('bundle.json'), bundle)
  await writeFile(path('tampered.json'), bundle.replaceAll('214000.00', '215000.00'))
  await writeFile(path('trust.json'), trust)
  for (const [title, file, expected] of [
    ['the bundle verifies', 'bundle.json', 'exit code 0'],
    ['a copy with another amount does not', 'tampered.json', 'exit code 1'],
  ] as const) {
    const { code } = await runCommand(surroundings, 'verify', path(file), '--trust', path('trust.json'))
    steps.same(title, expected, `exit code ${code}`)
  }
}

/** Another first letter of the signature. */
function tampered(token: string): string {
  const at = token.lastIndexOf('.') + 1
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}
