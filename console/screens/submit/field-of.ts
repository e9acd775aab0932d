import type { FieldProblem } from '../../api/problem.ts'
import { accountFieldOf } from '../../parts/account-draft.ts'
import type { Draft } from './draft.ts'

export type FieldName = keyof Draft
export type FieldErrors = Partial<Record<FieldName, string>>

const ONE_TO_ONE = [
  'externalId',
  'originatingAccount',
  'amount',
  'currency',
  'executionDate',
  'reference',
  'supersedes',
] as const satisfies readonly FieldName[]

const BY_PATH: Readonly<Record<string, FieldName>> = {
  ...Object.fromEntries(ONE_TO_ONE.map((name) => [name, name])),
  'payee.name': 'name',
  'payee.counterpartyId': 'counterpartyId',
  'payee.accountId': 'accountId',
  requestedBy: 'requestedBy',
  instruction: 'channel',
  'instruction.channel': 'channel',
  'instruction.instructedBy': 'instructedBy',
  'instruction.receivedAt': 'receivedAt',
  'instruction.note': 'note',
}

/** The field that a refusal is about, by the path the service gives; null for what no field here is for. */
export function fieldOf(path: string, draft: Pick<Draft, 'payeeFrom' | 'accountForm'>): FieldName | null {
  const plain = path.replaceAll(/\[\d+\]/g, '')
  if (plain === 'payee') return draft.payeeFrom === 'directory' ? 'counterpartyId' : 'name'
  if (/^payee\.account(?:\.|$)/.test(plain)) return accountFieldOf(plain.slice('payee.account.'.length), draft)
  return Object.hasOwn(BY_PATH, plain) ? (BY_PATH[plain] ?? null) : null
}

/**
 * What stands at which field, and what stands at none. The first word about a field is the one that counts; of a field
 * that was left empty it is `empty`, which says so better than its shape does.
 */
export function placeErrors(
  errors: readonly FieldProblem[],
  draft: Draft,
  empty: string,
): { readonly placed: FieldErrors; readonly others: readonly FieldProblem[] } {
  const placed: FieldErrors = {}
  const others: FieldProblem[] = []
  for (const error of errors) {
    const field = fieldOf(error.path, draft)
    const isEmpty = field !== null && [null, ''].some((nothing) => draft[field] === nothing)
    if (field === null) others.push(error)
    else placed[field] ??= isEmpty ? empty : error.detail || error.code
  }
  return { placed, others }
}
