import type { SubjectSummary } from '../api/subjects.ts'

export interface OrderOption {
  readonly value: string
  readonly label: string
}

type Named = Pick<SubjectSummary, 'subject' | 'payee' | 'externalId'>

/** What was found, and whichever of `others` is a payment's id, so that what is chosen or typed in full is there. */
export function orderOptions(found: readonly Named[], others: readonly (string | null)[]): OrderOption[] {
  const options = found.map(({ subject, payee, externalId }) => {
    const label = [payee, externalId].filter((part) => part !== null).join(' · ')
    return { value: subject.id, label: label === '' ? subject.id : label }
  })
  for (const id of new Set(others)) {
    const isOther = id !== null && /^ord_[0-9a-z]{1,40}$/.test(id) && options.every(({ value }) => value !== id)
    if (isOther) options.push({ value: id, label: id })
  }
  return options
}
