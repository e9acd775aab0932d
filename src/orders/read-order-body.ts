/** From what a caller wrote to an order's content: parsed, normalised, resolved against the record. */
import type { Caller } from '../people/caller.ts'
import { findPerson, isNameOnFile, resemblesOnFile } from '../people/find-person.ts'
import { accountOnFile } from '../directory/account-on-file.ts'
import { payeeOnFile } from '../directory/read-payee.ts'
import { forbid, refuseField } from '../domain/errors.ts'
import { formatAmount, parseAmount } from '../domain/money.ts'
import type { Payment } from '../domain/payment.ts'
import {
  CLAIMED_CHANNELS,
  NO_EARLIER_INSTRUCTIONS,
  type Instruction,
  type OrderContent,
} from '../domain/payment-order.ts'
import { noteText, plainText } from '../domain/text.ts'
import { isSameAccount } from '../domain/vetted-account.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { parseAccountIdentification } from './account-identification.ts'
import { readElements } from './read-elements.ts'
import type { OrderBody } from './schema.ts'
import { readOriginatingAccount } from './store.ts'

/** `kept`: what was said of who asked, where it stays as it was read then. */
export async function readOrderBody(
  tx: Tx,
  caller: Caller,
  body: OrderBody,
  kept: Instruction | null = null,
): Promise<OrderContent> {
  const money = parseAmount(body.amount, body.currency)
  const elements = readElements(body.elements ?? {})
  const [account, payee, instruction, requesters] = await Promise.all([
    readOwnAccount(tx, body.originatingAccount),
    readPayee(tx, body.payee, elements),
    kept ?? readInstruction(tx, body.instruction),
    readRequesters(tx, caller, body.requestedBy ?? []),
  ])
  const payment: Payment = {
    originatingAccount: account.id,
    amount: formatAmount(money),
    currency: money.currency,
    payee: { name: payee.name, account: payee.account },
    accountVersion: payee.accountVersion,
    executionDate: readDate(body.executionDate),
    reference: plainText(body.reference, 'reference', 140),
    elements: payee.elements,
  }
  assertChannel(caller, instruction)
  return {
    payment,
    entity: account.entityId,
    externalId: plainText(body.externalId, 'externalId', 100),
    clientId: caller.kind === 'client' ? caller.clientId : null,
    requesters,
    instruction,
    earlier: NO_EARLIER_INSTRUCTIONS,
    counterpartyId: payee.counterpartyId,
    accountId: payee.accountId,
    supersedes: body.supersedes ?? null,
    attachments: [],
  }
}

async function readOwnAccount(db: Executor, idOrIban: string) {
  const account = await readOriginatingAccount(db, idOrIban)
  if (account === null)
    throw refuseField(
      'originatingAccount',
      'ACCOUNT_UNKNOWN',
      'Use the id or IBAN of one of your own accounts in organisation.yaml.',
    )
  return account
}

type OnFile = NonNullable<Awaited<ReturnType<typeof accountOnFile>>>
type ResolvedPayee = Pick<OrderContent, 'counterpartyId' | 'accountId'> &
  Payment['payee'] &
  Pick<Payment, 'accountVersion' | 'elements'>

async function readPayee(
  db: Executor,
  payee: OrderBody['payee'],
  elements: Readonly<Record<string, string>>,
): Promise<ResolvedPayee> {
  if ('counterpartyId' in payee) {
    const found = await accountOnFile(db, payee.counterpartyId, payee.accountId)
    if (found === null)
      throw refuseField(
        'payee',
        'PAYEE_UNKNOWN',
        'This counterparty or account is not on file, or not active. Look it up under /v1/counterparties.',
      )
    return { ...found, elements: withVetted(elements, found) }
  }
  const name = plainText(payee.name, 'payee.name', 140)
  const account = parseAccountIdentification(payee.account, 'payee.account')
  const onFile = await payeeOnFile(db, { name, account, counterpartyId: null, elements })
  const { counterpartyId, accountId, accountVersion } = onFile
  return { name, account, elements, counterpartyId, accountId, accountVersion }
}

