import { value, type RecordGauge } from './gauge-of-record.ts'

/**
 * Entries are placed nearly in the order of `seq`: what is not placed stands behind the last placed one, give or take what
 * was in flight at once. The bound keeps the look short however long the log is.
 */
const IN_FLIGHT = 1_000

/** What of the log is not proven yet. Nothing is released before a signed checkpoint covers it. */
export const LOG_GAUGES: readonly RecordGauge[] = [
  {
    name: 'countersign_checkpoint_lag_seconds',
    help: 'Age of the oldest log entry that no signed checkpoint covers',
    read: value(`
      with newest as (select coalesce(max(size), 0) as size from log_checkpoints),
      covered as (
        select coalesce(max(entry.seq), 0) as seq from newest
        join log_leaves leaf on leaf.leaf_index = newest.size - 1 join log_entries entry using (entry_id)
      )
      select coalesce(extract(epoch from countersign_now() - min(entry.at)), 0)::float8 as value
      from newest cross join covered
      join log_entries entry on entry.seq > covered.seq - ${IN_FLIGHT}
      where coalesce(${placeOf('entry.entry_id')}, newest.size) >= newest.size`),
  },
  {
    name: 'countersign_unsequenced_entries',
    help: 'Log entries that have no place in the tree yet',
    read: value(`
      with last as (
        select coalesce(max(entry.seq), 0) as seq from log_leaves leaf join log_entries entry using (entry_id)
        where leaf.leaf_index = (select max(leaf_index) from log_leaves)
      )
      select count(*) as value from last
      join log_entries entry on entry.seq > last.seq - ${IN_FLIGHT}
      where ${placeOf('entry.entry_id')} is null`),
  },
  {
    name: 'countersign_uncovered_approval_age_seconds',
    help: 'How long the oldest approved order has waited for a signed checkpoint',
    read: value(`
      with newest as (select coalesce(max(size), 0) as size from log_checkpoints)
      select greatest(0, coalesce(extract(epoch from countersign_now() - min(subject.approved_at)), 0))::float8 as value
      from newest cross join subjects subject
      where subject.type = 'order' and subject.state = 'approved'
        and coalesce(${placeOf('subject.satisfied_entry_id')}, newest.size) >= newest.size`),
  },
]

/** One at a time, by index: joined, the planner may read every leaf there is. */
function placeOf(entryId: string): string {
  return `(select leaf_index from log_leaves where entry_id = ${entryId})`
}
