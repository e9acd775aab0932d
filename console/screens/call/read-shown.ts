/** What of a presentation stands above the rest of it. What is not there, or not of its kind, is null. */
export interface Shown {
  readonly payee: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly account: string | null
  readonly reference: string | null
  /** The call that the statement names; null while none is complete. */
  readonly callbackId: string | null
  /** The number that it says was rung. */
  readonly rung: string | null
}

export function readShown(members: Readonly<Record<string, unknown>>): Shown {
  const payment = membersOf(membersOf(members['content'])['payment'])
  const account = membersOf(payment['payeeAccount'])
  const callback = membersOf(members['callback'])
  return {
    payee: textOf(payment['payeeName']),
    amount: textOf(payment['amount']),
    currency: textOf(payment['currency']),
    account: textOf(account['iban']) ?? textOf(membersOf(account['other'])['id']),
    reference: textOf(payment['reference']),
    callbackId: textOf(callback['id']),
    rung: textOf(membersOf(callback['contact'])['value']),
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
