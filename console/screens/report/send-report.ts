import { placeHold, reportImpersonation, type ImpersonationReport, type OpenedCase } from '../../api/holds.ts'

export interface Report {
  /** Null for somebody from outside, of whom there is no case. */
  readonly impersonation: ImpersonationReport | null
  readonly orderId: string | null
}

export interface Reported {
  readonly opened: OpenedCase | null
  readonly isOrderHeld: boolean
  /** Why the payment could not be held, when the report itself stands. */
  readonly orderError: unknown
}

/** What every hold says that comes of an alarm or a report (src/holds/alarm.ts), so that they cannot be told apart. */
const SECURITY_REASON = 'Held for security. Ask the security group.'

/** The report first: what it holds is the more. A payment that cannot be held besides does not undo it. */
export async function sendReport({ impersonation, orderId }: Report): Promise<Reported> {
  const opened = impersonation === null ? null : await reportImpersonation(impersonation)
  if (orderId === null) return { opened, isOrderHeld: false, orderError: null }
  try {
    await placeHold({ scope: 'order', target: orderId, reason: SECURITY_REASON })
    return { opened, isOrderHeld: true, orderError: null }
  } catch (error) {
    if (opened === null) throw error
    return { opened, isOrderHeld: false, orderError: error }
  }
}
