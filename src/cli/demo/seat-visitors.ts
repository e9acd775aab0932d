import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OrderBody } from '../../orders/schema.ts'
import { submitFile } from '../submit.ts'
import { textTable } from '../text-table.ts'
import type { Company } from './company.ts'
import type { Narrator } from './narrate.ts'
import { EXAMPLES } from './organisation.ts'
import type { Surroundings } from './service.ts'
import { VISITORS } from './visitors.ts'

const PARTS: readonly string[] = [
  'is said to have asked on a video call: confirms or denies it, may approve it too',
  'approves, after typing amount and account ending',
  "rings Vic from the call desk; Vic (you again) states the invoice's figures",
  'reviews why it was flagged',
]

const INVOICE = { externalId: 'INV-4713', amount: '48000.00', accountLast4: '1788' }

/** A payment that waits for the visitors alone, and how they come in. */
export async function seatVisitors(
  { site, erp, secrets }: Company,
  { folder }: Surroundings,
  narrator: Narrator,
): Promise<void> {
  const example = OrderBody.parse(JSON.parse(await readFile(join(EXAMPLES, 'first-order.json'), 'utf8')))
  const { externalId, amount, accountLast4 } = INVOICE
  const instruction = { channel: 'video', instructedBy: 'vic@example.com' } as const
  const file = join(folder, 'visitors-order.json')
  await writeFile(file, JSON.stringify({ ...example, externalId, reference: externalId, amount, instruction }))
  await submitFile(erp, file, {})

  narrator.chapter(`The console stays open at ${site.origin} until you press Ctrl-C`)
  narrator.say("The stories' people had their keys in a browser that is closed: nobody can sign in as them any more.")
  narrator.say('Four seats are yours. Each link enrols a key of yours, once; the same device may serve all four.')
  const rows = VISITORS.map(({ email }, at) => {
    return [email, `${site.origin}/enrol#${secrets.people[email]?.enrolment ?? ''}`, PARTS[at] ?? '']
  })
  for (const line of textTable(['sign in as', 'first, once', 'part'], rows)) narrator.say(line)
  narrator.say(`Waiting for you: ${externalId}. Its invoice says EUR 48,000.00, to an account ending ${accountLast4}.`)
  narrator.say('A key is a security key, or the passkey your device comes with. Without either: in Chrome, developer')
  narrator.say('tools, More tools, WebAuthn, add an authenticator (ctap2, usb, resident keys, user verification).')
  narrator.say('To play the company from its first day instead: npm start, and open what it prints.')
}
