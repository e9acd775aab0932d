import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OrderBody, type OrderView } from '../../orders/schema.ts'
import { Refusal } from '../../platform/http/rest-api.ts'
import { textTable } from '../text-table.ts'
import type { Company } from './company.ts'
import type { Narrator } from './narrate.ts'
import { EXAMPLES } from './organisation.ts'
import { VISITORS } from './visitors.ts'

const PARTS: readonly string[] = [
  'is said to have asked on a video call: confirms or denies it, may approve it too',
  'approves, after typing amount and account ending',
  "rings Vic from the call desk; Vic (you again) states the invoice's figures",
  'reviews why it was flagged',
]

const INVOICE = { externalId: 'INV-4713', amount: '48000.00', accountLast4: '1788' }

const AGAIN_MS = 3_000

/** Says how visitors come in; a payment waits for them as soon as the first has a key. Until it is interrupted. */
export async function seatVisitors(company: Company, narrator: Narrator, interrupted: AbortSignal): Promise<void> {
  const { site, secrets } = company
  const { externalId, accountLast4 } = INVOICE
  narrator.chapter(`The console stays open at ${site.origin} until you press Ctrl-C`)
  narrator.say("The stories' people had their keys in a browser that is closed: nobody can sign in as them any more.")
  narrator.say('Four seats are yours. Each link enrols a key of yours, once; the same device may serve all four.')
  const rows = VISITORS.map(({ email }, at) => {
    return [email, `${site.origin}/enrol#${secrets.people[email]?.enrolment ?? ''}`, PARTS[at] ?? '']
  })
  for (const line of textTable(['sign in as', 'first, once', 'part'], rows)) narrator.say(line)
  narrator.say('A key is a security key, or the passkey your device comes with. Without either: in Chrome, developer')
  narrator.say('tools, More tools, WebAuthn, add an authenticator (ctap2, usb, resident keys, user verification).')
  narrator.say(`As soon as Vic has a key the ERP submits ${externalId}, said to be asked for by Vic on a video call.`)
  narrator.say(`Its invoice says EUR 48,000.00, to an account ending ${accountLast4}.`)
  narrator.say('To play the company from its first day instead: npm start, and open what it prints.')
  const order = await onceVicHasAKey(company, interrupted)
  if (order !== null) narrator.say(`${externalId} is there: ${site.origin}/orders/${order.id}`)
}

/** Nobody is said to have asked who could not be asked back: until then it is refused (422 `UNSATISFIABLE`). */
async function onceVicHasAKey({ erp }: Company, interrupted: AbortSignal): Promise<OrderView | null> {
  const example = OrderBody.parse(JSON.parse(await readFile(join(EXAMPLES, 'first-order.json'), 'utf8')))
  const { externalId, amount } = INVOICE
  const instruction = { channel: 'video', instructedBy: 'vic@example.com' } as const
  const order = { ...example, externalId, reference: externalId, amount, instruction }
  while (!interrupted.aborted) {
    try {
      return await erp.submit(order)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'UNSATISFIABLE') throw error
    }
    await pause(AGAIN_MS, undefined, { signal: interrupted }).catch(() => undefined)
  }
  return null
}
