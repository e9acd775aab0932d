/** People join over days, not months; an invitation nobody used by then is no way in any more. */
export const INVITATION_LIFETIME_MS = 14 * 86_400_000
