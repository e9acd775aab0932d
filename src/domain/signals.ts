/** Why something was flagged. The codes are stable; the reasons are what finance staff read. */
export const SIGNAL_CODES = [
  'CHANNEL_VOICE', 'CHANNEL_VIDEO', 'CHANNEL_REMOTE', 'CHANNEL_UNKNOWN', 'CONTACTED', 'NEW_PAYEE', 'NEW_ACCOUNT',
  'ACCOUNT_CHANGED', 'BANK_CHANGE', 'CONTACT_CHANGED', 'CONFUSABLE', 'ENTITY_MISMATCH', 'STAFF_ACCOUNT', 'DUPLICATE',
  'VELOCITY', 'CUMULATIVE', 'STRUCTURING', 'AMOUNT_OUTLIER', 'OFF_HOURS', 'URGENCY', 'SECRECY', 'AUTHORITY',
  'CROSS_ENTITY', 'PAIR_CONCENTRATION', 'MEMO_INSTRUCTION', 'PROMPT_BOMBING', 'LINE_RISK', 'DETECTOR_SYNTHETIC',
  'DETECTOR_UNAVAILABLE', 'ACTIVE_IMPERSONATION', 'THREAT_INDICATOR', 'COUNTRY_RISK', 'AGENT_REQUEST', 'RESUBMITTED',
] as const // prettier-ignore
export type SignalCode = (typeof SIGNAL_CODES)[number]

export interface Signal {
  readonly code: SignalCode
  /** Plain language, for the person who decides. */
  readonly reason: string
  /** What it was found in: ids, dates, counts. */
  readonly evidence: Readonly<Record<string, string>>
  /** The source did not answer: the signal is assumed, and no relaxation may look past it. */
  readonly unknown: boolean
}

export function signal(code: SignalCode, reason: string, evidence: Record<string, string> = {}): Signal {
  return { code, reason, evidence, unknown: false }
}

export function assumed(code: SignalCode, reason: string): Signal {
  return { code, reason, evidence: { source: 'unavailable' }, unknown: true }
}

/** One signal per code, in the order of `SIGNAL_CODES`; of two with the same code the unknown one stays. */
export function collectSignals(signals: readonly Signal[]): Signal[] {
  const byCode = new Map<SignalCode, Signal>()
  for (const found of signals) {
    const present = byCode.get(found.code)
    if (present === undefined || (found.unknown && !present.unknown)) byCode.set(found.code, found)
  }
  return SIGNAL_CODES.flatMap((code) => byCode.get(code) ?? [])
}
