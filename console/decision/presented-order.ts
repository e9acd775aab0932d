/** An account as it is signed. */
export interface PresentedAccount {
  /** What is compared and typed: the IBAN, or the number under another scheme. */
  readonly number: string
  readonly isIban: boolean
  readonly bic: string | null
  readonly scheme: string | null
  readonly country: string | null
  /** Of an account on file, or beside one: by which bank and way it is reached. Of an order they are its own. */
  readonly elements: readonly (readonly [path: string, value: string])[]
}

export interface PresentedOrder {
  readonly version: string
  readonly externalId: string
  readonly payerAccount: string
  readonly entity: string
  readonly payeeName: string
  /** Null while this person has yet to type them. */
  readonly amount: string | null
  readonly account: PresentedAccount | null
  /** `0` for an account that was given with the order and is not one on file. */
  readonly accountVersion: string
  readonly currency: string
  readonly executionDate: string
  readonly reference: string
  readonly elements: readonly (readonly [path: string, value: string])[]
  readonly requesters: readonly string[]
  readonly channel: string
  readonly instructedBy: { readonly personId: string } | { readonly name: string } | null
  /** What earlier versions said instead; most orders have said one thing from the beginning. */
  readonly earlier: { readonly channels: readonly string[]; readonly instructors: readonly string[] }
  readonly receivedAt: string | null
  readonly note: string | null
  readonly supersedes: string | null
  readonly attachments: readonly string[]
  /** Codes, as they are signed. */
  readonly reasons: readonly string[]
}

/**
 * A payment as its presentation's bytes say. Null when they say it in a way that this console does not know: then
 * nothing is shown in its place, and nothing can be signed.
 */
export function readPresentedOrder(members: Readonly<Record<string, unknown>>): PresentedOrder | null {
  try {
    return read(members)
  } catch (error) {
    if (error instanceof UnknownShape) return null
    throw error
  }
}

class UnknownShape extends Error {}

function read(members: Readonly<Record<string, unknown>>): PresentedOrder {
  const subject = record(members['subject'])
  if (subject['type'] !== 'order') throw new UnknownShape()
  const content = record(members['content'])
  const payment = record(content['payment'])
  const instruction = record(content['instruction'])
  const isCovered = !Object.hasOwn(payment, 'amount') && !Object.hasOwn(payment, 'payeeAccount')
  return {
    version: text(subject['version']),
    externalId: text(content['externalId']),
    payerAccount: text(payment['payerAccount']),
    entity: text(content['entity']),
    payeeName: text(payment['payeeName']),
    amount: isCovered ? null : text(payment['amount']),
    account: isCovered ? null : readAccount(payment['payeeAccount']),
    accountVersion: text(payment['payeeAccountVersion']),
    currency: text(payment['currency']),
    executionDate: text(payment['executionDate']),
    reference: text(payment['reference']),
    elements: Object.entries(record(payment['elements'])).map(([path, value]) => [path, text(value)] as const),
    requesters: texts(content['requesters']),
    channel: text(instruction['channel']),
    instructedBy: readInstructor(instruction['instructedBy']),
    earlier: readEarlier(content['earlier']),
    receivedAt: maybe(instruction['receivedAt']),
    note: maybe(instruction['note']),
    supersedes: maybe(content['supersedes']),
    attachments: texts(content['attachments']),
    reasons: texts(members['reasons']),
  }
}

/** Throws `UnknownShape` for what is neither of the two forms an account has. */
function readAccount(value: unknown): PresentedAccount {
  const account = record(value)
  const elements = Object.entries(record(account['elements'] ?? {})).map(([path, said]) => [path, text(said)] as const)
  if (typeof account['iban'] === 'string') {
    const bic = maybe(account['bic'] ?? null)
    return { number: account['iban'], isIban: true, bic, scheme: null, country: null, elements }
  }
  const { id, bic = null, scheme = null, country = null } = record(account['other'])
  return { number: text(id), isIban: false, bic: maybe(bic), scheme: maybe(scheme), country: maybe(country), elements }
}

/** The same for an account that came in an answer rather than in what is signed; null when it cannot be read. */
export function readPresentedAccount(value: unknown): PresentedAccount | null {
  try {
    return readAccount(value)
  } catch {
    return null
  }
}

function readInstructor(value: unknown): PresentedOrder['instructedBy'] {
  if (value === null) return null
  const { kind, personId, name } = record(value)
  return kind === 'person' ? { personId: text(personId) } : { name: text(name) }
}

function readEarlier(value: unknown): PresentedOrder['earlier'] {
  if (value === undefined) return { channels: [], instructors: [] }
  const { channels, instructors } = record(value)
  return { channels: texts(channels), instructors: texts(instructors) }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UnknownShape()
  return value as Readonly<Record<string, unknown>>
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new UnknownShape()
  return value
}

function maybe(value: unknown): string | null {
  return value === null ? null : text(value)
}

function texts(value: unknown): string[] {
  if (!Array.isArray(value)) throw new UnknownShape()
  return value.map(text)
}
