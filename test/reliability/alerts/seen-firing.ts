/**
 * Where each shipped alert is seen to fire on processes that run. Their names are compared with what is shipped by
 * seen-firing.test.ts, in every run of the tests.
 */

/** By `npm run test:alerts`, which breaks things for them. A run of everything fires the first two lines. */
export const FIRED_HERE: readonly string[] = [
  ...['OrdersStuck', 'CheckpointLate', 'PartAway', 'ServerErrors'],
  ...['ReplicaDown', 'WorkerDown', 'OutboxOld', 'ExpiryNotKept'],
  ...['EvidenceRefused', 'CallbacksWait', 'OrdersOverdue', 'HeldForLong', 'RatesOld'],
  ...['WebhooksUndelivered', 'WebhookEndpointDisabled', 'JobsGivenUp', 'MailFails'],
  ...['RefusalsOfSignatures', 'WorkflowsLost', 'SignaturesLost', 'RecordUnreadable', 'ApiDown'],
]

/** By suites to which it happens anyway. */
export const FIRED_ELSEWHERE: Readonly<Record<string, string>> = {
  HistoryRefused: 'test/reliability/faults/old-database.ts',
  TemporalClockSkew: 'test/reliability/faults/clock-at-the-end.ts',
  LoadShed: 'test/reliability/limits/overload.test.ts',
}

/**
 * What cannot be broken honestly in a minute, or is a clock of the machine: seen on series written by hand alone
 * (test/deploy/alerts.test.ts). A sweep a minute is late at once when ten minutes are ten seconds.
 */
export const ON_SERIES_ALONE: readonly string[] = [
  ...['SweepLate', 'ClockSkew', 'SlowApi', 'EventLoopLag', 'ConnectionsWanted', 'DatabaseGrows'],
]
