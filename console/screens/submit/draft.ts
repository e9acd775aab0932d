import type { Channel, NewOrder, OrderChange, OwnOrder } from '../../api/submission.ts'
import { accountOf, EMPTY_ACCOUNT, given, type AccountDraft } from '../../parts/account-draft.ts'

/** What the form holds: strings as they were typed. What they mean is for the service to say. */
export interface Draft extends AccountDraft {
  readonly externalId: string
  readonly payeeFrom: 'directory' | 'new'
  readonly counterpartyId: string | null
  readonly accountId: string | null
  readonly name: string
  readonly originatingAccount: string
  readonly amount: string
  readonly currency: string
  readonly executionDate: string
  readonly reference: string
  readonly requestedBy: readonly string[]
  /** Empty until somebody has chosen: there is no default. */
  readonly channel: Channel | ''
  readonly instructedBy: string
  /** As `datetime-local` has it, in the zone of the browser. */
  readonly receivedAt: string
  readonly note: string
  readonly supersedes: string
}

export const EMPTY: Draft = {
  externalId: '',
  payeeFrom: 'directory',
  counterpartyId: null,
  accountId: null,
  name: '',
  ...EMPTY_ACCOUNT,
  originatingAccount: '',
  amount: '',
  currency: '',
  executionDate: '',
  reference: '',
  requestedBy: [],
  channel: '',
  instructedBy: '',
  receivedAt: '',
  note: '',
  supersedes: '',
}

export function toOrder(draft: Draft): NewOrder {
  const { originatingAccount, amount, currency, executionDate, reference, requestedBy } = draft
  return {
    externalId: draft.externalId.trim(),
    ...(requestedBy.length === 0 ? {} : { requestedBy: [...requestedBy] }),
    originatingAccount,
    amount: amount.trim(),
    currency: currency.trim(),
    payee: payeeOf(draft),
    executionDate,
    reference: reference.trim(),
    ...(draft.supersedes.trim() === '' ? {} : { supersedes: draft.supersedes.trim() }),
    instruction: instructionOf(draft),
  }
}

function payeeOf(draft: Draft): NewOrder['payee'] {
  if (draft.payeeFrom === 'directory')
    return { counterpartyId: draft.counterpartyId ?? '', accountId: draft.accountId ?? '' }
  return { name: draft.name.trim(), account: accountOf(draft) }
}

function instructionOf(draft: Draft): NonNullable<NewOrder['instruction']> {
  const { channel, instructedBy, note, receivedAt } = draft
  return {
    ...(channel === '' ? {} : { channel }),
    ...given({ instructedBy, note }),
    ...(receivedAt === '' ? {} : { receivedAt: new Date(receivedAt).toISOString() }),
  }
}

/** The form of an order as it stands. What is hidden from this reader stays empty, and then is not sent. */
export function draftOf(order: OwnOrder): Draft {
  const { payee, instruction } = order
  const { counterpartyId, accountId } = payee
  const isOnFile = counterpartyId !== null && accountId !== null
  return {
    ...EMPTY,
    externalId: order.externalId,
    payeeFrom: isOnFile ? 'directory' : 'new',
    counterpartyId: isOnFile ? counterpartyId : null,
    accountId: isOnFile ? accountId : null,
    name: payee.name,
    ...accountFields(payee.account),
    originatingAccount: order.originatingAccount,
    amount: order.amount ?? '',
    currency: order.currency,
    executionDate: order.executionDate,
    reference: order.reference,
    requestedBy: order.requestedBy,
    channel: instruction.channel,
    instructedBy: instruction.instructedBy ?? '',
    receivedAt: instruction.receivedAt === null ? '' : localMinute(new Date(instruction.receivedAt)),
    note: instruction.note ?? '',
  }
}

function accountFields(account: OwnOrder['payee']['account']): Partial<Draft> {
  if (account === null) return {}
  const { other } = account
  if (typeof other !== 'object' || other === null)
    return { accountForm: 'iban', iban: textIn(account, 'iban'), bic: textIn(account, 'bic') }
  return {
    accountForm: 'other',
    otherId: textIn(other, 'id'),
    otherScheme: textIn(other, 'scheme'),
    otherBic: textIn(other, 'bic'),
    otherCountry: textIn(other, 'country'),
  }
}

function textIn(members: object, name: string): string {
  const value = Object.entries(members).find(([key]) => key === name)?.[1] as unknown
  return typeof value === 'string' ? value : ''
}

/** `2026-11-30T10:12`, in the zone of the browser. */
export function localMinute(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Only what was changed is sent: the rest stays as it is, also what this reader may not see. */
export function changeOf(before: Draft, after: Draft): OrderChange {
  const { externalId: _externalId, supersedes: _supersedes, ...was } = toOrder(before)
  const { externalId: _sameId, supersedes: _same, ...is } = toOrder(after)
  const earlier = new Map(Object.entries(was).map(([name, value]) => [name, JSON.stringify(value)]))
  return Object.fromEntries(Object.entries(is).filter(([name, value]) => earlier.get(name) !== JSON.stringify(value)))
}
