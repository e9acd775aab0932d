/** Strongest first: what was found about this payment before what was declared, both before what is merely unusual. */
const RANKING = [
  'ACTIVE_IMPERSONATION', 'THREAT_INDICATOR', 'CONFUSABLE', 'ACCOUNT_CHANGED', 'BANK_CHANGE', 'STAFF_ACCOUNT',
  'DETECTOR_SYNTHETIC', 'NEW_ACCOUNT', 'NEW_PAYEE', 'CONTACT_CHANGED', 'CHANNEL_VIDEO', 'CHANNEL_VOICE', 'CONTACTED',
  'RESUBMITTED', 'DUPLICATE', 'SECRECY', 'URGENCY', 'AUTHORITY', 'MEMO_INSTRUCTION', 'PROMPT_BOMBING', 'CHANNEL_REMOTE',
  'CHANNEL_UNKNOWN', 'AGENT_REQUEST', 'ENTITY_MISMATCH', 'CROSS_ENTITY', 'AMOUNT_OUTLIER', 'STRUCTURING', 'CUMULATIVE',
  'COUNTRY_RISK', 'LINE_RISK', 'PAIR_CONCENTRATION', 'VELOCITY', 'OFF_HOURS', 'DETECTOR_UNAVAILABLE',
] as const // prettier-ignore

const PLACES: ReadonlyMap<string, number> = new Map(RANKING.map((code, place) => [code, place]))

/**
 * Reasons in the order in which somebody reads them. One that this console does not know yet comes first: it must not
 * hide behind "more".
 */
export function rankReasons(codes: readonly string[]): string[] {
  const place = (code: string): number => PLACES.get(code) ?? -1
  return [...new Set(codes)].sort((a, b) => place(a) - place(b))
}