/** An account named by its id is reached as it was vetted. Who writes the same once more may; not anything else. */
function withVetted(elements: Payment['elements'], { account, elements: vetted }: OnFile): Payment['elements'] {
  const all = { ...vetted, ...elements }
  if (isSameAccount({ ...account, elements: vetted }, account, all)) return all
  throw refuseField(
    'elements',
    'ELEMENT_NOT_ON_FILE',
    'This account is on file, but not by this way. Leave out CdtrAgt, IntrmyAgt and CdtrAcct/Id, or give the account itself.',
  )
}

async function readInstruction(db: Executor, body: OrderBody['instruction']): Promise<Instruction> {
  // No default channel: nothing declared is the highest risk, not the lowest.
  const channel = body?.channel ?? 'unknown'
  const claimed = body?.instructedBy?.trim() ?? ''
  if (claimed === '' && CLAIMED_CHANNELS.includes(channel)) {
    throw refuseField(
      'instruction.instructedBy',
      'INSTRUCTOR_REQUIRED',
      `Say who is said to have asked by ${channel}: an e-mail address of somebody on file, or the name of somebody outside.`,
    )
  }
  const person = claimed === '' ? null : await findPerson(db, claimed)
  // Somebody outside has no key to sign with. Whoever is on file does, by whichever of their names they go.
  if (claimed !== '' && person === null && (await isNameOnFile(db, claimed))) {
    throw refuseField(
      'instruction.instructedBy',
      'INSTRUCTOR_AMBIGUOUS',
      'Somebody on file has this name. Give their e-mail address, or, if it is somebody outside, say who: what they do, and at which company.',
    )
  }
  // Or a fraudster's own address, copied by whoever was deceived, would put a call in the place of that person's key.
  if (claimed !== '' && person === null && (await resemblesOnFile(db, claimed))) {
    throw refuseField(
      'instruction.instructedBy',
      'INSTRUCTOR_LOOKALIKE',
      'This looks like somebody on file, or like an address here, and is none. Give the e-mail address that is on file of whoever is said to have asked, and compare it with the one that was used: report it if they differ. If it is somebody outside, say what they do, and at which company.',
    )
  }
  return {
    channel,
    instructedBy:
      claimed === ''
        ? null
        : person === null
          ? { kind: 'outside', name: plainText(claimed, 'instruction.instructedBy', 200) }
          : { kind: 'person', personId: person.id },
    receivedAt: body?.receivedAt ?? null,
    note: body?.note === undefined ? null : noteText(body.note, 'instruction.note', 4000),
  }
}

/** Everyone who asked, as people on file; a signed-in submitter is always one of them. */
async function readRequesters(db: Executor, caller: Caller, requestedBy: readonly string[]): Promise<string[]> {
  const requesters = new Set(caller.kind === 'person' ? [caller.personId] : [])
  for (const [index, name] of requestedBy.entries()) {
    const person = await findPerson(db, name)
    if (person === null) {
      throw refuseField(
        `requestedBy[${index}]`,
        'REQUESTER_UNKNOWN',
        'Name people on file, by e-mail address or external id: whoever asks for a payment may not approve it.',
      )
    }
    requesters.add(person.id)
  }
  if (requesters.size === 0) {
    throw refuseField(
      'requestedBy',
      'REQUESTER_UNKNOWN',
      'Say which people on file asked for this payment (requestedBy).',
    )
  }
  return [...requesters].sort()
}

function assertChannel(caller: Caller, { channel }: Instruction): void {
  if (caller.kind !== 'client' || channel === 'unknown' || caller.channels.includes(channel)) return
  throw forbid(
    'CHANNEL_NOT_ALLOWED',
    `This client may not submit orders of channel "${channel}". Its channels are set in organisation.yaml.`,
  )
}

function readDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`)
  const isDate =
    // The record has no year 0.
    /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  if (!isDate) throw refuseField('executionDate', 'DATE_FORMAT', 'Write the date as YYYY-MM-DD.')
  return text
}
