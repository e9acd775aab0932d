/** How the signer says that this is not the log that it signed before. The alert `HistoryRefused` waits for each. */
export const OTHER_HISTORY = [
  'CHECKPOINT_BEHIND',
  'CHECKPOINT_FORK',
  'CHECKPOINT_ROOT',
  'GENESIS_CHANGED',
  'LOG_ALTERED',
  'LOG_SHORT',
] as const
